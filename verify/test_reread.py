"""The record of the second reading: no claim is forgotten, and the instances that it names say what it says."""

# mypy: ignore-errors

import pytest

from verify.catalogue import registry
from verify.ledger import read_ledger
from verify.reread import finding_at, read_again

CLAIMS, RECORD, LEDGER = registry(), read_again(), read_ledger()
LINES = RECORD["lines"]
DECIDED = {name for name, kept in LEDGER.items() if kept["verdict"] not in ("open", "undecided")}


def test_every_decided_claim_has_a_line_or_is_named_as_without():
    assert set(LINES) | set(RECORD["not_yet"]) == DECIDED
    assert not set(LINES) & set(RECORD["not_yet"])


@pytest.mark.parametrize("name", LINES)
def test_a_line_answers_all_four(name):
    claim, line = CLAIMS[name], LINES[name]
    assert set(line) == {"printed", "counterexample", "false", "true", "boundary", "boundary_at"}
    assert len(line["printed"]) > 20
    assert len(line["counterexample"]) > 20
    assert line["false"]
    assert line["true"], "a check that never says True"
    assert bool(line["boundary"]) == bool(line["boundary_at"]) == (claim.corrected is not None)


@pytest.mark.parametrize("name", LINES)
def test_the_named_instances_say_so(name):
    claim, line = CLAIMS[name], LINES[name]
    for place in line["false"]:
        assert finding_at(claim, place).holds is False, place
    for place in line["true"]:
        assert finding_at(claim, place).holds is True, place
    for place in line["boundary_at"]:
        if place.startswith("planted"):
            assert finding_at(claim, place).holds is False, place
        else:
            assert finding_at(claim, place, claim.corrected.decide).holds is True, place


def test_an_instance_that_there_is_not():
    for place in ("own 1", "moon 3", "planted nothing"):
        with pytest.raises(KeyError):
            finding_at(CLAIMS["T3-13"], place)
