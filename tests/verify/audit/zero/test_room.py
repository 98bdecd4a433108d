"""Memory is estimated before it is taken."""

import pytest

from algebraic.shell import TooLarge
from verify.audit.zero.layers import Layer
from verify.audit.zero.room import bytes_needed, check_room

LAYERS = [Layer("input", (), 10, name="x"), Layer("affine", (0,), 20, (0, None)), Layer("activation", (1,), 20)]


def test_the_gram_matrix_counts():
    small, large = bytes_needed(LAYERS, 10, 20), bytes_needed(LAYERS, 1000, 20)
    assert 8 * 200**2 < small < 10**7
    assert large > 3 * 8 * 20_000**2


def test_too_much_is_refused_with_both_numbers():
    check_room(LAYERS, 10, 20)
    with pytest.raises(TooLarge, match="are free"):
        check_room(LAYERS, 10**6, 20)
