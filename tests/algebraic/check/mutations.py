"""Changed documents of ``count``, ``dimension`` and ``bezout``: what a check must reject, and what it must let pass.

:func:`mutate` depends on the document, a seed and a number only. What is expected of each:

* ``false``: a statement has become false, or is no longer proved: no check may call the document verified.
* ``true``: every statement is still true and proved by what is in the document: a check must accept it.
* ``listed``: a field was changed that no file can prove (how the document was made, what engines said): a check rejects
  the document, or names that field among what it did not prove again.
"""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Mutation:
    """A changed document as text, the kind of change, what is expected of a check, and the field of a listed one."""

    kind: str
    expected: str
    text: str
    field: str = ""


KINDS: dict[str, Callable] = {}  # by name: a function of a document, which it changes, and a random generator


def kind(function):
    """A kind of change: returns what is expected, with a field or a text where needed, or None if it does not apply."""
    KINDS[function.__name__] = function
    return function


def mutate(document, seed, index):
    """The change with this number: the kinds that apply to the document in turn, differently in every round.

    >>> [mutate({"solutions": [], "seed": 1}, 0, k).kind for k in range(3)]
    ['dropped_field', 'unknown_field', 'ill_typed_field']
    """
    names = list(KINDS)
    for attempt in range(index, index + len(names)):
        changed, name = deepcopy(document), names[attempt % len(names)]
        found = KINDS[name](changed, random.Random(f"{seed} {attempt}"))
        if found is not None:
            expected, *more = (found,) if isinstance(found, str) else found
            text = more[0] if expected == "text" else json.dumps(changed, ensure_ascii=False)
            if expected == "listed":
                return Mutation(name, expected, text, more[0])
            return Mutation(name, "false" if expected == "text" else expected, text)
    raise ValueError("no change applies")


def is_count(d):
    return "solutions" in d


def is_dimension(d):
    return "dimension" in d and d["certificate"] is not None


def evidence(d):
    return d.get("complex_count_evidence") or {}


def spelt(value):
    """A decimal number as text, exactly."""
    return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value)


def decimal(value):
    """A fraction whose denominator divides a power of ten, as decimal text."""
    digits = 0
    while value.denominator != 1:
        value, digits = value * 10, digits + 1
    return f"{value.numerator}e-{digits}" if digits else str(value.numerator)


def coordinate(d, rng, *, nonzero=False):
    """A random coordinate of a random box: real part, imaginary part, radius; perhaps one that is far from zero."""
    if not is_count(d):
        return None
    rows = [row for solution in d["solutions"] for row in solution["box"]]
    rows = [row for row in rows if not nonzero or abs(Fraction(row[0])) > 10**8 * Fraction(row[2])]
    return rng.choice(rows) if rows else None


# Any document


@kind
def dropped_field(d, rng):
    del d[rng.choice([key for key in d if key != "schema"])]  # which older documents have not
    return "false"


@kind
def unknown_field(d, rng):
    places = [d, *d.get("solutions", []), *(d[key] for key in ("network", "certificate") if d.get(key))]
    rng.choice(places)[rng.choice(["proved_by", "note", "Count", "real "])] = 1
    return "false"


@kind
def ill_typed_field(d, rng):
    key = rng.choice([key for key, value in d.items() if value is not None and key != "schema"])
    d[key] = rng.choice(
        [value for value in ([[1]], {"x": 1}, "x", 1.5, True, 1) if not isinstance(value, type(d[key]))]
    )
    numbers = [key for key, value in d.items() if type(value) in (int, float)]
    if type(d[key]) in (int, float):  # an integer is a number, too: below zero, nothing that a document counts
        d[rng.choice(numbers)] = -1
    return "false"


@kind
def bound_changed(d, rng):
    bounds = [d["certificate"]["upper_bound"]] if is_dimension(d) else []
    bounds += [d[key]["upper_bound"] for key in ("generic_rank_evidence", "data_rank_evidence") if d.get(key)]
    if not bounds:
        return None
    bound = rng.choice(bounds)
    if rng.random() < 0.5:
        bound["proved"] = not bound["proved"]
    else:
        bound["kind"] = rng.choice(
            {"equations": ["parameters"], "parameters": ["equations"]}[bound["kind"]] + ["theorem"]
        )
    return "false"


@kind
def unknown_schema(d, rng):
    d["schema"] = rng.choice(["zerolocus/count/2", "zerolocus/thing/1", "count", 1, None, ["zerolocus/count/1"]])
    return "false"


@kind
def truncated_file(d, rng):
    text = json.dumps(d)
    return "text", text[: rng.randrange(len(text) - 1)]


@kind
def deep_file(d, rng):
    return "text", json.dumps(d | {"options": 0}).replace('"options": 0', '"options": ' + "[" * 10**5 + "]" * 10**5)


@kind
def not_a_number(d, rng):
    key = rng.choice([key for key, value in d.items() if type(value) in (int, float)])
    return "text", json.dumps(d | {key: float(rng.choice(["nan", "inf", "-inf"]))})


@kind
def how_it_was_made(d, rng):
    key = rng.choice(["seed", "versions", "options"])
    d[key] = d[key] + 1 if key == "seed" else {**d[key], "python": "2.7"}
    return "listed", key


@kind
def what_an_engine_said(d, rng):
    keys = [
        key
        for key in ("num_paths", "at_infinity", "multihomogeneous_bezout", "paper_bezout", "these_targets")
        if d.get(key)
    ]
    if not keys:
        return None
    key = rng.choice(keys)
    d[key] = d[key] + 1 if type(d[key]) is int else {**d[key], "empty": True}
    return "listed", key


# Numbers, statuses, evidence


@kind
def number_changed(d, rng):
    names = (
        "count", "real_count", "complex_count", "bkk", "bezout", "num_params", "num_equations", "num_samples",
        "output_dim", "data_rank", "dimension", "generic_dimension", "function_space_dimension",
    )  # fmt: skip
    key = rng.choice([name for name in names if type(d.get(name)) is int])
    d[key] = rng.choice([d[key] + 1, d[key] + 10**9, 10**40, *([d[key] - 1] if d[key] else [])])
    return "false"


@kind
def status_changed(d, rng):
    if "complex_count_status" not in d:
        return None
    names = ["exact", "exact_mod_p", "lower_bound", "empty", "infinite", "undecided", "proved", "", "Exact"]
    d["complex_count_status"] = rng.choice([name for name in names if name != d["complex_count_status"]])
    return "false"


@kind
def evidence_changed(d, rng):
    if not evidence(d):
        return None
    kinds = ["bound_reached", "groebner", "certified", "nullstellensatz", "none", "theorem", "split_units"]
    change = rng.randrange(4)
    if change == 0:
        d["complex_count_evidence"]["kind"] = rng.choice([name for name in kinds if name != evidence(d)["kind"]])
    elif change == 1:
        d["complex_count_evidence"]["proved"] = not evidence(d)["proved"]
    elif change == 2:
        d["complex_count_evidence"] = {}
    else:
        d["complex_count_evidence"]["trust"] = True
    return "false"


@kind
def everything_claimed_empty(d, rng):
    if not is_count(d):
        return None
    words = rng.choice(["exact", "empty"])
    d |= {"solutions": [], "count": 0, "real_count": rng.choice([0, 77]), "complex_count": rng.choice([0, 999])}
    d["complex_count_status"] = words
    return "false"


@kind
def weakened_to_a_lower_bound(d, rng):
    if not is_count(d) or d["complex_count_status"] != "exact" or d["system"] != "zero-error":
        return None
    real = [k for k, solution in enumerate(d["solutions"]) if solution["real"]]
    if not real:
        return None
    del d["solutions"][rng.choice(real)]
    size = d["count"] - 1
    d |= {
        "count": size,
        "complex_count": size,
        "real_count": d["real_count"] - 1,
        "complex_count_status": "lower_bound",
    }
    words = f"{size} certified solutions; that these are all is not proved"
    d["complex_count_evidence"] = {"kind": "certified", "proved": True, "statement": words}
    d["routes"] = [
        route for route in d["routes"] if route["route"] in ("bkk", "monodromy")
    ]  # the others found them all
    return "true"


# Solutions


@kind
def digits_changed(d, rng):
    row = coordinate(d, rng, nonzero=True)
    if row is None:
        return None
    row[0] = decimal(Fraction(row[0]) * (1 + Fraction(rng.choice([1, -1, 3]), 10 ** rng.randint(1, 5))))
    return "false"


@kind
def box_moved_a_little(d, rng):
    row = coordinate(d, rng, nonzero=True)
    if row is None:
        return None
    row[0] = decimal(Fraction(row[0]) + Fraction(row[2]) / 10 ** rng.randint(4, 30))
    return "true"


@kind
def box_moved_away(d, rng):
    row = coordinate(d, rng)
    if row is None:
        return None
    step = rng.choice([Fraction(1), Fraction(row[2]) * 2, Fraction(row[2]) * 1000])
    row[0] = decimal(Fraction(row[0]) + max(step, 2 * Fraction(row[2])))
    return "false"


@kind
def radius_changed(d, rng):
    row = coordinate(d, rng, nonzero=True)
    if row is None:
        return None
    size = abs(Fraction(row[0]))
    row[2] = rng.choice(
        ["-" + row[2], "0", "NaN", "1e400", "1e999999999", decimal(size * 1000), decimal(size / 10**60), "-0.0"]
    )
    return "false"


@kind
def imaginary_part_given(d, rng):
    solutions = [solution for solution in d.get("solutions", []) if solution["real"]]
    if not solutions:
        return None
    rng.choice(rng.choice(solutions)["box"])[1] = rng.choice(["1e-40", "i", "0.0.0", "", "1"])
    return "false"


@kind
def solutions_permuted(d, rng):
    if not is_count(d):
        return None
    rng.shuffle(d["solutions"])
    return "true"


@kind
def coordinates_swapped(d, rng):
    if not is_count(d):
        return None
    box = rng.choice(d["solutions"])["box"]
    j, k = rng.sample(range(len(box)), 2)
    if Fraction(box[j][0]) == Fraction(box[k][0]) and Fraction(box[j][1]) == Fraction(box[k][1]):
        return None
    box[j], box[k] = box[k], box[j]
    return "false"


@kind
def real_flipped(d, rng):
    if not is_count(d):
        return None
    solution = rng.choice(d["solutions"])
    solution["real"] = rng.choice([not solution["real"], str(solution["real"]).lower(), int(solution["real"]), None])
    return "false"


@kind
def solution_left_out(d, rng):
    if not is_count(d):
        return None
    gone = d["solutions"].pop(rng.randrange(len(d["solutions"])))
    if rng.random() < 0.7:  # with numbers that fit
        d |= {"count": d["count"] - 1, "complex_count": d["complex_count"] - 1}
        d["real_count"] -= gone["real"]
    return "false"


@kind
def solution_twice(d, rng):
    if not is_count(d):
        return None
    again = deepcopy(rng.choice(d["solutions"]))
    if rng.random() < 0.5:
        again["box"][0][2] = decimal(Fraction(again["box"][0][2]) / 2)
    d["solutions"].append(again)
    d |= {
        "count": d["count"] + 1,
        "complex_count": d["complex_count"] + 1,
        "real_count": d["real_count"] + again["real"],
    }
    return "false"


@kind
def box_cut(d, rng):
    if not is_count(d):
        return None
    box = rng.choice(d["solutions"])["box"]
    rng.choice([box, rng.choice(box)]).pop()
    return "false"


@kind
def loss_changed(d, rng):
    points = [solution for solution in d.get("solutions", []) if "loss" in solution]
    if not points:
        return None
    point, key = rng.choice(points), rng.choice(["loss", "objective"])
    point[key] = (
        1.0 if point[key] is None else rng.choice([point[key] * (1 + 1e-6), -point[key], str(point[key]), None, [1]])
    )
    return "false"


@kind
def index_changed(d, rng):
    points = [solution for solution in d.get("solutions", []) if solution.get("index") is not None]
    if not points:
        return None
    rng.choice(points)["index"] += 1
    return "listed", "index"


@kind
def ridge_changed(d, rng):
    if not is_count(d):
        return None
    if d["ridge_values"] is None:
        d["ridge"] = rng.choice(["scalar", "entrywise"])
    elif rng.random() < 0.5:
        d["ridge"] = rng.choice(["none", "scalar", "any"])
    else:
        k = rng.randrange(len(d["ridge_values"]))
        d["ridge_values"][k] = str(int(d["ridge_values"][k]) + 1)
    return "false"


# Data and network


def samples(d):
    """Inputs and targets where a document has them, or None."""
    found = d if is_count(d) else d.get("data") if isinstance(d.get("data"), dict) else None
    return found if found and found["inputs"] else None


@kind
def number_unreadable(d, rng):
    data = samples(d)
    if data is None:
        return None
    row = rng.choice(data[rng.choice(["inputs", "targets"])])
    k = rng.randrange(len(row))
    wide = row[k].translate({48 + i: 0xFF10 + i for i in range(10)})  # full-width digits
    arabic = row[k].translate({48 + i: 0x660 + i for i in range(10)})
    row[k] = rng.choice(
        [wide, arabic, "1/0", "0/0", "1e999999999", "9" * 10**5, "NaN", "inf", " 1", "1_0", "0x10", "−5", "", 5, None]
    )
    return "false"


@kind
def number_spelt_otherwise(d, rng):
    data = samples(d)
    if data is None:
        return None
    row = rng.choice(data[rng.choice(["inputs", "targets"])])
    k = rng.randrange(len(row))
    row[k] = rng.choice([f"{row[k]}.0", spelt(Fraction(row[k]))]) if "/" not in row[k] else row[k]
    return "true"


@kind
def datum_changed(d, rng):
    data = samples(d)
    if data is None:
        return None
    row = rng.choice(data[rng.choice(["inputs", "targets"])])
    k = rng.randrange(len(row))
    row[k] = spelt(Fraction(row[k]) + rng.choice([1, -1, Fraction(1, 10**6)]))
    return "false"


@kind
def targets_swapped(d, rng):
    data = samples(d)
    if data is None or len(data["targets"]) < 2:
        return None
    j, k = rng.sample(range(len(data["targets"])), 2)
    data["targets"][j], data["targets"][k] = data["targets"][k], data["targets"][j]
    return "false"


@kind
def samples_permuted(d, rng):
    if not is_count(d) or d["complex_count_evidence"]["kind"] not in ("bound_reached", "certified"):
        return None
    order = list(range(len(d["inputs"])))
    rng.shuffle(order)
    d["inputs"], d["targets"] = ([rows[k] for k in order] for rows in (d["inputs"], d["targets"]))
    return "true"


@kind
def sample_dropped(d, rng):
    data = samples(d)
    if data is None:
        return None
    names = rng.choice([["inputs"], ["targets"], ["inputs", "targets"]])
    k = rng.randrange(len(data["inputs"]))
    for name in names:
        data[name].pop(k)
    return "false"


@kind
def network_changed(d, rng):
    graph = d.get("network") or (d.get("certificate") or {}).get("graph")
    if not graph:
        if "activation" in d:
            d["activation"] = rng.choice(
                ["z**3", "z", "z**2+2*z", "sin(z)", "z**2+z # z", "z*2", "", "z**2+z+", "zz", "z+z**2+z"]
            )
            return "false"
        return None
    first = graph["layers"][0]
    edges, _ = first["units"][0]
    change = rng.randrange(6 if is_count(d) else 5)
    if change == 0:
        graph["num_params"] += 1
    elif change == 1:
        graph["input_dim"] = rng.choice([10**9, graph["input_dim"] + 1])
    elif change == 2:
        edges[0][1] = rng.choice([10**9, -1, 10**30])
    elif change == 3:
        edges[0][0] = rng.choice([10**9, -1, "0", True])
    elif change == 4:
        graph["layers"].pop()
    else:
        first["activation"] = [*(first["activation"] or ["0", "1"])[:-1], "3"]
    return "false"


# Ranks


def minors(d):
    """The minors of a document."""
    found = [d["certificate"]["minor"]] if is_dimension(d) else []
    return found + [d[key]["certificate"] for key in ("generic_rank_evidence", "data_rank_evidence") if d.get(key)]


@kind
def minor_changed(d, rng):
    if not minors(d):
        return None
    minor = rng.choice(minors(d))
    change = rng.randrange(6)
    if change == 0:
        minor["prime"] += 1
    elif change == 1:
        minor["rows"][0] = 10**6
    elif change == 2:
        minor["columns"][-1] = minor["columns"][0] if len(minor["columns"]) > 1 else 10**6
    elif change == 3:
        minor["weights"][0] = rng.choice([minor["prime"], -1, "1", 1.0, True])
    elif change == 4:
        minor["weights"] = [0] * len(minor["weights"])
    else:
        minor["columns"].append(minor["columns"].pop(0) + 10**5)
    return "false"


@kind
def another_point(d, rng):
    if not minors(d):
        return None
    minor = rng.choice(minors(d))
    minor["weights"] = [rng.randrange(minor["prime"]) for _ in minor["weights"]]
    return "true"


@kind
def minor_at_other_inputs(d, rng):
    key = "data_rank_evidence"
    if not d.get(key):
        return None
    minor = d[key]["certificate"]
    row = rng.choice(minor["inputs"])
    row[rng.randrange(len(row))] = rng.randrange(minor["prime"])
    return "false"


@kind
def rank_lowered_with_a_forged_bound(d, rng):
    if not is_dimension(d) or d["data_rank"] < 2:
        return None
    rank, certificate = d["data_rank"] - 1, d["certificate"]
    certificate["minor"]["rows"].pop()
    certificate["minor"]["columns"].pop()
    certificate["claim"]["rank_at_least"] = rank
    names = ["equations", "parameters", "symmetries", "function_space", "random_points", "theorem"]
    certificate["upper_bound"] = {
        "kind": rng.choice(names),
        "statement": f"there are {rank} equations",
        "proved": True,
        "error_probability": None,
    }
    d |= {"data_rank": rank, "dimension": None, "empty": True}
    return "false"


@kind
def answer_turned_round(d, rng):
    if not is_dimension(d):
        return None
    key = rng.choice(["empty", "generic_empty", "proved"])
    d[key] = not d[key]
    return "false"


# Cofactors


@kind
def cofactors_changed(d, rng):
    found = evidence(d)
    if "cofactors" not in found:
        return None
    terms = rng.choice([terms for terms in found["cofactors"] if terms])
    change = rng.randrange(7)
    if change == 0:
        terms[0][1] = str(int(terms[0][1]) + 1)
    elif change == 1:
        terms.pop()
    elif change == 2:
        terms[0][0][0] = rng.choice([terms[0][0][0] + 1, -1, 10**9, True, "1"])
    elif change == 3:
        found["denominator"] = rng.choice(["1", "0", "-" + found["denominator"], "1/0", found["denominator"] + "0"])
    elif change == 4:
        found["cofactors"].pop()
    elif change == 5:
        found["cofactors"] = [[] for _ in found["cofactors"]]
        found["denominator"] = "0"
    else:
        terms.append(deepcopy(terms[0]))
    return "false"
