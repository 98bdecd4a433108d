"""Graphs of layers: shapes, neurons and multiplications by hand, and what does not fit."""

import pytest

from netsim.models.layers import Layer, hidden_neurons, last_readers, reads_of, walk
from netsim.shell import WrongInput


def test_shapes_by_hand():
    layers = (
        Layer(4, 3, 1, 1, pool="max"),  # (4, 7, 9), pooled to (4, 3, 4)
        Layer(5, 2, 2),  # (5, 1, 2)
        Layer(6, 3, 1, 1, reads=(1,)),  # (6, 3, 4)
        Layer(2, 1, pool="mean", reads=(1, 3), activation_first=True),  # activates (10, 3, 4), gives (2, 1, 2)
        Layer(3, reads=(2, 4)),  # (5 + 2) · 1 · 2 numbers
    )
    nodes = walk(layers, (2, 7, 9))
    assert [node.value for node in nodes] == [(4, 3, 4), (5, 1, 2), (6, 3, 4), (2, 1, 2), (3,)]
    assert [node.weight for node in nodes] == [(4, 2, 3, 3), (5, 4, 2, 2), (6, 4, 3, 3), (2, 10, 1, 1), (3, 14)]
    assert [node.neurons for node in nodes] == [4 * 63, 10, 72, 120, 0]
    assert [node.multiplications for node in nodes] == [63 * 72, 2 * 80, 12 * 216, 2 * 20, 42]
    assert list(hidden_neurons(layers, (2, 7, 9))) == [(1, 252), (2, 10), (3, 72), (4, 120)]
    assert last_readers(layers) == {0: 1, 1: 4, 2: 5, 3: 4, 4: 5}
    assert reads_of(layers[1], 2) == (1,)


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ((Layer(2, reads=(1,)), Layer(2)), "layer 1 reads layer 1"),
        ((Layer(2, 3), Layer(2, 3), Layer(2, reads=(1, 2))), r"\(2, 6, 6\) of layer 1, \(2, 4, 4\) of layer 2"),
        ((Layer(2, 3), Layer(5), Layer(2, reads=(1, 2))), "side by side"),
        ((Layer(2, 8, pool="max"), Layer(2)), "leaves nothing of values"),
        ((Layer(2), Layer(2, 3), Layer(2)), "layer 2 is a convolution"),
        ((Layer(2, pool="mean"), Layer(2)), "layer 1 pools values"),
        ((Layer(2, 9), Layer(2)), "layer 1 leaves nothing of an input"),
        ((Layer(2, 3),), "leaves 6×6 numbers for every output"),
        ((Layer(2, 3), Layer(2, pool="max")), "the last layer pools"),
    ],
)
def test_what_does_not_fit_is_named(layers, words):
    with pytest.raises(WrongInput, match=words) as caught:
        walk(layers, (1, 8, 8))
    assert caught.value.kind == "bad_network"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("fields", "words"), [({"pool": "median"}, "pool"), ({"reads": (2, 1)}, "ascend"), ({"reads": (-1,)}, "reads")]
)
def test_fields_are_held_to_their_types(fields, words):
    with pytest.raises(WrongInput, match=words):
        Layer(2, **fields)
