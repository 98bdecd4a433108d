"""The checks of E18 on made-up measurements that they must tell apart."""

from netsim.experiments.parts.depth_checks import CHECKS

DECIDE = {check.name: check.decide for check in CHECKS}
ZERO = "skips: training error 0"
SOON = "skips: within 200 epochs"
FAILS = "no skips: does not converge"
FLUCTUATES = "no skips: stronger fluctuations"


def curves(losses, errors):
    """One rate, one model."""
    return {"train_loss": [[losses]], "train_error": [[errors]], "best": 0}


def measured(plain=None, skip=None, epochs=(0, 100, 200, 600, 1000)):
    """With flat curves where none are given, of networks that began to learn."""
    flat, stuck = [2.3, 1.5, 1.5, 1.5, 1.5], [0.9, 0.5, 0.5, 0.5, 0.5]
    return {
        "learning_rate": [0.01],
        "batch_size": 100,
        "num_train": 1000,
        "epoch": list(epochs),
        "plain": curves(*(plain or (flat, stuck))),
        "skip": curves(*(skip or (flat, stuck))),
    }


def outcome(name, **changes):
    return DECIDE[name](measured(**changes)).outcome


def test_convergence_with_skips():
    falling = [2.3, 1.0, 0.5, 0.1, 0.01]
    soon, late, never = [0.9, 0.2, 0.0, 0.0, 0.0], [0.9, 0.2, 0.1, 0.0, 0.0], [0.9, 0.5, 0.4, 0.3, 0.1]
    assert outcome(ZERO, skip=(falling, soon)) == "agrees"
    assert outcome(ZERO, skip=(falling, late)) == "agrees"
    assert outcome(ZERO, skip=(falling, never)) == "undecided"  # still falling
    assert outcome(ZERO) == "contradicts"
    assert outcome(ZERO, epochs=(0, 1, 2, 3, 4)) == "undecided"
    assert outcome(SOON, skip=(falling, soon)) == "agrees"
    assert outcome(SOON, skip=(falling, late)) == "undecided"  # the batch size is not printed
    assert outcome(SOON, skip=(falling, never)) == "undecided"
    assert outcome(SOON) == "contradicts"
    assert outcome(SOON, skip=(falling, never), epochs=(0, 1, 2, 3, 4)) == "undecided"


CONVERGES = ([2.3, 1.0, 0.1, 0.1, 0.1], [0.9, 0.5, 0.1, 0.0, 0.1])
DEAD = ([2.3] * 5, [0.9] * 5)


def test_failure_without_skips():
    assert outcome(FAILS, skip=CONVERGES) == "agrees"
    assert outcome(FAILS) == "undecided"  # with skips it fails as well
    assert outcome(FAILS, plain=CONVERGES) == "contradicts"
    assert outcome(FAILS, epochs=(0, 1, 2, 3, 4)) == "undecided"


def test_a_network_that_is_dead_from_the_start_is_no_evidence():
    for name in (ZERO, SOON, FLUCTUATES):
        assert outcome(name, skip=DEAD) == "undecided"
    for name in (FAILS, FLUCTUATES):
        assert outcome(name, plain=DEAD, skip=CONVERGES) == "undecided"


def test_fluctuations():
    errors = [0.9, 0.5, 0.5, 0.5, 0.5]
    wild, calm = ([2.3, 2.0, 2.3, 2.0, 2.3], errors), ([2.3, 2.0, 1.5, 1.0, 1.1], errors)
    assert outcome(FLUCTUATES, plain=wild, skip=calm) == "agrees"
    assert outcome(FLUCTUATES, plain=calm, skip=wild) == "contradicts"
    assert outcome(FLUCTUATES, plain=calm, skip=calm) == "undecided"
    assert outcome(FLUCTUATES, plain=([2.3, "nan", "nan", "nan", "nan"], errors), skip=calm) == "undecided"
