"""A graph that is not trusted is read, or refused with the node."""

import copy

import numpy as np
import pytest

from algebraic.shell import WrongInput
from verify.audit.zero.reading import read_layers
from verify.subject import Node


def node(kind, sources=(), shape=(), parameters=(None, None), constants=None, **options):
    return Node(kind, tuple(sources), parameters, constants or {}, options, tuple(shape)).as_dict()


IMAGE = node("input", shape=(2, 4, 5), name="x")
ROW = node("input", shape=(3,), name="x")
CONVOLUTION = node(
    "convolution",
    (0,),
    (4, 2, 3),
    (0, 1),
    kernel=[3, 2],
    stride=[2, 1],
    padding=[1, 0],
    dilation=[1, 2],
    groups=2,
)


def test_windows_of_a_convolution_are_what_torch_unfolds():
    torch = pytest.importorskip("torch")
    layer = read_layers([IMAGE, CONVOLUTION], [(4, 1, 3, 2), (4,)])[1]
    x = np.arange(1.0, 41.0)
    unfolded = torch.nn.functional.unfold(
        torch.from_numpy(x.reshape(1, 2, 4, 5)), (3, 2), dilation=(1, 2), padding=(1, 0), stride=(2, 1)
    )
    ours = np.append(x, 0)[layer.index].transpose(0, 2, 1).reshape(-1, layer.index.shape[1])
    assert (ours == unfolded[0].numpy()).all()


@pytest.mark.parametrize(
    ("graph", "shapes"),
    [
        ([], []),
        ("x", []),
        ([IMAGE, CONVOLUTION], [(4, 1, 3, 3), (4,)]),
        ([IMAGE, {**CONVOLUTION, "options": {**CONVOLUTION["options"], "groups": 3}}], [(4, 1, 3, 2), (4,)]),
        ([IMAGE, {**CONVOLUTION, "options": {**CONVOLUTION["options"], "stride": [0, 1]}}], [(4, 1, 3, 2), (4,)]),
        ([IMAGE, {**CONVOLUTION, "options": {**CONVOLUTION["options"], "kernel": [9, 2]}}], [(4, 1, 9, 2), (4,)]),
        ([ROW, node("dense", (0,), (2,), (0, None))], [(2, 4)]),
        ([ROW, node("dense", (0,), (2,))], []),
        ([ROW, node("dense", (1,), (2,), (0, None))], [(2, 3)]),
        ([ROW, node("dense", (0,), (2,), (1, None))], [(2, 3)]),
        ([ROW, node("dense", (0,), (2,), (0, None), {"weight": [1.0]})], [(2, 3)]),
        ([ROW, node("activation", (0,), (3,), name="sine")], []),
        ([ROW, node("activation", (0,), (3,), name="tanh", slope=1)], []),
        ([ROW, node("activation", (0,), (3,), name="softplus", beta=0, threshold=20)], []),
        ([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=["9" * 2000])], []),
        ([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=["1e999999999"])], []),
        ([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=["1/0"])], []),
        ([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=[1] * 99)], []),
        ([ROW, node("select", (0,), (1,), columns=[3])], []),
        ([ROW, node("select", (0,), (2,), columns=[1])], []),
        ([ROW, node("flatten", (0,), (4,))], []),
        ([ROW, node("add", (), (3,))], []),
        ([ROW, node("concatenate", (0, 0), (3,))], []),
        ([ROW, node("scale", (0,), (3,), (None, None), {"factor": [1, 2], "shift": [0, 0, 0]})], []),
        ([ROW, {**node("flatten", (0,), (3,)), "more": 1}], []),
        ([node("input", shape=(10**9, 10**9), name="x")], []),
        ([node("input", shape=(True,), name="x")], []),
        ([node("input", shape=(), name="x"), {**CONVOLUTION, "shape": []}], [(4, 1, 3, 2), (4,)]),
        ([ROW, node("input", shape=(4,), name="x")], []),
        ([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=["9" * 399])], []),
        ([ROW, node("dense", (0,), (1,), (None, None), {"weight": [["1", "2", "3"]]})], []),
        ([ROW, node("dense", (0,), (1,), (None, None), {"weight": [[10**400, 2, 3]]})], []),
        ([ROW, node("dense", (0,), (1,), (None, None), {"weight": [[1, 2], [3]]})], []),
        ([ROW, node("scale", (0,), (), (None, None), {"factor": [1], "shift": [0]})], []),
        ([IMAGE, node("max_pool", (0,), (2, 8, 9), kernel=[1, 1], stride=[1, 1], padding=[2, 2], dilation=[1, 1])], []),
    ],
)
def test_what_is_no_layer_is_refused(graph, shapes):
    with pytest.raises(WrongInput):
        read_layers(copy.deepcopy(graph), shapes)


def test_exact_coefficients():
    layer = read_layers([ROW, node("activation", (0,), (3,), name="polynomial", coefficients=["1/3", 2, 0.5])], [])[1]
    assert [str(c) for c in layer.options] == ["1/3", "2", "1/2"]
