"""A result made by hand: what it prints, draws and writes."""

import json
from dataclasses import fields

import pytest

from algebraic import SolutionSet

EVIDENCE = {"kind": "certified", "proved": True, "statement": "2 certified solutions"}
POINT = {"box": [["1", "0", "1e-9"]], "real": True, "certified": True, "loss": 0.5, "objective": 0.75, "index": 0}
OTHER = {"box": [["1", "2", "1e-9"]], "real": False, "certified": True, "loss": None, "objective": None, "index": None}


def made(**changes):
    plain = {
        "network": {"input_dim": 1, "num_params": 1, "layers": []},
        "inputs": [["1"]],
        "targets": [["1"]],
        "system": "critical",
        "ridge": "none",
        "ridge_values": ["0"],
        "complex_count": 2,
        "complex_count_status": "lower_bound",
        "complex_count_evidence": EVIDENCE,
        "real_count": 1,
        "count": 2,
        "solutions": [POINT, OTHER],
        "suspected": [],
        "at_infinity": 0,
        "bkk": None,
        "real_counts": None,
        "strata": None,
        "reasons": {},
        "routes": [{"route": "bkk", "count": None, "supports": None, "statement": "too large"}],
        "num_paths": 7,
        "seed": 0,
        "cut_short": [],
        "fibres": None,
        "options": {},
        "data": "by hand",
    }
    return SolutionSet(**{**plain, **changes})


def test_the_document_has_the_fields_in_their_order():
    document = json.loads(made().to_json())
    assert list(document) == ["schema", *(field.name for field in fields(SolutionSet) if field.name != "ranks")]
    assert document["solutions"] == [POINT, OTHER]
    assert document == made().as_dict()


def test_only_what_there_is_is_printed():
    lines = str(made()).splitlines()
    sentence = "1 weight, this sample: at least 2 critical points, at least 1 of them real"
    assert lines[0] == f"{sentence}; whether there are more is not decided."
    assert lines[2] == "critical system, 1 unknown, 1 sample"
    assert "  complex solutions  at least 2  a lower bound" in lines
    assert "  real               at least 1" in lines
    assert "not decided: the number of solutions" in lines
    assert "  bkk: too large" in lines
    assert lines[-1] == "evidence: 2 certified solutions"
    assert not any(word in str(made()) for word in ("suspected", "infinity", "parts", "random"))
    assert not any(word in str(made()) for word in ("overlapping", "not searched", "merged"))
    part = {"name": "dead units", "dimension": 1, "active_units": 0, "base_points": 3}
    reals = {
        "data_sets": 20,
        "min": 1,
        "max": 3,
        "median": 1.0,
        "mean": 1.4,
        "finished": True,
        "confidence": {"level": 0.95, "mean": [1.0, 1.8], "median": [1, 3]},
    }
    more = made(
        complex_count=None,
        real_count=None,
        complex_count_status="infinite",
        at_infinity=4,
        suspected=[{}],
        strata=[part],
        real_counts=reals,
    )
    for said in (
        "  complex solutions  ∞  infinitely many",
        "  certified          at least 2 isolated beside them: more are not sought there",
        "  real               –",
        "  suspected          1",
        "  paths to infinity  4",
        "  dead units: dimension 1, 0 active units, 3 base points",
        "  real, over 20 random data sets: 1 to 3, median 1, mean 1.4 (1 to 1.8 at 95 %)",
    ):
        assert said in str(more).splitlines()
    fewer = str(made(real_counts=reals))  # beside a lower bound
    assert "random data sets: at least 1 to 3" in fewer


def test_what_was_met_and_is_not_listed_is_counted():
    met = {"overlapping_boxes": 2, "patterns_not_searched": 3, "merged_points": 4}
    for said in (
        "  overlapping boxes  2, not listed: others are, which they meet",
        "  not searched       3 patterns of zero weights; solutions in them would be missing",
        "  merged points      4, told apart by their coordinates",
    ):
        assert said in str(made(**met)).splitlines()
    exact = str(made(complex_count_status="exact", **met)).splitlines()
    assert "  not searched       3 patterns of zero weights" in exact


def test_what_is_decided_follows_from_the_answer_and_not_from_the_clock():
    late = {"cut_short": ["second seed", "certificates"]}
    for status in ("exact", "exact_mod_p", "empty", "infinite"):
        assert made(complex_count_status=status, **late).undecided() == []
    for status in ("lower_bound", "undecided"):
        assert made(complex_count_status=status).undecided() == ["the number of solutions"]
    assert "cut short: second seed, certificates" in str(made(**late))
    assert made(complex_count_status="infinite", cut_short=["strata"]).undecided() == ["the parts of the critical set"]
    counts = {"data_sets": 7, "undecided": 2, "finished": True}
    wanted = {"complex_count_status": "exact", "options": {"data_sets": 9}}
    assert made(**wanted, real_counts=counts).undecided() == []
    for less in (None, {**counts, "finished": False}, {**counts, "data_sets": 6}):
        assert made(**wanted, real_counts=less).undecided() == ["real solutions over 9 random data sets"]


def test_of_an_answer_without_a_search_no_routes_are_printed():
    none = {"complex_count": 0, "complex_count_status": "empty", "count": 0, "real_count": 0, "solutions": []}
    seven = {"inputs": [["1"]] * 7, "targets": [["1"]] * 7, "network": {"num_params": 13}, "ranks": (6, 6)}
    found = made(system="zero-error", routes=[], **none, **seven)
    generic = "with 7 or more samples of generic targets no solution; with 3 samples a set of dimension 10"
    assert str(found).splitlines()[0] == f"13 weights, rank 6: {generic}; these 7 samples: no solution (proved)."
    assert "routes" not in str(found)


@pytest.mark.parametrize(("system", "axis"), [("critical", "loss"), ("zero-error", "real part")])
def test_each_system_has_its_own_picture(system, axis, tmp_path):
    path = tmp_path / "picture.svg"
    figure = made(system=system).plot(str(path))
    labels = {text for axes in figure.axes for text in (axes.get_xlabel(), axes.get_ylabel())}
    assert any(axis in label.lower() for label in labels), labels
    assert path.stat().st_size > 2000
