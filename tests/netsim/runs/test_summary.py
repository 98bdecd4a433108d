"""The table of all experiments: counts, measured times, and a sentence where little is decided."""

from dataclasses import replace
from pathlib import Path

import pytest

from netsim.runs.experiment import Experiment, experiments
from netsim.runs.published import read_record
from netsim.runs.summary import NO_REASON, decides_little, summary

RECORDS = Path(__file__).parents[3] / "netsim" / "results"
E99 = Experiment("E99", "made up", "")


def runs(*by_seed):
    """One run for each seed; a letter of a text is the outcome of a check."""
    words = {"a": "agrees", "c": "contradicts", "u": "undecided"}
    base = {"experiment": "E99", "size": "laptop", "options": {}, "device": "cpu", "cpu_seconds": 60.0}
    check = {"claim": "", "statement": "it is", "measured": {}}
    return [
        base
        | {"seed": seed}
        | {"checks": [check | {"name": f"{k}", "outcome": words[w], "reason": "why"} for k, w in enumerate(said)]}
        for seed, said in enumerate(by_seed)
    ]


def test_counts_over_seeds_and_times():
    page = summary({"E99": E99}, {"E99": runs("aca", "acc", "acc")})
    assert "| {ref}`E99 <e99>` made up | 3 | 1 | 1 | 1 | 1 | 180 |" in page.splitlines()
    assert "took 3 minutes of processor time, as it was measured: 2 minutes of 2 cores" in page
    assert "less than half" not in page


@pytest.mark.parametrize(
    ("by_seed", "little"),
    [(("au",), False), (("auu",), True), (("u",), True), (("ca", "ac"), True), (("aau", "aua"), True), (("c",), False)],
)
def test_little_is_less_than_half_over_all_seeds(by_seed, little):
    found = runs(*by_seed)
    assert decides_little(found) == little
    page = summary({"E99": replace(E99, why_undecided="Too | few.")}, {"E99": found})
    assert (r"- {ref}`E99 <e99>`: Too \| few." in page) == little
    assert (NO_REASON in summary({"E99": E99}, {"E99": found})) == little  # it is seen where nobody wrote why


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.json")), ids=lambda path: path.stem)
def test_a_record_that_decides_little_has_its_sentence_and_no_other(path):
    found = read_record(path)
    said = experiments()[found[0]["experiment"]].why_undecided
    assert bool(said) == decides_little(found)
    if said:
        assert said.endswith(".")
        assert said.count(". ") == 0  # one sentence
