"""The kernel is tried out before it is used, and refused where it, the compiler or the processor is not up to it."""

import numpy as np
import pytest

from algebraic.engines import compiler
from algebraic.ranks import byte_kernel
from algebraic.ranks.byte_kernel import balanced, call, find_byte_kernel, is_right, pack, places, unpacked
from algebraic.shell import EngineFailed


@pytest.fixture
def kernel():
    found = find_byte_kernel()
    if found is None:
        pytest.skip("no compiler, or a processor without AVX512-VNNI")
    return found


def calls_of(kernel, change=lambda arrays: None):
    def calls(given):
        for one in given:
            call(kernel, one)
            change(one[0])

    return calls


@pytest.mark.compiler
def test_a_wrong_kernel_is_not_trusted(kernel):
    assert is_right(calls_of(kernel))

    def wrong_byte(arrays):  # of the echelon form, in its first row
        arrays[1][4 * 40] = (int(arrays[1][4 * 40]) + 1) % 251

    def one_less(arrays):
        arrays[5][0] = max(0, arrays[5][0] - 1)

    def other_order(arrays):
        arrays[3][[0, -1]] = arrays[3][[-1, 0]]

    for change in (wrong_byte, one_less, other_order):
        assert not is_right(calls_of(kernel, change))
    assert not is_right(lambda given: None)  # nothing is done


def test_without_a_compiler_or_what_it_needs_there_is_none(monkeypatch):
    search = find_byte_kernel.__wrapped__
    monkeypatch.setattr(compiler, "COMPILERS", ())
    assert search() is None
    monkeypatch.setattr(byte_kernel, "compile_for_cpu", lambda *given, **named: None)
    assert search() is None

    def fails(*given, **named):
        raise EngineFailed("it crashed")

    monkeypatch.setattr(byte_kernel, "compile_for_cpu", fails)
    assert search() is None


@pytest.mark.parametrize("shape", [(5, 9), (64, 64), (100, 200), (300, 257)])
def test_what_is_packed_is_unpacked(shape):
    width = shape[1]
    where = places(width, min(shape))
    echelon = np.zeros(where[-1], dtype=np.uint8)
    count = min(shape) // 4 * 4
    rows = np.triu(np.random.default_rng(0).integers(0, 251, (count, width)).astype(np.uint8))
    middle = count // 8 * 4
    pack(echelon, where, middle, rows[middle:])
    pack(echelon, where, 0, rows[:middle])
    for begin, end in ((0, count), (0, middle), (middle, count), (1, count), (count, count)):
        assert np.array_equal(unpacked(echelon, where, begin, end, width), rows[begin:end])


@pytest.mark.parametrize("prime", [2, 3, 131, 251])
def test_balanced_residues(prime):
    given = np.arange(prime)
    found = balanced(given, prime).astype(int)
    assert ((found - given) % prime == 0).all()
    assert abs(found).max() <= prime // 2
