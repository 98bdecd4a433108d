"""Documents of equations: what they state is proved again, and every planted falsehood is refused."""

import copy
import json
from functools import cache

import pytest

from algebraic import check_solutions, solve_system
from algebraic.check import check_any
from algebraic.engines import find_engine
from benchmarks.standard_systems import SYSTEMS

MADE = {
    "exact": "x^2 + 4*y^2 = 4\n2*y^2 = x",
    "empty": "x + y - 1\nx + y - 2",
    "never": "x*y - 1\nx*y - 2",
    "double": "(x - 1)^2 * (x + 2)",
    "circles": "x^2 + y^2 - 1\n(x - 1)^2 + y^2 - 2",
}


@cache
def made(name):
    return json.loads(solve_system(MADE[name]).to_json())


@pytest.mark.parametrize("name", MADE)
def test_what_was_found_is_proved_again(name):
    found = check_any(made(name))
    assert found.problems == []
    assert found.exit_code() == (4 if name == "circles" else 0)  # that none is missing rests on an engine
    assert check_solutions(made(name)) == []


def test_an_answer_of_an_engine_stays_open():
    infinite = json.loads(solve_system("x*y - 1\n2*x*y - 2").to_json())
    assert infinite["complex_count_status"] == "infinite"
    assert check_any(infinite).exit_code() == 4


def change(*path):
    """Set what stands at a path of keys to its last entry."""
    *keys, last, value = path

    def changed(document):
        for key in keys:
            document = document[key]
        document[last] = value(document[last]) if callable(value) else value

    return changed


def listed_once_more(document):
    document["solutions"].append(document["solutions"][0])
    document["count"] += 1
    document["complex_count"] += 1


def one_left_out(document):
    real = [k for k, solution in enumerate(document["solutions"]) if solution["real"]]
    del document["solutions"][real[0]]
    for key in ("count", "complex_count", "real_count"):
        document[key] -= 1


def names_swapped(document):
    document["equations"][0][0][0].reverse()


FALSE = {
    "another coefficient": change("equations", 0, 0, 1, "2"),
    "another constant": change("equations", 0, -1, 1, "-5"),
    "another exponent": change("equations", 1, 0, 0, [0, 3]),
    "unknowns swapped in a term": names_swapped,
    "a term twice": change("equations", 0, lambda terms: [*terms, terms[0]]),
    "an equation 0 = 0": change("equations", 0, lambda terms: [[[0, 0], "0"]]),
    "an equation left out": change("equations", lambda equations: equations[:1]),
    "too few exponents": change("equations", 0, 0, 0, [2]),
    "an exponent without bound": change("equations", 0, 0, 0, [10**9, 0]),
    "a name left out": change("names", ["x"]),
    "a name twice": change("names", ["x", "x"]),
    "no name": change("names", ["x", "1y"]),
    "another middle": change("solutions", 0, "box", 0, 0, lambda text: str(float(text) + 1e-3)),
    "a radius without a proof": change("solutions", 0, "box", 0, 2, "9"),
    "a radius of 0": change("solutions", 0, "box", 0, 2, "0"),
    "not real": change("solutions", 0, "real", lambda real: not real),
    "not certified": change("solutions", 0, "certified", False),
    "the same solution again": listed_once_more,
    "a solution less": one_left_out,
    "count": change("count", 5),
    "complex_count": change("complex_count", 5),
    "real_count": change("real_count", lambda count: count + 1),
    "real_count unknown": change("real_count", None),
    "bkk": change("bkk", 5),
    "status exact_mod_p": change("complex_count_status", "exact_mod_p"),
    "status lower_bound": change("complex_count_status", "lower_bound"),
    "status empty": change("complex_count_status", "empty"),
    "status infinite": change("complex_count_status", "infinite"),
    "evidence of another kind": change("complex_count_evidence", "kind", "certified"),
    "evidence not proved": change("complex_count_evidence", "proved", False),
    "evidence in other words": change("complex_count_evidence", "statement", "all of them"),
    "a bound that is refuted": change("routes", 0, "supports", False),
    "another bound": change("routes", 0, "count", 7),
    "no routes": change("routes", []),
    "a search that found fewer": change("routes", 1, "count", 3),
    "ends": change("ends", "certified", 3),
    "fibres without need": change("fibres", []),
    "cut short, and nothing to go on from": change("cut_short", ["monodromy"]),
    "another seed": change("options", {"seed": 7}),
    "reasons of nothing": change("reasons", {"strata": "none"}),
    "merged points": change("merged_points", 99),
    "an unknown field": lambda document: document.update(more=1),
    "a field left out": lambda document: document.pop("num_paths"),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_falsehood_is_refused(name):
    document = copy.deepcopy(made("exact"))
    FALSE[name](document)
    assert check_any(document).exit_code() == 1


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("empty", change("equations", 1, -1, 1, "-1")),
        ("never", change("equations", 1, -1, 1, "-1")),
        ("never", change("complex_count_evidence", "cofactors", 0, 0, 1, "2")),
        ("never", change("complex_count", 1)),
        ("never", change("real_count", None)),
        ("never", change("bkk", 0)),
        ("never", change("complex_count_status", "exact")),
        ("double", change("equations", 0, -1, 1, "3")),
        ("double", change("complex_count_status", "exact")),
        ("double", change("suspected", 0, "approximation", [])),
        ("circles", change("complex_count_status", "exact")),
    ],
)
def test_a_falsehood_in_other_documents_is_refused(name, changed):
    document = copy.deepcopy(made(name))
    changed(document)
    assert check_any(document).exit_code() == 1


def test_a_bound_of_nothing_says_nothing_of_curves():
    """As many isolated solutions as the mixed volume, none, and a curve: no document may call that exact."""
    document = copy.deepcopy(made("empty"))
    document["equations"] = [[[[1, 1], "1"], [[0, 0], "-1"]], [[[1, 1], "2"], [[0, 0], "-2"]]]
    document |= {"complex_count_status": "exact", "bkk": 0, "at_infinity": 0}
    document["ends"] |= {"infinity": 0, "infinity_support": None}
    document["routes"] = [{"route": "bkk", "count": 0, "supports": True, "statement": "at most 0 isolated solutions"}]
    said = "0 certified solutions, and BKK allows no more isolated ones"
    document["complex_count_evidence"] = {"kind": "bound_reached", "proved": True, "statement": said}
    found = check_any(document)
    assert found.exit_code() == 1
    assert "generic systems with these monomials have no solution" in found.problems[0]


def test_a_published_number_is_proved_again():
    if find_engine("gfan") is None:
        pytest.skip("the mixed volume is gfan's")
    case = next(case for case in SYSTEMS if case.name == "lorentz")
    document = json.loads(solve_system(case.system).to_json())
    assert document["count"] == case.regular
    assert check_any(document).problems == []
