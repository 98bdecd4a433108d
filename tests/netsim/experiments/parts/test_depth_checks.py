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
    """With flat curves where none are given, of networks that began to learn; the same with two initialisations."""
    flat, stuck = [2.3, 1.5, 1.5, 1.5, 1.5], [0.9, 0.5, 0.5, 0.5, 0.5]
    plain, skip = curves(*(plain or (flat, stuck))), curves(*(skip or (flat, stuck)))
    return {
        "learning_rate": [0.01],
        "batch_size": 100,
        "num_train": 1000,
        "init": "he",
        "others": [{"init": "linear", "spread_at_start": 1.0, "plain": plain, "skip": skip}],
        "epoch": list(epochs),
        "plain": plain,
        "skip": skip,
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


def with_linear(first, second):
    """What was measured with one initialisation, and with another."""
    other = {"init": "linear", "spread_at_start": 1.0, "plain": second["plain"], "skip": second["skip"]}
    return first | {"others": [other]}


def test_an_initialisation_at_which_a_network_is_dead_is_set_aside():
    dead, fails = measured(plain=DEAD, skip=CONVERGES), measured(skip=CONVERGES)
    converges = measured(plain=CONVERGES, skip=CONVERGES)
    for other, expected in ((fails, "agrees"), (converges, "undecided"), (dead, "undecided")):
        found = DECIDE[FAILS](with_linear(dead, other))
        assert found.outcome == expected
        assert "he" in found.measured["dead_with"]
        assert DECIDE[FAILS](with_linear(other, dead)).outcome == expected
    assert "lives with this initialisation alone" in DECIDE[FAILS](with_linear(dead, converges)).reason
    assert DECIDE[FAILS](with_linear(converges, converges)).outcome == "contradicts"
    assert "it is dead" in DECIDE[FAILS](with_linear(dead, dead)).reason


def test_initialisations_that_differ_decide_nothing():
    fails, converges = measured(skip=CONVERGES), measured(plain=CONVERGES, skip=CONVERGES)
    found = DECIDE[FAILS](with_linear(fails, converges))
    assert found.outcome == "undecided"
    assert found.reason.startswith("the initialisation is not printed, and decides")
    assert [found.measured[name]["outcome"] for name in ("he", "linear")] == ["agrees", "contradicts"]
    assert DECIDE[FAILS](with_linear(fails, fails)).outcome == "agrees"


def test_records_that_name_no_initialisation():
    old = measured(skip=CONVERGES)
    del old["init"], old["others"]
    assert DECIDE[ZERO](old).outcome == "agrees"
    assert DECIDE[ZERO](old).measured["lives_with"] == ["he"]


def test_fluctuations():
    errors = [0.9, 0.5, 0.5, 0.5, 0.5]
    wild, calm = ([2.3, 2.0, 2.3, 2.0, 2.3], errors), ([2.3, 2.0, 1.5, 1.0, 1.1], errors)
    assert outcome(FLUCTUATES, plain=wild, skip=calm) == "agrees"
    assert outcome(FLUCTUATES, plain=calm, skip=wild) == "contradicts"
    assert outcome(FLUCTUATES, plain=calm, skip=calm) == "undecided"
    assert outcome(FLUCTUATES, plain=([2.3, "nan", "nan", "nan", "nan"], errors), skip=calm) == "undecided"
