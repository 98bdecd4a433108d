"""A search finds what random draws do not, and decides it by the check itself."""

# mypy: ignore-errors

from dataclasses import replace
from fractions import Fraction

import pytest

from verify.claims import Hypothesis, Search, Variant
from verify.declare import claim, exact
from verify.evidence import Evidence
from verify.run import run_claim
from verify.vary import entries_moved

PLACE = (Fraction(3, 7), Fraction(-2, 9))
RADIUS = Fraction(1, 10**6)


def distance(instance):
    """Squared, from the place where the planted statement is false, less the size of that place."""
    pairs = zip(map(Fraction, instance["at"]), PLACE, strict=True)
    return sum((a - b) ** 2 for a, b in pairs) - RADIUS


def draw(stream, settings):
    return {"at": [str(Fraction(int(v), 8)) for v in stream.integers(-80, 81, 2)]}


SEARCH = Search(margin=lambda instance: float(distance(instance)), vary=entries_moved("at"))


def declared(**fields):
    fields = {"search": SEARCH} | fields

    @claim("T3-99", "A small hole", source="T3 §1", quantifier="for all", field="real", draw=draw, **fields)
    def outside(instance):
        """every point is outside of a small disc"""
        return exact(distance(instance) > 0, "the point is in the disc")

    return outside.claim()


def test_a_false_statement_that_is_true_of_all_random_draws():
    assert run_claim(declared(search=None), num_instances=400).verdict == "holds"
    found = run_claim(declared())
    assert (found.verdict, found.failures) == ("refuted as printed", 0)
    assert found.search.failures >= 1
    assert found.search.best_margin < 0
    assert distance(found.counterexample.instance) <= 0
    assert found.counterexample.finding.reason == "the point is in the disc"
    assert Evidence.from_dict(found.as_dict()) == found
    assert run_claim(declared()) == found, "not a function of the seed"


def test_one_that_is_true_holds_and_says_how_near_it_came():
    true = Search(margin=lambda instance: float(distance(instance)) + 0.25, vary=entries_moved("at"))
    found = run_claim(replace(declared(search=true), decide=lambda instance: exact(True, "")))
    assert found.verdict == "holds"
    assert 0.249 < found.search.best_margin < 0.2501
    assert found.search.decided == 4, "the end of each start"
    assert found.search.evaluations <= true.evaluations + found.instances
    assert run_claim(declared(search=true), effort=3).search.evaluations > 2 * true.evaluations


def test_a_margin_is_a_guide_and_no_verdict():
    wrong = Search(margin=lambda instance: -1.0, vary=entries_moved("at"))
    found = run_claim(replace(declared(search=wrong), decide=lambda instance: exact(True, "")))
    assert (found.verdict, found.search.best_margin, found.search.failures) == ("holds", -1.0, 0)


def test_the_class_is_not_left():
    left = Hypothesis("right", "x ≥ 1", lambda instance: None if Fraction(instance["at"][0]) >= 1 else "left")
    found = run_claim(declared(hypotheses=(left,)))
    assert found.verdict == "holds"
    assert Fraction(found.search.best["at"][0]) >= 1


def test_small_cases_are_decided_and_effort_takes_more():
    cases = Search(cases=lambda: ({"at": [k, 0]} for k in range(50)), most_cases=10)
    for effort, count in ((1, 10), (3, 30), (9, 50)):
        found = run_claim(declared(search=cases), effort=effort)
        assert (found.search.cases, found.search.decided, found.search.best_margin) == (count, count, None)
    hole = Search(cases=lambda: [{"at": [str(v) for v in PLACE]}])
    assert run_claim(declared(search=hole)).verdict == "refuted as printed"


@pytest.mark.parametrize("options", [{"drop": "never"}, {"instance": {"at": ["1", "1"]}}])
def test_nothing_is_looked_for_elsewhere(options):
    never = Hypothesis("never", "x = 0", lambda instance: "x ≠ 0" if options.get("drop") else None)
    assert run_claim(declared(hypotheses=(never,)), **options).search is None


def test_a_corrected_statement_is_searched_too():
    corrected = Variant(
        "", "outside", lambda instance: exact(distance(instance) > 0, "in the disc"), "", draw, 3, search=SEARCH
    )
    made = replace(declared(search=None), corrected=corrected, misprint=True)
    found = run_claim(replace(made, decide=lambda instance: exact(False, "never")))
    assert found.corrected.search.failures >= 1
    assert (found.corrected.verdict, found.verdict) == ("refuted as printed", "refuted as printed")
    assert found.corrected.failures == found.corrected.search.failures
