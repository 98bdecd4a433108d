"""Five sentences, whatever was found."""

import pytest

from tests.verify.audit.answers import ARank, ATheorem, AZero, audit
from tests.verify.subject.models import nn

pytestmark = pytest.mark.torch


def test_what_was_found():
    first, rank, zero, theorems, left = audit(
        nn.Dropout(), theorems=[ATheorem("T3-01"), ATheorem("T3-08", "no")]
    ).sentences
    assert first == (
        "The model has 12 weights, and 4 samples with 2 outputs each make 8 equations, "
        "4 fewer than weights: overparametrised, counted in equations."
    )
    assert "rank 8 of 8 (a gap in the singular values shows it); no bound that was tried" in rank
    assert zero == ("An exact zero of the square loss near these weights is proved: h = 0.1 is below 1/2.")
    assert theorems == "Of 2 theorems, 1 (T3-01) applies, 1 (T3-08) do not."
    assert left == ("Taken in evaluation mode on a copy: 1 (Dropout); nothing that was asked for was cut short.")


def test_bounds_are_told_with_their_reason():
    rank = ARank(6, "proved", 6, ("two images are the same.",))
    assert audit(rank=rank).sentences[1] == (
        "The Jacobian at these weights has rank 6 of 8 (this is proved); no weights reach more than 6 "
        "(two images are the same), hence there is no zero for generic targets."
    )
    assert (
        "rank 7 of 8 (a gap in the singular values shows it, to float64; no theorem does)"
        in (audit(rank=ARank(7, "gap")).sentences[1])
    )
    undecided = audit(rank=ARank(7, "undecided")).sentences[1]
    assert "not decided; float64 suggests 7" in undecided
    assert "is proved" not in undecided


@pytest.mark.parametrize(("samples", "words"), [(4, "4 fewer"), (6, "as many as weights"), (9, "6 more than weights")])
def test_sizes(samples, words):
    assert words in audit(samples=samples).sentences[0]


@pytest.mark.parametrize(
    ("status", "words"), [("not_found", "not proved"), ("excluded", "no exact zero"), ("not_applicable", "not asked")]
)
def test_no_zero(status, words):
    said = audit(zero=AZero(status, None, None, "it is so")).sentences[2]
    assert words in said
    assert said.endswith(": it is so.")


def test_a_disagreement_stands_first():
    theorems = [ATheorem("T3-01"), ATheorem("T3-25", measured="rank 7, and 8 was expected", disagrees=True)]
    theorems += [ATheorem(f"X-{number}", "unknown") for number in range(9)]
    found = audit(theorems=theorems).sentences
    assert len(found) == 5
    assert found[0].startswith(
        "Theory and measurement disagree on T3-25 (rank 7, and 8 was expected). Of 11 theorems, 2 ("
    )
    assert "of 9 (X-0, X-1, X-2, X-3, X-4, X-5 and 3 more) it is not known." in found[0]


def test_what_was_cut_is_said():
    assert audit(cut=["the time was over"]).sentences[4].endswith("cut short by time or memory: the time was over.")
