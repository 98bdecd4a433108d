"""The outcome of a claim: what is decided, what is kept, how it differs from the ledger."""

import json
from dataclasses import asdict, replace

import pytest

from algebraic.shell import OutOfBudget
from verify.catalogue import find_claim
from verify.ledger import read_ledger
from verify.report.outcomes import Outcome, decide, outcome_of
from verify.report.spec import Spec

SPEC = Spec(["T3-09"], 0, "fast", {}, "a key")


def test_every_part_of_a_claim_is_decided():
    claim = find_claim("T3-09")
    found = outcome_of(claim, SPEC)
    assert (found.key, found.id, found.error, found.verdict) == ("a key", "T3-09", "", "holds")
    assert list(found.dropped) == [each.name for each in claim.hypotheses]
    assert {name: each.dropped for name, each in found.dropped.items()} == {name: name for name in found.dropped}
    assert [(each.name, each.refuted) for each in found.planted] == [(each.name, True) for each in claim.planted]
    assert [name for name, _ in found.all_evidence()] == ["T3-09", "T3-09-full_row_rank", "T3-09-more_weights"]
    assert found.compared(read_ledger()).difference == ""


def test_an_outcome_survives_a_file():
    found = outcome_of(find_claim("T3-14"), SPEC)
    assert Outcome.from_dict(json.loads(json.dumps(asdict(found)))) == found


def test_outcomes_of_another_key_are_decided_again(tmp_path):
    (tmp_path / "outcomes").mkdir()
    first, again, other = (decide("T3-14", folder=str(tmp_path), spec=replace(SPEC, key=key)) for key in "aab")
    assert [each.resumed for each in (first, again, other)] == [False, True, False]
    assert replace(again, resumed=False) == first
    kept = json.loads((tmp_path / "outcomes" / "T3-14.json").read_text(encoding="utf-8"))
    assert list(kept) == ["key", "id", "error", "evidence", "dropped", "planted", "seconds", "digest"]
    assert kept["key"] == "b"


@pytest.mark.slow
def test_an_outcome_that_was_changed_or_is_another_claims_is_decided_again(tmp_path):
    (tmp_path / "outcomes").mkdir()
    path = tmp_path / "outcomes" / "T3-14.json"
    first = decide("T3-14", folder=str(tmp_path), spec=SPEC)
    kept = json.loads(path.read_text(encoding="utf-8"))
    changed = {**kept, "evidence": {**kept["evidence"], "verdict": "holds"}}
    for text in (
        json.dumps(changed),
        json.dumps({**kept, "digest": ""}),
        json.dumps({key: value for key, value in kept.items() if key != "digest"}),
        json.dumps({"key": "a key", "digest": 3}),
        "[" * 10**5,
        "[]",
        '{"key": "a key", "evidence": NaN}',
    ):
        path.write_text(text, encoding="utf-8")
        again = decide("T3-14", folder=str(tmp_path), spec=SPEC)
        assert not again.resumed
        assert again.evidence == first.evidence


@pytest.mark.parametrize("problem", [SystemError, TypeError])
def test_a_signal_inside_c_code_is_no_outcome(problem):
    """python-flint makes a SystemError of it, numpy a TypeError, which were false differences from the ledger."""

    def raising(instance):
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as interrupt:
            raise problem("returned a result with an exception set") from interrupt

    claim = find_claim("T3-14")
    with pytest.raises(KeyboardInterrupt):
        outcome_of(replace(claim, decide=raising), SPEC)


def test_what_came_before_an_error_is_kept(tmp_path, claims):
    def raising(instance):
        raise OutOfBudget("too long", kind="time_limit")

    claim = find_claim("T3-14")
    claims(replace(claim, planted=(*claim.planted, replace(claim.planted[0], name="slow", decide=raising))))
    (tmp_path / "outcomes").mkdir()
    found = decide("T3-14", folder=str(tmp_path), spec=SPEC)
    assert found.verdict == "raised"
    assert "too long" in found.error
    assert (found.evidence.verdict, [each.name for each in found.planted]) == ("misprint", ["half"])
    assert found.compared(read_ledger()).difference == f"T3-14: the check raised {found.error}"
    assert not list((tmp_path / "outcomes").iterdir()), "it is tried again"


def test_a_planted_falsehood_that_passes_is_a_difference(claims):
    claim = find_claim("T3-14")
    passing = replace(claim.planted[0], decide=claim.corrected.decide)
    found = outcome_of(replace(claim, planted=(passing,)), SPEC)
    assert found.compared(read_ledger()).difference == "T3-14: planted and not refuted: half"
