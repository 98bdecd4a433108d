"""Distinct patches by an arbitrarily small perturbation of the inputs (NMH Assumption 3.1.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import grow


class Disturbed(TypedDict):
    """Inputs, what the units of the first layer read of them, and the noise: its size, and whether all share it."""

    inputs: list[list[int]]
    supports: list[list[int]]
    log2_size: int
    common: bool
    seed: int


def draw(stream: np.random.Generator, settings: Settings) -> Disturbed:
    """Samples that violate the condition: few values, whole samples repeated, supports of one pixel."""
    scale, drop = settings.scale, settings.drop
    count, dim, units = (grow(scale, low, high, stream) for low, high in ((2, 12), (1, 9), (1, 9)))
    inputs = stream.integers(0, 2, (count, dim))
    inputs[-1] = inputs[0]
    supports = [
        sorted(int(v) for v in stream.choice(dim, int(stream.integers(1, dim + 1)), replace=False))
        for _ in range(units)
    ]
    if drop == "supports":
        supports[0] = []
    return {
        "inputs": inputs.tolist(),
        "supports": supports,
        "log2_size": -int(stream.integers(1, 200)),
        "common": drop == "independent",
        "seed": int(stream.integers(2**31)),
    }


def perturbed(instance: Disturbed, *, samples: int | None = None) -> list[list[int]]:
    """The inputs with noise uniform on 2^64 values of size below 2^log2_size, in units of 2^(log2_size − 63).

    One draw for each sample; the same for all where ``common``; only the first ``samples`` where given.
    """
    stream = np.random.default_rng(instance["seed"])
    noise: dict[int, list[int]] = {}
    moved = []
    for i, row in enumerate(instance["inputs"]):
        key = 0 if instance["common"] else i
        if key not in noise:
            noise[key] = [int(v) for v in stream.integers(-(2**63), 2**63 - 1, len(row))]
        steps = noise[key] if samples is None or i < samples else [0] * len(row)
        moved.append([(int(v) << (63 - instance["log2_size"])) + n for v, n in zip(row, steps, strict=True)])
    return moved


def repeats(rows: list[list[int]], supports: list[list[int]]) -> int:
    """How many pairs of a unit and two samples with the same patch there are."""
    found = 0
    for support in supports:
        patches = [tuple(row[k] for k in support) for row in rows]
        found += sum(patches.index(patch) < i for i, patch in enumerate(patches))
    return found


def agreement(instance: Disturbed, rows: list[list[int]]) -> Finding:
    """Whether no two patches of the moved samples agree."""
    before, after = repeats(instance["inputs"], instance["supports"]), repeats(rows, instance["supports"])
    measured = {"violations_before": before, "violations_after": after, "log2_size": instance["log2_size"]}
    return Finding(after == 0, "exact", measured, f"{after} patches still agree" if after else "")


@hypothesis
def supports(instance: Disturbed) -> str | None:
    """every unit of the first layer reads at least one input"""
    return None if all(instance["supports"]) else "a support is empty"


@hypothesis
def independent(instance: Disturbed) -> str | None:
    """every sample has noise of its own"""
    return "all samples are moved by the same vector" if instance["common"] else None


@claim(
    "NMH-09",
    "A small perturbation of the inputs makes the patches distinct",
    source="NMH §3, after Assumption 3.1",
    quantifier="with probability",
    field="real",
    letters={"N": "num_samples", "S_i": "input support of unit i of the first layer", "x_r": "sample r"},
    draw=draw,
    hypotheses=(supports, independent),
    num_instances=40,
    reading="of first layers whose units read something, as convolutional ones do, and noise drawn for each input",
    note="The sentence speaks of “CNNs” whose fields may be “very small”, so not empty, though §2 allows “an arbitrary "
    "subset of input units”; and of a “random perturbation of all training inputs”, which is read as one drawn for "
    "each. Read without either it is false. Labels play no part.",
)
def almost_surely(instance: Disturbed) -> Finding:
    """Where x_r|S_i = x_s|S_i for some r ≠ s, arbitrarily small random noise on all training inputs makes
    all patches of different samples distinct with probability 1.
    """
    # The bad perturbations form a finite union of subspaces: x_r + n_r = x_s + n_s on S are |S| independent equations
    # for independent noise, so a set of measure zero for non-empty S. The perturbation drawn is looked at as well.
    found = agreement(instance, perturbed(instance))
    if instance["common"]:
        return found
    if not all(instance["supports"]):
        return Finding(False, "exact", found.measured, "a unit without inputs has the same empty patch for all samples")
    if not found.holds:
        return Finding(None, "exact", found.measured, "a draw of probability below 2^−50")
    return found


def draw_empty(stream: np.random.Generator, settings: Settings) -> Disturbed:
    """A unit that reads nothing."""
    return draw(stream, replace(settings, drop="supports"))


def draw_common(stream: np.random.Generator, settings: Settings) -> Disturbed:
    """One vector of noise for all samples."""
    return draw(stream, replace(settings, drop="independent"))


@almost_surely.reading("unused", draw=draw_empty, hypotheses=(independent,), num_instances=20)
def arbitrary_subset(instance: Disturbed) -> Finding:
    """of every first layer of §2, whose units may read the empty subset"""
    return almost_surely(instance)


@almost_surely.reading("unused", draw=draw_common, hypotheses=(supports,), num_instances=20)
def same_vector(instance: Disturbed) -> Finding:
    """of one random vector, by which all inputs are moved"""
    return almost_surely(instance)


@almost_surely.false(because="still agree")
def one(instance: Disturbed) -> Finding:
    """noise on one sample is enough"""
    return agreement(instance, perturbed(instance, samples=1))


@almost_surely.broken(because="rounded")
def rounded(instance: Disturbed) -> Finding:
    """the noisy inputs in float64"""
    rows = [[float(v) for v in row] for row in perturbed(instance)]
    scaled = [[int(v) for v in row] for row in (np.array(rows) / 2.0 ** (63 - instance["log2_size"]) * 2**53).round()]
    found = agreement(instance, scaled)
    return found if found.holds else Finding(False, "exact", found.measured, "rounded: " + found.reason)
