"""What the explorer shows: one JavaScript file, written from the committed records whenever the site is built.

Numbers are those of the records, and beside each stands how it is known. A record that is missing, damaged or has fewer
rows than it says is an error that names it.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import critical_points_record

from algebraic.atlas import Folder, check_atlas, with_minimal
from algebraic.bezout import dense_shapes
from algebraic.census import cases_of_table
from algebraic.shell import Missing, WrongInput, intact_rows

RESULTS = Path(__file__).resolve().parent / "results"
LARGEST = 2**53  # an integer that JavaScript keeps
BIASES = ("hidden_bias", "output_bias", "output_activation")
FROM_ABOVE = {
    "ambient": "the outputs lie in a space of this dimension",
    "scalings": "so many weights are left when the scalings of the hidden units are taken away",
    "alexander_hirschowitz": "the theorem of Alexander and Hirschowitz on sums of powers",
    "recursion": "the dimensions of two parts of the network, minus what acts on both",
    "mixing": "the dimensions of two parts of the network, minus the matrices that act on both",
    "few_units": "the outputs lie in a space that few units span",
    "segre_veronese": "a theorem on simultaneous sums of powers",
}
OF_DIMENSION = (
    "num_params",
    "ambient",
    "expected",
    "dimension",
    "defect",
    "fibre_dimension",
    "filling",
    "identifiable",
)
COMMANDS = {
    "dimensions": "python -m algebraic.dimension {network} --function-space --data random",
    "ladders": "python -m algebraic.bezout {network} --data random",
    "functions": "python -m algebraic.count {network} --system function-space --metric {metric}",
    "points": "python -m algebraic.count {network} --system critical --ridge entrywise --samples {samples} "
    "--data random",
}


def rows_of(name, command, same=None):
    """The rows of a record with a digest for each, all of them.

    Raises:
        SystemExit: the record is not there, or rows of it are damaged or missing.
    """
    path = RESULTS / f"{name}.json"
    if not path.exists():
        raise SystemExit(f"{path.name} is not there; {command}")
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))["settings"]
        found = intact_rows(path, settings)
    except (WrongInput, ValueError, KeyError, TypeError) as problem:
        raise SystemExit(f"{path.name} is no record: {problem}; {command}") from None
    wanted = same(settings, found)
    keys = list(wanted[0])
    if sorted(str([row.get(key) for key in keys]) for row in found) != sorted(
        str(list(each.values())) for each in wanted
    ):
        raise SystemExit(f"{path.name} has not the rows that it should have: missing or changed; {command}")
    return found


def name_of(widths, activation, biases=(False, False, False)):
    """By what a network is found: its widths, its activation, and three digits for biases and the last activation."""
    return f"{','.join(map(str, widths))} {activation} {''.join('01'[bool(each)] for each in biases)}"


def whole(value):
    """A number that JavaScript reads as it is.

    Raises:
        SystemExit: it is too large.
    """
    if value is not None and abs(value) >= LARGEST:
        raise SystemExit(f"{value} is too large for JavaScript: write it as text")
    return value


def dimensions():
    """Of the set of functions of each network of the atlas, with the bounds that prove it."""
    try:
        folder = Folder(RESULTS / "atlas")
        checked = check_atlas(folder, fraction=0.0)
        rows = with_minimal(folder.rows())
    except (WrongInput, Missing) as problem:
        raise SystemExit(f"docs/results/atlas: {problem}; python -m algebraic.atlas build") from None
    if not checked.complete or checked.faults:
        raise SystemExit(
            f"docs/results/atlas is not what it says: {', '.join(checked.faults)}; python -m algebraic.atlas check"
        )
    return {
        name_of(row["widths"], f"z**{row['degree']}"): [
            *(whole(row[key]) for key in OF_DIMENSION),
            f"proved: from below a minor that is not zero modulo {row['certificate']['prime']}, from above "
            f"{FROM_ABOVE[row['reason']]}"
            if row["proved"]
            else f"at least: by a minor modulo {row['certificate']['prime']}; no bound from above meets it",
        ]
        for row in rows
    }


def counted_how(row):
    """How the number of solutions of a row of the small networks is known."""
    status, proved = row["complex_count_status"], row["proved"]
    if status == "exact" and proved and row["bkk"] == 0:
        return "proved: BKK is 0"
    if status == "empty":
        return "none; " + ("proved by the rank of the Jacobian" if proved else "by a rank modulo primes, not proved")
    if status == "exact" and proved:
        how = "proved: for random data as many certified solutions as BKK allows"
    elif status == "exact_mod_p":
        how = "exact modulo two primes, not proved: a Gröbner basis"
    elif status == "lower_bound":
        how = "at least: so many were found"
    else:
        return {"undecided": "undecided", "not_counted": "not counted: BKK allows too many"}[status]
    within = row["output_activation"] and row["counted"] is None
    return how + ("; that of the network without its last activation, times ℓ for each sample" if within else "")


def ladders():
    """Bounds and counts of the zero-error equations of each small network."""

    def wanted(settings, rows):
        size = max((row["num_params"] for row in rows), default=1)
        return dense_shapes(size, sorted({row["activation"] for row in rows}))

    make = "python -m algebraic.bezout.all_networks --size 5 --most 3000 --out docs/results/small-networks.json"
    found = {}
    for row in rows_of("small-networks", make, wanted):
        ell = 3 if "**3" in row["activation"] else 2
        found[name_of(row["widths"], row["activation"], [row[each] for each in BIASES])] = {
            "num_params": row["num_params"],
            "ell": ell,
            "printed": whole(ell ** (row["num_params"] * row["activated"])),
            "bezout": whole(row["bezout"]),
            "bkk": whole(row["bkk"]),
            "count": whole(row["complex_count"]),
            "known": counted_how(row),
            "reals": row["reals"] and {key: row["reals"][key] for key in ("min", "mean", "max", "data_sets")},
        }
    return found


def functions():
    """Critical functions of each dense network of the table, for two metrics."""
    make = "python -m algebraic.count.function_table --out docs/results/critical-functions.json"
    rows = rows_of("critical-functions", make, lambda settings, rows: [dict(case) for case in cases_of_table()])
    found = {}
    for row in (each for each in rows if each["kind"] == "dense"):
        if row["proved"]:
            how = f"proved: {row['by']}" if row["theorem"] is not None else f"proved: {row['statement']}"
        elif row["complex_count_status"] == "exact_mod_p":
            how = "exact modulo two primes, not proved; each is certified"
        else:
            raise SystemExit(f"critical-functions.json: nobody says how {row['sizes']} is known")
        entry = {
            "metric": row["metric"],
            "count": whole(row["complex_count"]),
            "real": row["real_count"],
            "dimension": row["dimension"],
            "ambient": row["ambient_dimension"],
            "dimension_proved": row["dimension_proved"],
            "known": how,
        }
        found.setdefault(name_of(row["sizes"], row["activation"], (row["bias"], False, False)), []).append(entry)
    return found


def points():
    """Critical points of the loss with a ridge of each small network, those that are real with index and loss."""
    make = "python docs/critical_points_record.py"
    rows = rows_of("critical-points", make, lambda settings, rows: critical_points_record.questions())
    found = {}
    for row in rows:
        status = row["complex_count_status"]
        how = {
            "exact": "proved" if row["proved"] else "exact, resting on an engine, not proved",
            "exact_mod_p": "exact modulo two primes, not proved",
        }
        entry = {key: row[key] for key in ("samples", "inputs", "targets", "ridge_values", "real_count", "certified")}
        entry["count"] = whole(row["complex_count"])
        entry["status"] = status
        entry["known"] = f"{how.get(status, status.replace('_', ' '))}: {row['evidence']}"
        entry["points"] = [[each["index"], each["objective"], each["weights"]] for each in row["points"]]
        biases = (row["hidden_bias"], row["output_bias"], False)
        found.setdefault(name_of(row["widths"], row["activation"], biases), []).append(entry)
    return found


def records():
    """All that the explorer shows; what stands beside most dimensions is written once, in ``words``."""
    sized = dimensions()
    words = sorted({row[-1] for row in sized.values()})
    return {
        "commands": COMMANDS,
        "words": words,
        "dimensions": {name: [*row[:-1], words.index(row[-1])] for name, row in sized.items()},
        "ladders": ladders(),
        "functions": functions(),
        "points": points(),
    }


def write(path):
    """Write the file, if it would be another."""
    text = json.dumps(records(), ensure_ascii=False, separators=(",", ":"))
    text = f"window.zerolocusRecords={text};\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
