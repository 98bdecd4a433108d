"""Each operation moves as torch.func says: forward by jvp, back by the derivative of a vjp."""

import pytest

from tests.verify.subject.models import numbers, torch
from verify.curvature.moving import MOVES, plain_move
from verify.subject import Node, evaluate_node
from verify.subject.kernels import without_advice

pytestmark = pytest.mark.torch
CONVOLUTION = {"kernel": (2, 2), "stride": (1, 2), "padding": (1, 0), "dilation": (1, 1), "groups": 1}
WINDOWS = {"kernel": (2, 2), "stride": (2, 2), "padding": (0, 0)}
CASES = {
    "dense": (Node("dense", (0,), (0, 1), shape=(2,)), (3,), (2, 3), (2,)),
    "convolution": (Node("convolution", (0,), (0, 1), options=CONVOLUTION, shape=(2, 5, 2)), (3, 4, 4),
                    (2, 3, 2, 2), (2,)),
    "scale": (Node("scale", (0,), (0, 1), {"factor": [1.0, 2.0], "shift": [0.5, 0.1]}, shape=(2, 3, 3)), (2, 3, 3),
              (2,), (2,)),
    "activation": (Node("activation", (0,), options={"name": "tanh"}, shape=(3,)), (3,), None, None),
    "max_pool": (Node("max_pool", (0,), options={**WINDOWS, "dilation": (1, 1)}, shape=(2, 2, 2)), (2, 4, 4), None,
                 None),
    "average_pool": (Node("average_pool", (0,), options=WINDOWS, shape=(2, 2, 2)), (2, 4, 4), None, None),
    "flatten": (Node("flatten", (0,), shape=(6,)), (2, 3), None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_operation(name):
    node, read, *shapes = CASES[name]
    x, moved = numbers(2, *read), numbers(2, *read, seed=1)
    own = [None if s is None else numbers(*s, seed=5 + k) for k, s in enumerate(shapes)]
    change = [None if s is None else numbers(*s, seed=8 + k) for k, s in enumerate(shapes)]
    present = [each for each in own if each is not None]
    along = [each for each in change if each is not None]
    if not present:
        node = Node(node.kind, node.sources, (None, None), node.constants, node.options, node.shape)

    def value(x, *tensors):
        return evaluate_node(node, [x], *tensors)

    move = MOVES.get(node.kind, plain_move)(node, [x], present)
    inside = [None if each is None else each[None] for each in change]
    with without_advice():
        at, forward = torch.func.jvp(value, (x, *present), (moved, *along))
    assert torch.allclose(move.forward([moved[None]], inside)[0], forward)

    delta, slope = numbers(*at.shape, seed=3), numbers(*at.shape, seed=4)

    def back(x, *rest):
        tensors, above = rest[:-1], rest[-1]
        return torch.func.vjp(value, x, *tensors)[1](above)

    with without_advice():
        expected = torch.func.jvp(back, (x, *present, delta), (moved, *along, slope))[1]
    found = [move.back(slope[None], delta[None], [moved[None]], inside)[0]]
    found += [each for each in move.to_weights(slope[None], delta[None], [moved[None]]) if each is not None]
    for one, other in zip(found, expected, strict=True):
        assert torch.allclose(one[0], other)
