"""What E16 says of skip-networks against the originals, and of SGD against random features (NMH, Tables 1, 2, 4, 5)."""

from __future__ import annotations

import numpy as np

from ...runs import Check, Numbers, Outcome, states
from .evidence import BEGUN, FITTED, LEARNED
from .skip_evidence import (
    Group,
    Measured,
    Verdict,
    best,
    compared,
    difference,
    fails,
    groups,
    has_learned,
    least_error,
    of,
    over,
    trains,
)

PRINTED_RATE = {"densenet121": 0.1}  # of all others 0.01
RATE = 0.01
EPOCHS = 300


@states(
    "NMH-12",
    "no skips: fails at the printed rate",
    "“for the sigmoid activation function … training the original model fails” (§4, Table 2: training accuracy 10 %)",
    against=f"at the printed rate a network without skips ends with a training error of at most {LEARNED}",
)
def fails_as_printed(measured: Measured) -> Outcome:
    """Whether every sigmoid network without skips stays at guessing at the printed rate, and learns with skips."""
    found = groups(measured, "sigmoid")
    rates = measured["learning_rate"]
    printed = {
        group: [k for k, rate in enumerate(rates) if np.isclose(rate, PRINTED_RATE.get(group[0], RATE))]
        for group in found
    }
    return over(measured, found, {group: fails(measured, group, printed[group]) for group in found})


@states(
    "",
    "no skips: fails at every rate and start",
    "a control: what fails at one rate from one start fails with every rate and start that was tried",
    against=f"with some rate and start a network without skips ends with a training error of at most {LEARNED}",
)
def fails_always(measured: Measured) -> Outcome:
    """The same with every rate and start that was tried."""
    found = groups(measured, "sigmoid")
    return over(measured, found, {group: fails(measured, group, None) for group in found})


@states(
    "NMH-12",
    "skips: trains",
    "“for the sigmoid activation function the skip connections allow for all models except Densenet121 to get "
    "reasonable performance” (§4)",
    against="with N skips no rate and start is better than guessing, where the network learns with fewer skips, with "
    "those of the first layer, or without any",
)
def skips_train(measured: Measured) -> Outcome:
    """Whether every sigmoid network with N skips ends with at most half the error of guessing, at its best."""
    found = groups(measured, "sigmoid")
    return over(measured, found, {group: trains(measured, group, "skip") for group in found})


@states(
    "NMH-12",
    "skips: training error 0",
    "Table 2: training accuracy 100 % of every skip-network trained with SGD",
    against=f"after {EPOCHS} epochs the training loss of the best run no longer falls, and the training error of a "
    "model is not 0",
)
def skips_fit(measured: Measured) -> Outcome:
    """Whether the best run with N skips ends with training error 0, for every network."""
    found = groups(measured)
    decide: dict[Group, Verdict] = {}
    for group in found:
        mine = best(measured, group, "skip")
        if mine is None or not has_learned(mine):
            decide[group] = "undecided", "with skips it has not learned in these steps"
        elif max(mine["train_error"]) == 0:
            decide[group] = "agrees", ""
        elif np.asarray(measured["epoch"])[-1] < EPOCHS or mine["still_falling"]:
            decide[group] = "undecided", "fewer epochs than printed, or the training loss was still falling"
        else:
            decide[group] = "contradicts", f"the training error is {max(mine['train_error']):.3g} at the end"
    return over(measured, found, decide)


@states(
    "NMH-12",
    "random features: training error 0",
    "Table 2: training accuracy 100 % of every skip-network with random features (rand); V here solves Ψ V = Y",
    against="an output of some training sample is surely (beyond rounding in float64) not the largest at its label",
)
def features_fit(measured: Measured) -> Outcome:
    """Whether every training sample's margin is larger than what rounding may do, with V from the linear system."""
    rows: list[Numbers] = [
        {"network": f"{row['network']}, {row['activation']}", **row["measured"]} for row in measured["random"]
    ]
    numbers: Numbers = {"networks": rows, "num_train": measured["num_train"]}
    if not rows:
        return Outcome("undecided", numbers, "no random features were drawn")
    margin, rounding = (
        np.concatenate([np.asarray(row["measured"][name], float) for row in measured["random"]])
        for name in ("margin", "rounding")
    )
    if (margin > rounding).all():
        return Outcome("agrees", numbers)
    if (margin < -rounding).any():
        return Outcome("contradicts", numbers, f"a training sample has the margin {margin.min():.3g}")
    return Outcome("undecided", numbers, "rounding in float64 is larger than a margin: too ill-conditioned")


@states(
    "NMH-12",
    "SGD generalises better than random features",
    "“the training of full network with SGD still yields significantly better solutions in terms of generalization "
    "error than the random feature approach” (App. G; also §4)",
    against="the test error of the network trained with SGD to zero training error is surely (95 %) larger than that "
    "of random features",
)
def better_than_random(measured: Measured) -> Outcome:
    """The test error of random features minus that of the network trained with SGD, both fitted."""
    found = [group for group in groups(measured) if group[2] == "none"]
    decide: dict[Group, Verdict] = {}
    for group in found:
        mine = best(measured, group, "skip")
        rows = [row for row in measured["random"] if (row["network"], row["activation"]) == group[:2]]
        if mine is None or not rows or max(mine["train_error"]) > FITTED:
            decide[group] = (
                "undecided",
                "the network trained with SGD has not fitted its training set, as Table 2's have",
            )
            continue
        others = np.asarray(rows[0]["measured"]["test_error"], float).tolist()
        apart = difference(others, mine["test_error"], measured["num_test"])
        decide[group] = compared(apart, "random features have the smaller test error")
    return over(measured, found, decide)


@states(
    "NMH-12",
    "softplus: skips improve the test accuracy",
    "“adding skip connections to the output improves the test accuracy in almost all networks (with the exception of "
    "Densenet121)” (§4); with softplus, where the original trains, too",
    against="with softplus the test error is surely (95 %) larger with skips than without, both fitted",
)
def improves(measured: Measured) -> Outcome:
    """With softplus, the test error without skips minus that with them, both fitted."""
    found = groups(measured, "softplus")
    decide: dict[Group, Verdict] = {}
    for group in found:
        plain, skip = best(measured, group, "plain"), best(measured, group, "skip")
        if plain is None or skip is None or max(*plain["train_error"], *skip["train_error"]) > FITTED:
            decide[group] = "undecided", "not both fit their training set"
            continue
        apart = difference(plain["test_error"], skip["test_error"], measured["num_test"])
        decide[group] = compared(apart, "the network without skips has the smaller test error")
    return over(measured, found, decide)


@states(
    "NMH-12",
    "DenseNet121 trains with sigmoid and no skips",
    "“The exception is Densenet121 which gets already good performance for the sigmoid activation function for the "
    "original model” (§4)",
    against="DenseNet121 without skips is no better than guessing with every rate and start, and learns with skips",
)
def densenet_trains(measured: Measured) -> Outcome:
    """Whether DenseNet121 with sigmoid and without skips ends with at most half the error of guessing."""
    found = groups(measured, "sigmoid", "densenet121")
    return over(measured, found, {group: trains(measured, group, "plain") for group in found})


@states(
    "",
    "the effect needs M >= N",
    "a control: “This effect can be directly related to our result of Theorem 3.4” (§4), which asks for M ≥ N skips",
    against=f"with M < N skips, too, the network ends with a training error of at most {LEARNED}; it fails without any",
)
def needs_as_many(measured: Measured) -> Outcome:
    """Where the network fails without skips, whether it fails with M < N of them, too."""
    found = groups(measured, "sigmoid")
    decide: dict[Group, Verdict] = {}
    for group in found:
        without, few = fails(measured, group, None), best(measured, group, "few")
        if without[0] != "agrees" or few is None:
            decide[group] = "undecided", "there is no such effect, or M < N was not tried"
        elif has_learned(few):
            decide[group] = "contradicts", f"M < N skips train, too: training error {max(few['train_error']):.2f}"
        elif least_error(of(measured, group, "few")) > BEGUN:
            decide[group] = "agrees", ""
        else:
            decide[group] = "undecided", "with M < N skips it neither failed nor learned"
    return over(measured, found, decide)


CHECKS: tuple[Check[Measured], ...] = (
    fails_as_printed,
    fails_always,
    skips_train,
    skips_fit,
    features_fit,
    better_than_random,
    improves,
    densenet_trains,
    needs_as_many,
)
