"""Documents of critical functions are proved again, and every change of one is seen."""

import copy

import pytest

from algebraic.census import critical_functions
from algebraic.check.entry import check_any
from algebraic.networks import Network

PLAIN = {"hidden_bias": False, "output_bias": False}


@pytest.fixture(scope="module")
def document():
    return critical_functions(Network.dense([2, 1, 1], "z**2", **PLAIN), gauge="random").as_dict()


def test_it_is_proved_again(document):
    found = check_any(document)
    assert not found.problems
    assert found.exit_code() == 0
    assert {"complex_count", "complex_count_status", "solutions", "gauge_forms", "routes"} <= set(found.reproved)


def test_without_a_search():
    few = critical_functions(Network.dense([2, 1, 2], "z", **PLAIN), metric="data", inputs=[[1, 2]], targets=[[1, 1]])
    document = few.as_dict()
    assert check_any(document).exit_code() == 0
    document["critical_dimension"] = 2
    assert any("critical_dimension is 2" in problem for problem in check_any(document).problems)


def changed(document, key, value):
    other = copy.deepcopy(document)
    other[key] = value(other[key]) if callable(value) else value
    return other


CHANGES = {
    "another number": ("complex_count", 5),
    "a stronger status": ("complex_count_status", "exact_mod_p"),
    "real ones": ("real_count", lambda n: n + 1),
    "a solution left out": ("solutions", lambda s: s[:-1]),
    "a solution twice": ("solutions", lambda s: [*s, s[0]]),
    "another function": ("solutions", lambda s: [{**s[0], "function": s[1]["function"]}, *s[1:]]),
    "another target": ("targets", lambda t: ["5", *t[1:]]),
    "another metric": ("metric_weights", lambda q: ["5", *q[1:]]),
    "a metric that is not positive": ("metric_weights", lambda q: ["-1", *q[1:]]),
    "too few targets": ("targets", lambda t: t[1:]),
    "another slice": ("gauge_forms", lambda g: {name: ["7", *form[1:]] for name, form in g.items()}),
    "a slice by no weight": ("gauge_forms", lambda g: {"nobody": ["1"]}),
    "a slice that is too small": ("gauge_forms", lambda g: g | {"w2_1_1": ["1", "1", "1"]}),
    "other coefficients": ("compared", lambda c: ["x of output 1", *c[1:]]),
    "another dimension": ("dimension", 3),
    "proved or not": ("dimension_proved", lambda p: not p),
    "another ambient space": ("ambient_dimension", 9),
    "no zero function": ("zero_function", 0),
    "another theorem": ("routes", lambda r: [{**x, "count": 9} if x["route"] == "formula" else x for x in r]),
    "no theorem": ("routes", lambda r: [x for x in r if x["route"] != "formula"]),
    "a dimension of its own": ("critical_dimension", 1),
    "a reason for nothing": ("reasons", {"strata": "none"}),
    "another seed in its options": ("options", lambda o: o | {"seed": 77}),
    "words": ("complex_count_evidence", lambda e: e | {"statement": "it is so"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_false_is_seen(document, name):
    assert check_any(changed(document, *CHANGES[name])).exit_code() == 1


@pytest.mark.slow
def test_without_the_theorem_the_answer_rests_on_an_engine():
    """Two units, cubic forms: the number of points is known modulo two primes only."""
    found = critical_functions(Network.dense([2, 2, 1], "z**3", **PLAIN)).as_dict()
    if found["complex_count_status"] == "exact_mod_p":  # where there is an engine
        assert check_any(found).exit_code() == 4
    found["complex_count_status"] = "exact"
    assert check_any(found).exit_code() == 1
