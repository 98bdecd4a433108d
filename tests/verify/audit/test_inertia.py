"""Inertia at an exact zero: what is proved there, what is only near it, and what nothing decides."""

import pytest

import verify
from tests.verify.audit.answers import ARank, subject
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.audit import inertia_of_zero
from verify.audit.zero.result import Zero

pytestmark = pytest.mark.torch


def found(rank=None, **zero):
    """Of 12 weights and 8 equations."""
    return inertia_of_zero(subject(), rank or ARank(), Zero(**({"status": "proved", "because": "h is small"} | zero)))


def test_onto():
    own = found(onto=True)
    assert (own.status, own.rank, own.negative, own.flat) == ("proved", 8, 0, 4)
    undecided = found(ARank(7, "undecided"), onto=True)  # of the given weights, where it does not matter
    assert (undecided.status, undecided.rank) == ("proved", 8)


def test_some_equations_follow_from_others():
    most = found(ARank(6, "gap", 6), onto=False, independent=6)
    assert (most.status, most.rank, most.flat) == ("proved", 6, 6)
    near = found(ARank(7, "proved", 8), onto=False, independent=6)
    assert (near.status, near.rank, near.at_least, near.at_most) == ("gap", 7, 6, 8)
    assert "at the given weights" in near.because
    open_ = found(ARank(7, "undecided", 8), onto=False, independent=6)
    assert (open_.status, open_.rank, open_.flat, open_.at_least) == ("undecided", None, None, 6)
    less = found(ARank(5, "gap", 8), onto=False, independent=6)  # of other weights than the zero, for certain
    assert (less.status, less.rank) == ("undecided", None)


@pytest.mark.parametrize("status", ["not_found", "excluded", "not_applicable"])
def test_no_zero(status):
    own = found(status=status)
    assert (own.status, own.rank, own.negative, own.flat, own.at_least) == ("not_applicable", None, None, None, None)


def test_proofs_that_contradict_each_other_are_a_defect():
    with pytest.raises(ArithmeticError, match="contradict"):
        found(ARank(6, "proved", 6), onto=True)


def test_of_a_model_it_is_that_of_the_curvature():
    model = seeded(lambda: nn.Sequential(nn.Linear(2, 12), nn.Tanh(), nn.Linear(12, 1))).double()
    inputs = numbers(6, 2)
    targets = model(inputs).detach() + 1e-4 * numbers(6, 1, seed=1)
    inputs, targets = torch.cat([inputs, inputs[:2]]), torch.cat([targets, targets[:2]])
    own = verify.audit_model(model, inputs, targets)
    other = verify.curvature(model, inputs, targets, top=1, lowest=1).at_zero
    assert (own.inertia.rank, own.inertia.flat, own.inertia.status) == (6, 43, "proved")
    assert (other.positive, other.zero, other.rank_status) == (6, 43, "proved")
    document = own.as_dict()
    assert document["curvature"]["at_zero"]["rank"] == 6
    assert document["curvature"]["at_weights"]["status"] == "not_asked"
    assert document["learning_coefficient"]["local"]["value"] == "3"
    assert "6 positive eigenvalues, none negative, 43 zeros (proved)" in own.more_sentences[0]
