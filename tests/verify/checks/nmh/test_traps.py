"""The trap of NMH-06: its conditions one by one, and the second derivative by a way that knows no group."""

import json
from itertools import combinations

import flint
import numpy as np
import pytest

from verify.checks.nmh.descent import descends
from verify.checks.nmh.starts import HIGH, LOW, Start, point_of
from verify.checks.nmh.steps import loss_along
from verify.checks.nmh.traps import in_trap, no_trap, two_groups
from verify.instruments import skip_layer

Row = tuple[int, int, int]


def trap(
    low: tuple[Row, ...] = LOW, high: tuple[Row, ...] = HIGH, *, w: tuple[int, int] = (64, 0), bias: int = 0
) -> Start:
    """The seven samples of the counterexample, or others; the bias is that of unit 1, in 64ths."""
    rows = [(a, c, z, y) for a, group in ((-1, low), (1, high)) for c, z, y in group]
    count = len(rows)
    return {
        "kind": "trap",
        "net": {
            "num_inputs": 4,
            "layers": [skip_layer("sigmoid", [[0, 1]] + [[2, 3]] * (count - 1), shared=True)],
            "skips": list(range(4, 4 + count)),
        },
        "inputs": [[64 * a, 64 * c, 0, 64 * z] for a, c, z, _ in rows],
        "labels": [y for *_, y in rows],
        "num_classes": 2,
        "U": {"weights": [[list(w)]], "biases": [[bias, *(7 * k - 20 for k in range(count - 1))]]},
        "V": [[0, 0], [0, 0], *([30 * k - 60, 11] for k in range(count - 2))],
        "seed": 1,
        "balanced": True,
    }


def second_derivatives(instance: Start) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian of Φ in w1, w2, the biases and the first column of V, by power series."""
    with flint.ctx.workprec(200):
        return _second_derivatives(instance)


def _second_derivatives(instance: Start) -> tuple[np.ndarray, np.ndarray]:
    u, v = point_of(instance)
    biases = len(u["biases"][0])
    count = 2 + 2 * biases

    def along(entries: set[int]) -> tuple[float, float]:
        way = [float(k in entries) for k in range(count)]
        weights = [[[64 * k for k in way[:2]]]]
        column = flint.arb_mat([[k, 0] for k in way[2 + biases :]])
        series = loss_along(
            instance,
            (u, v),
            ({"weights": weights, "biases": [[64 * k for k in way[2 : 2 + biases]]]}, column),
            flint.arb(0),
            2,
        )
        return float(series[1].mid()), 2 * float(series[2].mid())

    single = [along({k}) for k in range(count)]
    hessian = np.diag([second for _, second in single])
    for i, j in combinations(range(count), 2):
        hessian[i, j] = hessian[j, i] = (along({i, j})[1] - single[i][1] - single[j][1]) / 2
    return np.array([first for first, _ in single]), hessian


@pytest.mark.parametrize(("w1", "bias"), [(64, 0), (44, 300), (150, -280), (10, 0)])
def test_the_hessian_is_that_of_the_proof(w1, bias):
    """Three positive eigenvalues, for w2 and f on two groups; the others are 0: the trap's own directions."""
    gradient, hessian = second_derivatives(trap(w=(w1, 0), bias=bias))
    assert abs(gradient).max() < 1e-12
    values = np.linalg.eigvalsh(hessian)
    assert values[-3] > 1e-4
    assert abs(values[:-3]).max() < 1e-11 * values[-1]


def test_the_counterexample_of_the_abstract():
    instance = trap()
    assert in_trap(instance["net"], instance["inputs"], instance["labels"], 2, instance["U"]) == ""
    found = descends(instance)
    assert (found.holds, found.grade) == (False, "exact")
    u, v = point_of(instance)
    way = {"weights": [[[0, 0]]], "biases": [[0] * 7]}, flint.arb_mat(7, 2)
    loss = loss_along(instance, (u, v), way, flint.arb(0), 0)[0]
    assert loss.overlaps(flint.arb(2).log() * 6 / 7)
    assert descends(json.loads(json.dumps(instance))) == found


LATER = ((0, 0, 1), (1, 3, 0), (2, 17, 0), (-3, 12, 0))


@pytest.mark.parametrize(
    ("low", "high", "why"),
    [
        (((0, 1, 0), (1, 10, 1), (-2, 16, 1)), HIGH, "Σ r c"),
        (((0, 2, 0), (1, 10, 1), (-1, 16, 1)), HIGH, "Σ r z is"),
        (LOW, LATER, "Σ r z²"),
        (tuple((c, z, 1 - y) for c, z, y in LOW), tuple((c, z, 1 - y) for c, z, y in HIGH), "Δ"),
        (((0, 9, 0), (1, 10, 1), (-1, 8, 1)), ((0, 8, 1), (1, 7, 0), (2, 9, 0), (-3, 8, 0)), "Σ r z²"),
        (LOW, ((0, 0, 1), (1, 0, 0)), "Σ r c"),
    ],
)
def test_each_condition_is_looked_at(low, high, why):
    instance = trap(low, high)
    groups = two_groups(instance["net"], instance["inputs"], instance["labels"], 2)
    assert not isinstance(groups, str)
    assert no_trap(groups).startswith(why)
    assert in_trap(instance["net"], instance["inputs"], instance["labels"], 2, instance["U"]).startswith(why)


def test_two_and_two_do_not_suffice():
    """With 1:2 and 2:1 Δ = 2 log 2, and (2/9) 2 c² Δ is below (2/3) c²: six samples do not do."""
    low, high = ((0, 0, 0), (1, 1, 1), (-1, -1, 1)), ((0, 0, 1), (1, -1, 0), (-1, 1, 0))
    groups = two_groups(*(trap(low, high)[key] for key in ("net", "inputs", "labels")), 2)
    assert not isinstance(groups, str)
    assert no_trap(groups).startswith(("R or C", "p(1"))


def test_beside_it_there_is_a_way_down():
    for w in ((64, 1), (64, -1)):
        assert descends(trap(w=w)).holds
    assert in_trap(*(trap(w=(-64, 0))[key] for key in ("net", "inputs", "labels", "num_classes", "U"))).startswith("w1")


def test_other_networks_are_none_of_the_proof():
    for change in ("arctan", "own weights", "more layers", "three classes"):
        instance = trap()
        net, classes = instance["net"], 3 if change == "three classes" else 2
        if change == "arctan":
            net["layers"][0]["activation"] = "arctan"
        if change == "own weights":
            net["layers"][0]["groups"] = list(range(7))
        if change == "more layers":
            net["layers"] *= 2
        assert "the proof is for" in str(two_groups(net, instance["inputs"], instance["labels"], classes))
