"""Distinct patches by an arbitrarily small perturbation of the inputs (NMH Assumption 3.1.3)."""

from __future__ import annotations

import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
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


def perturbed(instance: Instance, *, samples: int | None = None) -> list[list[int]]:
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


def _finding(instance: Instance, rows: list[list[int]]) -> Finding:
    before, after = repeats(instance["inputs"], instance["supports"]), repeats(rows, instance["supports"])
    measured = {"violations_before": before, "violations_after": after, "log2_size": instance["log2_size"]}
    return Finding(after == 0, "exact", measured, f"{after} patches still agree" if after else "")


def decide(instance: Instance) -> Finding:
    """The bad perturbations form a finite union of subspaces, proper unless the noise cannot tell the samples apart.

    Two samples r ≠ s agree on S where x_r + n_r = x_s + n_s on S: |S| independent equations for independent noise,
    so a set of measure zero for non-empty S. The perturbation drawn is looked at as well.
    """
    found = _finding(instance, perturbed(instance))
    if instance["common"]:
        return found
    proper = all(support for support in instance["supports"])
    if not proper:
        return Finding(False, "exact", found.measured, "a unit without inputs has the same empty patch for all samples")
    if not found.holds:
        return Finding(None, "exact", found.measured, "a draw of probability below 2^−50")
    return found


def decide_one(instance: Instance) -> Finding:
    """A planted falsehood: perturbing a single sample is enough."""
    return _finding(instance, perturbed(instance, samples=1))


def decide_rounded(instance: Instance) -> Finding:
    """A broken check: the perturbed inputs in float64, where small noise is rounded away."""
    rows = [[float(v) for v in row] for row in perturbed(instance)]
    scaled = [[int(v) for v in row] for row in (np.array(rows) / 2.0 ** (63 - instance["log2_size"]) * 2**53).round()]
    found = _finding(instance, scaled)
    return found if found.holds else Finding(False, "exact", found.measured, "rounded: " + found.reason)


CLAIMS = (
    Claim(
        id="NMH-09",
        title="A small perturbation of the inputs makes the patches distinct",
        source="NMH §3, after Assumption 3.1",
        statement="Where x_r|S_i = x_s|S_i for some r ≠ s, arbitrarily small random noise on all training inputs makes "
        "all patches of different samples distinct with probability 1",
        quantifier="with probability",
        field="real",
        letters={"N": "num_samples", "S_i": "input support of unit i of the first layer", "x_r": "sample r"},
        draw=draw,
        decide=decide,
        hypotheses=(
            Hypothesis(
                "supports",
                "every unit of the first layer reads at least one input",
                lambda i: None if all(i["supports"]) else "a support is empty",
            ),
            Hypothesis(
                "independent",
                "every sample has noise of its own",
                lambda i: "all samples are moved by the same vector" if i["common"] else None,
            ),
        ),
        planted=(
            Variant("one", "noise on one sample is enough", decide_one, "still agree"),
            Variant("rounded", "broken: the noisy inputs in float64", decide_rounded, "rounded"),
        ),
        num_instances=40,
        note="Both hypotheses are implicit in the paper, and both are needed. Labels play no part.",
    ),
)
