"""Distinct samples have distinct patches where each unit of the first layer reads all inputs (NMH Assumption 3.1.3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product
from typing import TypedDict

import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import SkipNet, equal_patches, grow, skip_layer


class Read(TypedDict):
    """Samples, and the inputs that each unit of the first layer reads."""

    inputs: list[list[int]]
    supports: list[list[int]]


def draw(stream: np.random.Generator, settings: Settings) -> Read:
    """Samples of two values of which neighbours differ in one input, by 1 beside numbers up to 10^30; N from 1 on."""
    scale, drop = settings.scale, settings.drop
    count, dim, units = grow(scale, 1, 9, stream), grow(scale, 1, 8, stream), grow(scale, 1, 6, stream)
    if drop is not None:
        count = max(count, 2)
    base = [10 ** int(stream.integers(0, 31)) * int(stream.integers(-1, 2)) for _ in range(dim)]
    patterns = stream.permutation(2**dim)[:count]
    bits = [[int(p) >> k & 1 for k in range(dim)] for p in patterns]
    inputs = [[b + step for b, step in zip(base, row, strict=True)] for row in bits]
    if len(inputs) < 2 and drop is not None:
        inputs = [list(base), [base[0] + 1, *base[1:]]]
    supports = [[int(v) for v in stream.permutation(dim)] for _ in range(units)]
    if drop == "distinct":
        inputs[-1] = list(inputs[0])
    if drop == "fully_connected":  # a unit that does not read the one input in which two samples differ
        k = int(stream.integers(dim))
        inputs[-1] = [v + (j == k) for j, v in enumerate(inputs[0])]
        inputs = [inputs[0], *(row for row in inputs[1:-1] if row not in (inputs[0], inputs[-1])), inputs[-1]]
        supports[int(stream.integers(units))].remove(k)
    return {"inputs": inputs, "supports": supports}


def net_of(instance: Read) -> SkipNet:
    """A network with this first layer."""
    dim, units = len(instance["inputs"][0]), len(instance["supports"])
    return {
        "num_inputs": dim,
        "layers": [skip_layer("sigmoid", instance["supports"])],
        "skips": list(range(dim, dim + units)),
    }


def patches_differ(instance: Read) -> Finding:
    """Whether x_r|S_i ≠ x_s|S_i for all r ≠ s and all i, entry by entry; and by a table of patches."""
    inputs, supports = instance["inputs"], instance["supports"]
    equal = [
        (r, s, i)
        for (r, x), (s, y) in combinations(enumerate(inputs), 2)
        for i, support in enumerate(supports)
        if all(x[k] == y[k] for k in support)
    ]
    measured = {"N": len(inputs), "d": len(inputs[0]), "n1": len(supports), "equal_patches": len(equal)}
    if bool(equal) != bool(equal_patches(net_of(instance), inputs)):
        return Finding(False, "exact", measured, "the table of patches says otherwise")
    if equal:
        r, s, i = equal[0]
        return Finding(False, "exact", measured, f"samples {r + 1} and {s + 1} have the same patch at unit {i + 1}")
    return Finding(True, "exact", measured)


@hypothesis
def fully_connected(instance: Read) -> str | None:
    """fully connected: every unit of the first layer reads all inputs"""
    everything = set(range(len(instance["inputs"][0])))
    missing = [i for i, support in enumerate(instance["supports"]) if set(support) != everything]
    return f"unit {missing[0] + 1} does not" if missing else None


@hypothesis
def distinct(instance: Read) -> str | None:
    """the training samples are distinct"""
    count = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{count} samples are repeated" if count else None


def small_sets() -> Iterator[Read]:
    """All sets of samples of up to two inputs of 0 and 1, and first layers of one or two fully connected units."""
    for dim in (1, 2):
        samples, orders = list(product((0, 1), repeat=dim)), list(permutations(range(dim)))
        for count, units in product(range(1, len(samples) + 1), (1, 2)):
            for chosen, supports in product(combinations(samples, count), product(orders, repeat=units)):
                yield {"inputs": [list(x) for x in chosen], "supports": [list(each) for each in supports]}


@claim(
    "NMH-19",
    "Assumption 3.1.3 holds for fully connected networks and distinct samples",
    source="NMH §3, after Assumption 3.1",
    quantifier="for all",
    field="real",
    letters={"S_i": "supports[i]", "x_r": "inputs[r]", "n1": "units of the first layer"},
    draw=draw,
    hypotheses=(fully_connected, distinct),
    size=lambda instance: len(instance["inputs"]) * len(instance["inputs"][0]) + len(instance["supports"]),
    num_instances=30,
    search=Search(cases=small_sets),
    note="Holds for all: S_i is the set of all inputs, so that x_r|S_i = x_r up to the order. Layers after the first, "
    "activations and labels play no part. Both hypotheses are needed: if unit i does not read input k, two samples "
    "that differ in k alone have the same patch, so that “always” holds for first layers that are fully connected, "
    "and for no others; and equal samples have equal patches. Distinct means distinct as the network reads them: "
    "samples that coincide once they are rounded do not count.",
)
def always(instance: Read) -> Finding:
    """For a fully connected network and distinct training samples, x_r|S_i ≠ x_s|S_i for all r ≠ s and every unit i of
    the first layer
    """
    return patches_differ(instance)


def draw_partly(stream: np.random.Generator, settings: Settings) -> Read:
    """A first layer of which one unit leaves out an input."""
    found = draw(stream, Settings(settings.scale, "fully_connected"))
    return {**found, "supports": [list(range(len(found["inputs"][0]))), *found["supports"]]}


@always.false(because="the same patch", draw=draw_partly)
def one_unit(instance: Read) -> Finding:
    """it is enough that one unit of the first layer reads all inputs"""
    return patches_differ(instance)


@always.false(because="are distinct, and")
def converse(instance: Read) -> Finding:
    """distinct samples have equal patches at some unit"""
    found = patches_differ(instance)
    return Finding(not found.holds, "exact", found.measured, "the samples are distinct, and so are all patches")


@always.broken(because="the same patch")
def rounded(instance: Read) -> Finding:
    """the samples rounded to 53 bits"""
    rows = [[int(float(v)) for v in row] for row in instance["inputs"]]
    return patches_differ({**instance, "inputs": rows})
