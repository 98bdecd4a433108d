"""How values hang together."""

import numpy as np

from verify.audit.rank.wiring import Wiring, patch_places, patches
from verify.subject import Node


def skip():
    """x → a (2) → b (1) → [b, x] → c; d is read by nobody."""
    return (
        Node("input", options={"name": "x"}, shape=(3,)),
        Node("dense", (0,), (0, 1), shape=(2,)),
        Node("dense", (1,), (2, None), shape=(1,)),
        Node("concatenate", (2, 0), shape=(4,)),
        Node("dense", (1,), (3, None), shape=(5,)),
        Node("dense", (3,), (2, 4), shape=(2,)),
    )


def test_readers_and_gates():
    wiring = Wiring(skip(), {"x": np.zeros((4, 3))}, ("a.weight", "a.bias", "tied", "unread", "bias"))
    assert wiring.readers == [[1, 3], [2], [3], [5], [], []]
    assert wiring.gates == [3, 2, 3, 5, None, None]
    assert not wiring.is_alive(4)
    assert [wiring.per_sample(k) for k in (0, 1, 3, 5)] == [2, 1, 2, 2]
    assert (wiring.num_samples, wiring.output_dim) == (4, 2)
    assert wiring.is_own(0)
    assert not wiring.is_own(2)
    assert not wiring.is_own(3)
    assert not wiring.is_own(None)
    assert [wiring.name(k) for k in (1, 2, 3)] == ["a", "tied", "node 3"]


def test_data_are_what_was_only_moved():
    graph = (
        Node("input", options={"name": "x"}, shape=(2, 2)),
        Node("flatten", (0,), shape=(4,)),
        Node("select", (1,), options={"columns": (3, 0)}, shape=(2,)),
        Node("concatenate", (1, 2), shape=(6,)),
        Node("activation", (3,), options={"name": "relu"}, shape=(6,)),
    )
    wiring = Wiring(graph, {"x": np.arange(8.0).reshape(2, 2, 2)})
    assert wiring.data(3).tolist() == [[0, 1, 2, 3, 3, 0], [4, 5, 6, 7, 7, 4]]
    assert wiring.data(4) is None


def test_patches_beside_loops():
    options = {"kernel": (2, 3), "stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
    node = Node("convolution", options=options, shape=(1, 3, 5))
    values = np.random.default_rng(0).standard_normal((2, 2, 5, 5))
    padded = np.pad(values, ((0, 0), (0, 0), (1, 1), (2, 2)))
    found = patches(node, values)
    assert found.shape == (2, 15, 2, 6)
    for place in range(15):
        row, column = place // 5 * 2, place % 5
        literal = padded[:, :, row : row + 2, column : column + 5 : 2].reshape(2, 2, 6)
        assert (found[:, place] == literal).all()
    assert patch_places(node, (5, 5)).min() == -1
