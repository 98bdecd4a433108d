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
    """A changed document as text, the kind of change, what is expected of a check, and the field that was changed.

    Of a false one the field is given where it is one that the stranger's check only names.
    """

    kind: str
    expected: str
    text: str
    field: str = ""


def is_named(field, left):
    """Whether a check says of this field that it did not prove it again."""
    return any(words == field or words.startswith((f"{field}: ", f"{field} ")) for words in left)


def stranger_is_right(change, code, left):
    """Whether the stranger's check takes a changed document, whose original it proves, for what it is.

    It names fields as a whole, and what only words say as ``sentences``.
    """
    named = bool(change.field) and is_named(change.field.partition(":")[0], left)
    named = named or (change.field == "index" and any(" index " in words for words in left))
    named = named or (change.kind == "some_sentence" and "sentences" in left)
    return code == 0 if change.expected == "true" else code != 0 or named


KINDS: dict[str, Callable] = {}  # by name: a function of a document, which it changes, and a random generator


def kind(function):
    """A kind of change: returns what is expected, with a field or a text where needed, or None if it does not apply."""
    KINDS[function.__name__] = function
    return function


def mutate(document, seed, index):
    """The change with this number: of the kinds in turn, or of another where one does not apply to the document.

    >>> [mutate({"solutions": [], "seed": 1}, 0, k).kind for k in range(3)]
    ['dropped_field', 'unknown_field', 'ill_typed_field']
    """
    names = list(KINDS)
    others = random.Random(f"{seed} {index} others").sample(names, len(names))
    for name in [names[index % len(names)], *others]:
        changed = deepcopy(document)
        found = KINDS[name](changed, random.Random(f"{seed} {index} {name}"))
        if found is not None:
            expected, *more = (found,) if isinstance(found, str) else found
            text = more[0] if expected == "text" else json.dumps(changed, ensure_ascii=False)
            if expected == "text":
                return Mutation(name, "false", text)
            return Mutation(name, expected, text, *more)
    raise ValueError("no change applies")


def is_count(d):
    return "solutions" in d


def is_rank(d):
    return "claim" in d


def certificate(d):
    """The certificate of a rank that a document holds, or is."""
    return d if is_rank(d) else (d.get("certificate") or {})


def is_dimension(d):
    return "dimension" in d and "minor" in certificate(d)


def is_whole(d):
    """With a certificate of a large system: columns modulo a prime, or counting."""
    return "kind" in certificate(d)


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


def lower(d, real, by=1):
    """Numbers that fit a list with fewer solutions."""
    for key, less in (("count", by), ("complex_count", by), ("real_count", by * real)):
        if d[key] is not None:
            d[key] -= less


# Any document


@kind
def dropped_field(d, rng):
    newer = [key for key in ("component_bounds", "identifiable") if d.get(key) is None]
    key = rng.choice([key for key in d if key not in ("schema", *newer)])  # which older documents have not
    del d[key]
    return ("listed", key) if is_rank(d) and key == "data" else "false"


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
    if (
        type(d[key]) in (int, float) and numbers
    ):  # an integer is a number, too: below zero, nothing that a document counts
        d[rng.choice(numbers)] = -1
    return "false"


@kind
def bound_changed(d, rng):
    bounds = [certificate(d)["upper_bound"]] if certificate(d).get("upper_bound") else []
    bounds += [d[key]["upper_bound"] for key in ("generic_rank_evidence", "data_rank_evidence") if d.get(key)]
    if not bounds:
        return None
    bound = rng.choice(bounds)
    if rng.random() < 0.5:
        bound["proved"] = not bound["proved"]
    else:
        kinds = ["equations", "parameters", "symmetries", "function_space", "random_points", "theorem"]
        bound["kind"] = rng.choice([name for name in kinds if name != bound["kind"]])
    return "false"


@kind
def unknown_schema(d, rng):
    d["schema"] = rng.choice(["zerolocus/count/2", "zerolocus/thing/1", "count", 1, None, ["zerolocus/count/1"]])
    return "false"


@kind
def older_and_changed(d, rng):
    """Without a schema it counts as an older document: what is false in it is false all the same."""
    if d.pop("schema", None) is None:
        return None
    unfit = ("older_and_changed", "dropped_field", "unknown_schema", "truncated_file", "deep_file")
    names = [name for name in KINDS if name not in unfit]
    for name in rng.sample(names, len(names)):
        changed = deepcopy(d)
        found = KINDS[name](changed, rng)
        if found is not None and found[0] != "text":
            d.clear()
            d.update(changed)
            return found
    return None


@kind
def truncated_file(d, rng):
    text = json.dumps(d)
    return "text", text[: rng.randrange(len(text) - 1)]


@kind
def deep_file(d, rng):
    return "text", json.dumps(d | {"options": 0}).replace('"options": 0', '"options": ' + "[" * 10**5 + "]" * 10**5)


@kind
def not_a_number(d, rng):
    keys = [key for key, value in d.items() if type(value) in (int, float)]
    if not keys:
        return None
    key = rng.choice(keys)
    return "text", json.dumps(d | {key: float(rng.choice(["nan", "inf", "-inf"]))})


@kind
def how_it_was_made(d, rng):
    if is_rank(d):
        return None
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
    d[key] = d[key] + 1 if type(d[key]) is int else {**d[key], "empty": d[key]["empty"] is not True}
    return "listed", key


# Numbers, statuses, evidence


@kind
def number_changed(d, rng):
    names = (
        "count", "real_count", "complex_count", "bkk", "bezout", "num_params", "num_equations", "num_samples",
        "output_dim", "data_rank", "dimension", "generic_dimension", "function_space_dimension",
    )  # fmt: skip
    d = d["claim"] if is_rank(d) else d
    key = rng.choice([name for name in (*names, "rank_at_least") if type(d.get(name)) is int])
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
    if not is_count(d) or d["complex_count_status"] == "empty":
        return None
    words = rng.choice(["exact", "empty"])
    d |= {"solutions": [], "count": 0, "real_count": rng.choice([0, 77]), "complex_count": rng.choice([0, 999])}
    d["complex_count_status"] = words
    return "false"


@kind
def weakened_to_a_lower_bound(d, rng):
    if not is_count(d) or d["complex_count_status"] != "exact" or d.get("system", "zero-error") != "zero-error":
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
        route | {"supports": None} for route in d["routes"] if route["route"] in ("bkk", "monodromy")
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
    if not d.get("solutions") or d.get("strata"):  # whose points are named in the order of the solutions
        return None
    rng.shuffle(d["solutions"])
    return "true"


@kind
def coordinates_swapped(d, rng):
    if not d.get("solutions"):
        return None
    box = rng.choice(d["solutions"])["box"]
    j, k = rng.sample(range(len(box)), 2)
    if Fraction(box[j][0]) == Fraction(box[k][0]) and Fraction(box[j][1]) == Fraction(box[k][1]):
        return None
    box[j], box[k] = box[k], box[j]
    return "false"


@kind
def real_flipped(d, rng):
    if not d.get("solutions"):
        return None
    solution = rng.choice(d["solutions"])
    solution["real"] = rng.choice([not solution["real"], str(solution["real"]).lower(), int(solution["real"]), None])
    return "false"


@kind
def solution_left_out(d, rng):
    if not d.get("solutions"):
        return None
    gone = d["solutions"].pop(rng.randrange(len(d["solutions"])))
    if rng.random() < 0.7:  # with numbers that fit
        lower(d, gone["real"])
    return "false"


@kind
def solution_twice(d, rng):
    if not d.get("solutions"):
        return None
    again = deepcopy(rng.choice(d["solutions"]))
    if rng.random() < 0.5:
        again["box"][0][2] = decimal(Fraction(again["box"][0][2]) / 2)
    d["solutions"].append(again)
    lower(d, again["real"], -1)
    return "false"


@kind
def box_cut(d, rng):
    if not d.get("solutions"):
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
    if "ridge_values" not in d or not is_count(d):
        return None
    if d["ridge_values"] is None:
        d["ridge"] = rng.choice(["scalar", "entrywise"])
    elif rng.random() < 0.5:
        wrong = ["scalar"] if len(set(d["ridge_values"])) > 1 else []
        d["ridge"] = rng.choice([*wrong, "any", *([] if d["ridge"] == "none" else ["none"])])
    else:
        k = rng.randrange(len(d["ridge_values"]))
        d["ridge_values"][k] = str(int(d["ridge_values"][k]) + 1)
    return "false"


# Data and network


def samples(d):
    """Inputs and targets where a document has them, or None."""
    found = d if "inputs" in d else d.get("data") if isinstance(d.get("data"), dict) else None
    return found if found and found.get("inputs") else None


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
    if (
        "inputs" not in d
        or not is_count(d)
        or d["complex_count_evidence"]["kind"] not in ("bound_reached", "certified")
    ):
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
def equation_changed(d, rng):
    if not d.get("equations"):
        return None
    terms, size = rng.choice(d["equations"]), len(d["names"])
    term, place = rng.choice(terms), rng.randrange(size)
    change = rng.randrange(8 if d.get("solutions") else 6)  # no solution: that may hold of other equations, too
    if change == 0:
        terms.append(deepcopy(term))
    elif change == 1:
        term[0].append(0)
    elif change == 2:
        term[0][place] = rng.choice([-1, True, "1", 1.0, 10**40, None])
    elif change == 3:
        term[1] = rng.choice(["1/0", "x", "", "NaN", "1e999999", "0x1", 1, None, "9" * 10**5])
    elif change == 4:
        d["names"][place] = rng.choice([d["names"][place - 1] + " ", "1x", "", 3, "x" * 101, "λ", "__x"])
    elif change == 5:
        d["equations"].append(deepcopy(terms)) if rng.random() < 0.5 else d["equations"].pop()
    elif change == 6:
        term[1] = spelt(Fraction(term[1]) + rng.choice([1, Fraction(1, 10**6)]))
    else:
        term[0][place] += rng.choice([1, 2])
    return "false"


@kind
def equations_written_otherwise(d, rng):
    if not d.get("equations"):
        return None
    change = rng.randrange(3)
    if change == 0:
        d["names"] = [f"{name}_1" for name in d["names"]]
    elif change == 1:
        for terms in d["equations"]:
            rng.shuffle(terms)
    elif not evidence(d).get("cofactors"):  # which stand in the order of the equations
        rng.shuffle(d["equations"])
    return "true"


@kind
def network_changed(d, rng):
    graph = certificate(d)["network"]["plain"]["graph"] if is_whole(d) else certificate(d).get("graph")
    graph = graph or d.get("network")
    if not graph:
        if "activation" in d:
            d["activation"] = rng.choice(
                ["z**3", "z", "z**2+2*z", "sin(z)", "z**2+z # z", "z*2", "", "z**2+z+", "zz", "z+z**2+z"]
            )
            return "false"
        return None
    first = graph["layers"][0]
    edges, _ = first["units"][0]
    change = rng.randrange(6 if d.get("solutions") else 5)  # no solution: that may hold of another network, too
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
    found = [certificate(d)["minor"]] if "minor" in certificate(d) else []
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


# Certificates of large systems, points and paths, and what engines said


@kind
def columns_changed(d, rng):
    held = certificate(d)
    if not held.get("columns"):
        return None
    change = rng.randrange(6)
    if change == 0:  # a lower rank, with all that follows from it
        held["columns"].pop()
        held["claim"]["rank_at_least"] -= 1
        held["upper_bound"] = {"kind": rng.choice(["symmetries", "function_space"]), "statement": "as proved elsewhere",
                               "proved": True, "error_probability": None}  # fmt: skip
        if not is_rank(d):
            d |= {"data_rank": held["claim"]["rank_at_least"], "dimension": None, "empty": True, "proved": True}
    elif change == 1:
        held["columns"].append(held["columns"][0])
        held["claim"]["rank_at_least"] += 1
    elif change == 2:
        held["prime"] = rng.choice([2, 4, held["prime"] + 2, 2**61 - 1, 1])
    elif change == 3:
        held["matrix_sha256"] = held["matrix_sha256"][::-1]
    elif change == 4:
        held["seed"] += 1
    else:
        held["index"] += 1
    return "false"


@kind
def digest_changed(d, rng):
    if not is_whole(d):
        return None
    place = rng.choice([certificate(d)["network"], certificate(d)["data"]["sha256"]])
    key = "sha256" if "sha256" in place else rng.choice(["inputs", "targets"])
    place[key] = rng.choice([place[key][::-1], place[key][:-1], place[key].upper() + "0", "0" * 64])
    return "false"


@kind
def data_of_another(d, rng):
    """Other numbers where the certificate and the document repeat the data: digests and minors are those of the old."""
    places = [certificate(d).get("data"), d.get("data_set")]
    places += [place.get("plain") for place in places if place]
    tables = [place["table"] for place in places if place and "table" in place]
    if not tables or (not is_whole(d) and len(tables[0]["inputs"]) < 2):
        return None
    if is_whole(d):
        row, step = rng.randrange(len(tables[0]["targets"])), rng.choice([1, -1, 10**6])
        for table in tables:
            table["targets"][row] = [str(int(value) + step) for value in table["targets"][row]]
    else:  # the inputs alone decide a rank
        for table in tables:
            table["inputs"] = table["inputs"][::-1]
    return "false"


@kind
def counted_otherwise(d, rng):
    if certificate(d).get("kind") != "counting":
        return None
    claim = certificate(d)["claim"]
    key = rng.choice(["num_params", "num_equations", "num_different_equations"])
    claim[key] = rng.choice([claim[key] + 1, 1, 10**12])
    return "false"


@kind
def point_changed(d, rng):
    points = (d.get("real_points") or {}).get("points")
    if not points:
        return None
    point, change = rng.choice(points), rng.randrange(6)
    if change == 0:
        k = rng.randrange(len(point["middle"]))
        point["middle"][k] = decimal(Fraction(point["middle"][k]) + rng.choice([1, Fraction(1, 1000)]))
    elif change == 1:
        point["radius"] = rng.choice([0.0, 1.0, -1e-6, 1e-300, "1e-6", 2])
    elif change == 2:
        point["local_dimension"] += rng.choice([1, -1])
    elif change == 3:
        point["free"] = rng.choice([[*point["free"], 0, 0], [10**6], [-1], []])
    elif change == 4:
        point["middle"].pop()
    else:
        points.append(deepcopy(point))
    return "false", "real_points"


@kind
def path_changed(d, rng):
    paths = [path for path in (d.get("real_points") or {}).get("paths", []) if path["joined"]]
    if not paths:
        return None
    path, change = rng.choice(paths), rng.randrange(7)
    node = rng.choice(path["nodes"])
    if change == 0:
        k = rng.randrange(len(node["middle"]))
        node["middle"][k] = decimal(Fraction(node["middle"][k]) + 1)
    elif change == 1:
        path["nodes"].pop(rng.choice([0, len(path["nodes"]) // 2, -1]))
    elif change == 2:
        path["nodes"] = path["nodes"][:: len(path["nodes"]) - 1]  # the ends alone
    elif change == 3:
        path["nodes"] = rng.choice([None, []])
    elif change == 4:
        path["to"] = path["from"]
    elif change == 5:
        path["along"] = path["along"][:-1]
    else:
        path["segments"] += 1
    return "false", "real_points"


@kind
def path_claimed(d, rng):
    """A path that was not joined is said to be."""
    paths = [path for path in (d.get("real_points") or {}).get("paths", []) if not path["joined"]]
    if not paths:
        return None
    path = rng.choice(paths)
    path["joined"] = True
    path["statement"] = f"joined by a path of {path['segments']} segments inside the set"
    if rng.random() < 0.5:
        ends = d["real_points"]["points"][0], d["real_points"]["points"][path["to"] - 1]
        path["nodes"] = [{"middle": end["middle"], "free": end["free"]} for end in ends]
        path["along"] = [ends[0]["free"]]
    return "false", "real_points"


@kind
def targets_claimed(d, rng):
    """What is said of these targets, without evidence or with that of another."""
    said = d.get("these_targets")
    if said is None:
        return None
    word = rng.choice(["empty", "infinite"])
    if said[word]:
        return None
    said |= {"empty": word == "empty", "infinite": word == "infinite", "statement": f"{word}: it is so"}
    said["evidence"] = {"kind": "theorem", "proved": True, "statement": "it is so"}
    if rng.random() < 0.5:
        del said["evidence"]
    return "false", "these_targets"


@kind
def engine_contradicted(d, rng):
    field = rng.choice(["groebner", "degree"])
    said = d.get(field)
    if not said:
        return None
    key = rng.choice(["primes", "dimensions" if "dimensions" in said else "counts"])
    if rng.random() < 0.5:
        said[key] = [said[key][0], said[key][0] + 1]
    else:
        said[key] = said[key][:1]
    return "false", field


@kind
def route_changed(d, rng):
    if not d.get("routes"):
        return None
    route = rng.choice([route for route in d["routes"] if route["route"] in ("bkk", "groebner", "monodromy")])
    key = rng.choice(["count", "supports", "route"])
    if key == "count":
        route["count"] = (route["count"] or 0) + 1
    elif key == "supports":
        route["supports"] = {True: False, False: True, None: True}[route["supports"]]
    else:
        route["route"] = rng.choice(["index sum", "theorem", ""])
    return "false", "routes"


@kind
def widths_changed(d, rng):
    if "widths" not in d:
        return None
    k = rng.randrange(len(d["widths"]))
    d["widths"] = rng.choice(
        [d["widths"][:-1], [*d["widths"], 1], [*d["widths"][:k], d["widths"][k] + 1, *d["widths"][k + 1 :]]]
    )
    return "false"


@kind
def power_of_two_changed(d, rng):
    keys = [key for key, value in d.items() if key.endswith("_log2") and value]
    if not keys:
        return None
    key = rng.choice(keys)
    d[key] += rng.choice([1e-3, 1.0, -d[key] - 1])
    return "listed", key


# Anything, anywhere

QUESTION = {"network", "network_data", "graph", "plain", "inputs", "targets", "data_set", "minor", "weights", "rows"}
PARTS_LEFT = (("certificate", "options"), ("real_points", "tried"), ("elimination", "seconds"))


def descend(d, rng, wanted):
    """A place in a document that is of a wanted type and no part of what is asked, found by a random way down."""
    for _ in range(50):
        place, path = d, []
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            keys = [key for key in keys if key not in QUESTION and not (not path and key == "data" and is_rank(d))]
            if not keys:
                break
            path.append(rng.choice(keys))
            inner = place[path[-1]]
            if wanted(inner) and (not isinstance(inner, dict | list) or rng.random() < 0.4):
                return place, path
            place = inner
    return None


def left_as(d, path):
    """The name under which a check would say that this place was not proved again."""
    if path[0] == "routes" and len(path) > 1:
        return f"routes: {d['routes'][path[1]]['route']}"
    for first, part in PARTS_LEFT:
        if path[0] == first and part in path:
            return f"{first}: {part}"
    if path[:2] == ["real_points", "paths"]:
        return "real_points: paths"
    return next((key for key in reversed(path) if key == "options"), path[0])


@kind
def some_number(d, rng):
    found = descend(d, rng, lambda value: type(value) in (int, float))
    if found is None:
        return None
    (place, path), step = found, rng.choice([1, -1, 2, 10**6])
    name = left_as(d, path)
    place[path[-1]] += step
    return "listed", name


@kind
def some_sentence(d, rng):
    found = descend(d, rng, lambda value: type(value) is str)
    if found is None or found[1][-1] != "statement":
        return None
    place, path = found
    place["statement"] = rng.choice(["", "proved", place["statement"] + "x"])
    return "listed", left_as(d, path)


@kind
def some_text(d, rng):
    found = descend(d, rng, lambda value: type(value) is str)
    if found is None or found[1][-1] == "statement":
        return None
    place, path = found
    name, text = left_as(d, path), place[path[-1]]
    places = [k for k, letter in enumerate(text) if letter.isdigit()]
    k = rng.choice(places) if places else 0
    digit = str((int(text[k]) + rng.randint(1, 9)) % 10) if places and text[k].isascii() else "x"
    near_end = places and k > 12  # the last digits of a box may be others and the box still prove
    new = rng.choice([f"{text}x", "", *([] if near_end else [text[:k] + digit + text[k + 1 :]])])
    if new.lstrip("-0.") == text.lstrip("-0.") or new == text:
        return None
    place[path[-1]] = new
    return "listed", name


@kind
def some_list(d, rng):
    found = descend(d, rng, lambda value: type(value) is list and len(value) > 0)
    if found is None:
        return None
    place, path = found
    name, old = left_as(d, path), place[path[-1]]
    new = rng.choice([old[:-1], [*old, old[0]], old[:: len(old)], [*old[1:], None]])
    if new == old or path == ["routes"] or path[-1] == "columns" or (path[-1] == "solutions" and not new):
        return None
    place[path[-1]] = new
    return "listed", name


@kind
def some_truth(d, rng):
    found = descend(d, rng, lambda value: value is None or type(value) is bool)
    if found is None:
        return None
    place, path = found
    name, old = left_as(d, path), place[path[-1]]
    place[path[-1]] = rng.choice(
        [value for value in (True, False, 0, 1, "") if type(value) is not type(old) or value != old]
    )
    return "listed", name
