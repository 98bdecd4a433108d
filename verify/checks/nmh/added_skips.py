"""N random skip connections added to a convolutional network, and which conditions of NMH it then meets (§1–§3)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Literal

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    BOUNDED_ACTIVATIONS,
    SkipNet,
    certified_rank,
    clean_paths,
    equal_patches,
    grow,
    places_of_units,
    random_parameters,
    rank_bound,
    skip_layer,
)
from .small_convolutions import Extended, convolution, draw, extended, two_layers, with_skips

ANALYTIC = (*BOUNDED_ACTIVATIONS, "softplus", "tanh")
MOST_SUBSETS = 300
Which = Literal["all", "architecture", "4"]


def violated(net: SkipNet, num_samples: int, which: Which = "all") -> list[str]:
    """The conditions that a network does not meet: 1–5 of §2 and 3.1.1–2, or those of §2, or the fourth alone."""
    found, layers, where = [], net["layers"], places_of_units(net)
    if len(net["skips"]) < num_samples:
        found.append(
            f"condition 4: {len(net['skips'])} hidden units are connected to the output, and N = {num_samples}"
        )
    if which == "4":
        return found
    if any(each["activation"] == "max" for each in layers):
        found.append("condition 5: max(a, b) is no function of b_j + Σ u a")
    if any(each["tied"] and len(each["groups"]) > len(set(each["groups"])) for each in layers):
        found.append("condition 5: the units of a channel share one bias")
    for each in layers:
        widths = {(g, len(s)) for g, s in zip(each["groups"], each["supports"], strict=True)}
        if len(widths) > len(set(each["groups"])):
            found.append("condition 3: units with shared weights have different numbers of incoming units")
    if which == "architecture":
        return found
    if any(each["activation"] not in ANALYTIC for each in layers):
        found.append("3.1.1: ReLU or max is not analytic")
    kinds = {unit: layers[where[unit][0]]["activation"] for unit in net["skips"]}
    bounded = sum(kind in BOUNDED_ACTIVATIONS for kind in kinds.values())
    paths = clean_paths(net)
    soft = sum(kind == "softplus" and paths[unit] is not None for unit, kind in kinds.items())
    if max(bounded, soft) < num_samples:
        told = f"{soft} softplus units with a backward path free of skips and of their weights"
        found.append(f"3.1.2: {bounded} bounded units with limit 0 at −∞ and {told}, and N = {num_samples}")
    return found


def fulfils(instance: Extended, which: Which = "all") -> Finding:
    """Whether the conditions hold for all choices of N units, where they are few; else for those that were drawn."""
    net, count = instance["net"], instance["num_skips"]
    hidden = list(places_of_units(net))
    if count > len(hidden):
        return Finding(False, "exact", {"H": len(hidden)}, f"condition 4: only {len(hidden)} hidden units, N = {count}")
    ways = int(flint.fmpz.bin_uiui(len(hidden), count))
    chosen = list(combinations(hidden, count)) if ways <= MOST_SUBSETS else [tuple(instance["drawn"])]
    found = [violated(with_skips(instance, each), count, which) for each in chosen]
    good = sum(not each for each in found)
    measured = {"H": len(hidden), "N": count, "choices": len(chosen), "of_these_fulfil": good}
    if good == len(chosen):
        return Finding(True, "exact", measured)
    share = f"for {len(chosen) - good} of {len(chosen)} choices of N = {count} of {len(hidden)} hidden units"
    return Finding(False, "exact", measured, f"{share}: {'; '.join(next(each for each in found if each))}")


@hypothesis
def room(instance: Extended) -> str | None:
    """N ≤ H, the number of hidden units"""
    hidden = len(places_of_units(instance["net"]))
    return f"N = {instance['num_skips']}, H = {hidden}" if instance["num_skips"] > hidden else None


@hypothesis
def of_the_form(instance: Extended) -> str | None:
    """no pooling, a bias for every unit, and all activations bounded, analytic and increasing with limit 0 at −∞"""
    layers = instance["net"]["layers"]
    tied = any(each["tied"] for each in layers)
    others = {each["activation"] for each in layers} - set(BOUNDED_ACTIVATIONS)
    return f"it uses {', '.join(sorted(others))}" if others else "units share biases" if tied else None


def size(instance: Extended) -> float:
    """Small networks first, and among them those that fail for one reason alone and whatever is chosen."""
    net = instance["net"]
    reasons = len(violated(with_skips(instance, instance["drawn"]), instance["num_skips"]))
    reasons += 3 * (fulfils(instance).measured.get("of_these_fulfil", 0) > 0)
    plain = sum(each["activation"] in ("max", "relu", "tanh") or each["tied"] for each in net["layers"])
    return 100 * plain + 10 * reasons + len(places_of_units(net)) + net["num_inputs"] / 10


def draw_own(stream: np.random.Generator, settings: Settings) -> Extended:
    """One unit and one sample, N = H, one layer, weights that are not shared, arctan; shared biases and samples of
    period two, for which units with different patches have equal features; two units that read nothing."""
    kind = int(stream.integers(5))
    found = draw(stream, replace(settings, drop=None))
    if kind == 0:
        dim = grow(settings.scale, 1, 3, stream)
        layer = skip_layer(
            str(stream.choice(["arctan", "softplus"])), [list(range(dim))] * grow(settings.scale, 1, 4, stream)
        )
        return extended(stream, dim, [layer], 1.0)
    if kind == 1:
        layer = convolution("sigmoid", 6, 0, 6, 1, tied=bool(stream.random() < 0.7))
        found = extended(stream, 6, [layer], 1.0)
        pairs = [[int(v) for v in stream.permutation(40)[: len(found["inputs"])]] for _ in range(2)]
        return {**found, "inputs": [[pair[k % 2] for k in range(6)] for pair in zip(*pairs, strict=True)]}
    if kind == 4:
        found = extended(stream, 1, [skip_layer("sigmoid", [[0]]), skip_layer("sigmoid", [[], []])], 1.0)
        return {**found, "inputs": [[3], [7]], "num_skips": 2, "drawn": [2, 3]}
    if kind == 2:
        for each in found["net"]["layers"]:
            each["tied"], each["activation"] = (
                False,
                "softplus" if each["activation"] in ("relu", "max") else each["activation"],
            )
    return found


def full_rank(instance: Extended, *, shared: bool = False, empty: bool = False) -> Finding:
    """The conditions as the corrected statement says, and a certified rank N of the features of the drawn units.

    ``shared``: biases may be shared; ``empty``: units may read nothing.
    """
    net, count = with_skips(instance, instance["drawn"]), instance["num_skips"]
    layers, where = net["layers"], places_of_units(net)
    if count > len(where) or any(
        each["activation"] not in ANALYTIC or (each["tied"] and not shared) for each in layers
    ):
        return Finding(True, "exact", {"not of this class": True})
    if not empty and not all(all(each["supports"]) for each in layers):
        return Finding(True, "exact", {"not of this class": "a unit reads nothing"})
    found = violated(net, count)
    kinds = {layers[where[unit][0]]["activation"] for unit in instance["drawn"]}
    if any(not each.startswith("3.1.2") for each in found) and not shared:
        return Finding(False, "exact", {}, f"violated: {found[0]}")
    if kinds <= set(BOUNDED_ACTIVATIONS) and found and not shared:
        return Finding(False, "exact", {}, f"violated with bounded units: {found[0]}")
    if not (kinds <= set(BOUNDED_ACTIVATIONS) or kinds == {"softplus"}) or equal_patches(net, instance["inputs"]):
        return Finding(True, "exact", {"violated": found})
    drawn: SkipNet = {**net, "skips": list(instance["drawn"])}
    bound, why = rank_bound(drawn, instance["inputs"])
    if bound < count:
        return Finding(False, "exact", {"bound": bound}, f"rank Ψ(U) < N for every U: {why}")
    full, measured = certified_rank(drawn, instance["inputs"], random_parameters(drawn, instance["seed"]))
    reason = "" if full else "the ball of det Ψ contains 0"
    return Finding(full or None, "certified", {**measured, "violated": found}, reason)


@claim(
    "NMH-18",
    "N random skip connections make a CNN fulfil the conditions",
    source="NMH §1, “Our contributions”, and Fig. 2",
    quantifier="for all",
    field="none",
    letters={"N": "num_skips", "H": "number of hidden units"},
    draw=draw,
    hypotheses=(room,),
    rests_on=("NMH-02", "NMH-15"),
    size=size,
    num_instances=60,
    reading="of every existing CNN and all conditions on the network: 1–5 of §2 and Assumption 3.1.1–2",
    witness=Witness(
        "Two softplus units, the second reads the first, and N = 2: both have skips, and the path from the second down "
        "meets the first (3.1.2).",
        {
            "net": {
                "num_inputs": 2,
                "layers": [skip_layer("softplus", [[0, 1]]), skip_layer("softplus", [[2]])],
                "skips": [3],
            },
            "inputs": [[1, 2], [3, 4]],
            "num_skips": 2,
            "drawn": [2, 3],
            "seed": 0,
        },
    ),
    note="“For these networks we show that there always exists a continuous path” is the next sentence, so that “our "
    "conditions” are those of the theorem; 3.1.3 is left out, as it is about the data. Skips meet the fourth "
    "condition and no other. With softplus, which the paper uses, the whole of 3.1.2 depends on the choice: of two "
    "units one above the other, and of a convolution of two positions with one unit above it, let N = H: the upper "
    "unit needs a backward path free of skips, which there is not. With weight sharing a channel with one skip is "
    "closed to all paths. Existing CNNs also have max-pooling (no function of b_j + Σ u a: its level sets are not "
    "parallel lines), ReLU (not analytic), and one bias for a channel, where conditions 3 and 5 share weights only: "
    "with shared biases Lemma 3.2 is false (NMH-02). That the subset is random does no harm by itself: N different "
    "units are always N columns; N draws with repetition are fewer. N ≤ H is needed, as the row of the claim says and "
    "§3 does. Output units with a bias, which §2 does not have, add a column of ones and are left out.",
)
def all_conditions(instance: Extended) -> Finding:
    """Take an existing CNN and add connections from a random subset of N of its hidden neurons to the output layer: the
    network fulfils the conditions
    """
    return fulfils(instance)


@all_conditions.reading("trivial", draw=draw, hypotheses=(room,), num_instances=30)
def enough_units(instance: Extended) -> Finding:
    """of M ≥ N, the fourth condition of §2, alone"""
    return fulfils(instance, "4")


@all_conditions.reading("unused", draw=draw, hypotheses=(room,), num_instances=30)
def architecture(instance: Extended) -> Finding:
    """of the five conditions of §2 alone, without Assumption 3.1"""
    return fulfils(instance, "architecture")


@all_conditions.reading("borrowed", draw=draw, hypotheses=(room, of_the_form), num_instances=60)
def of_such_networks(instance: Extended) -> Finding:
    """of CNNs that have no pooling, a bias for every unit, and activations as the sigmoid"""
    return fulfils(instance)


@all_conditions.corrected_on(draw_own, 40, Search(cases=two_layers))
def units_of_that_form(instance: Extended) -> Finding:
    """Let a network without max-pooling have layers of units σ_j(b_j + Σ u a) that read at least one unit below each,
    whose weight vectors, not biases, other units of the layer may share, with analytic and strictly increasing σ_j.
    Connect any N ≤ H different hidden units to the output units with weights of their own. Then conditions 1–5 of §2
    and 3.1.1 hold. 3.1.2 holds if these N are bounded with limit 0 at −∞; if they are softplus it may fail, but in both
    cases Ψ(U) has rank N for almost all U if no unit of the first layer has the same patch for two samples"""
    return full_rank(instance)


@units_of_that_form.false(because="units with a backward path")
def softplus_too(instance: Extended) -> Finding:
    """3.1.2 holds for softplus, too"""
    net, layers = with_skips(instance, instance["drawn"]), instance["net"]["layers"]
    if {each["activation"] for each in layers} != {"softplus"} or any(each["tied"] for each in layers):
        return Finding(True, "exact")
    found = violated(net, instance["num_skips"])
    return Finding(not found, "exact", {}, "; ".join(found))


@units_of_that_form.false(because="rank Ψ(U) < N for every U")
def shared_biases(instance: Extended) -> Finding:
    """the rank, with biases that are shared like the weights"""
    return full_rank(instance, shared=True)


@units_of_that_form.false(because="rank Ψ(U) < N for every U")
def reading_nothing(instance: Extended) -> Finding:
    """the rank, also where units above the first layer read the empty subset"""
    return full_rank(instance, empty=True)


@all_conditions.false(because="different hidden units")
def with_repetition(instance: Extended) -> Finding:
    """N draws of a neuron, with repetition, are as good"""
    net, count = instance["net"], instance["num_skips"]
    stream = np.random.default_rng(instance["seed"])
    chosen = {int(v) for v in stream.choice(list(places_of_units(net)), count)}
    connected = len(with_skips(instance, sorted(chosen))["skips"])
    enough = connected >= count
    return Finding(enough, "exact", {}, "" if enough else f"{count} draws gave {connected} different hidden units")


@all_conditions.broken(because="condition 4: only")
def inputs_counted(instance: Extended) -> Finding:
    """N compared with the hidden units that are left when the last layer is taken away"""
    net = instance["net"]
    return fulfils({**instance, "net": {**net, "layers": net["layers"][:-1], "skips": []}})
