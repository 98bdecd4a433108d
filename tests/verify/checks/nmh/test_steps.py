"""Short segments on which the loss falls, from points of networks with shared weights."""

import flint

from verify.checks.nmh.descent import loss
from verify.checks.nmh.starts import Start, point_of
from verify.checks.nmh.steps import falls, full_rank, loss_along, moved
from verify.instruments import skip_layer


def convolution(*, weight: int, v: list[list[int]]) -> Start:
    """Two patches of two, one weight vector; two samples of two classes."""
    return {
        "kind": "shared zero",
        "net": {"num_inputs": 3, "layers": [skip_layer("softplus", [[0, 1], [1, 2]], shared=True)], "skips": [3, 4]},
        "inputs": [[64, 0, 0], [0, 64, 128]],
        "labels": [0, 1],
        "num_classes": 2,
        "U": {"weights": [[[weight, 0]]], "biases": [[0, 0]]},
        "V": v,
        "seed": 3,
    }


def test_the_series_is_the_loss_of_a_forward_pass():
    instance = convolution(weight=20, v=[[64, 0], [0, 32]])
    point = point_of(instance)
    way = {"weights": [[[64, 0]]], "biases": [[0, 64]]}, flint.arb_mat([[1, 0], [0, -1]])
    series = loss_along(instance, point, way, flint.arb(0), 4)
    step = flint.arb(2) ** -20
    there = loss(instance, *moved(point, way, step))
    assert abs(series[0] - loss(instance, *point)).contains(0)
    assert abs(there - sum(series[k] * step**k for k in range(5))) < flint.arb(2) ** -45


def test_a_step_down_from_equal_rows():
    """At w = 0 both samples have the same features, so that no V tells them apart."""
    instance = convolution(weight=0, v=[[64, 0], [0, 32]])
    with flint.ctx.workprec(256):
        point = point_of(instance)
        assert not full_rank(instance, point)
        found = falls(instance, point)
        assert found is not None
        end, why = found
        assert why.startswith("the slope is below -")
        assert full_rank(instance, end)
        assert loss(instance, *end) < loss(instance, *point)


def test_no_step_where_none_is_seen():
    """V = 0 and w = 0: every derivative of Φ vanishes but those in V together with U."""
    instance = convolution(weight=0, v=[[0, 0], [0, 0]])
    with flint.ctx.workprec(256):
        assert falls(instance, point_of(instance)) is None
