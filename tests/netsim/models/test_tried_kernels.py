"""Kernels are found once, and refused where they are wrong."""

import shutil

import pytest

from netsim.models import tried_kernels
from netsim.models.kernels import compile_kernels, source
from netsim.models.tried_kernels import OPTIONS, are_right, find_kernels

pytestmark = pytest.mark.torch
COMPILER = next(filter(None, map(shutil.which, tried_kernels.COMPILERS)), None)
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no C compiler")


@pytest.fixture
def anew():
    """The search for kernels forgets what it found, before and after."""
    find_kernels.cache_clear()
    yield
    find_kernels.cache_clear()


@needs_compiler
def test_kernels_are_found_once(anew, monkeypatch):
    monkeypatch.delenv(tried_kernels.HIDE, raising=False)
    found = find_kernels()
    assert found is not None
    assert found.options in OPTIONS
    assert found.width >= 4
    assert find_kernels() is found


def test_there_are_none_without_a_compiler_or_where_they_are_hidden(anew, monkeypatch):
    monkeypatch.setenv(tried_kernels.HIDE, "1")
    assert find_kernels() is None
    find_kernels.cache_clear()
    monkeypatch.setenv(tried_kernels.HIDE, "0")
    monkeypatch.setattr(tried_kernels, "COMPILERS", ("no-such-compiler",))
    assert find_kernels() is None


@needs_compiler
@pytest.mark.parametrize(
    ("was", "planted"),
    [
        ("sums[p][v] += left * right[v];", "sums[p][v] -= left * right[v];"),
        ("for (int64_t r = 0; r < c[8]; r++)", "for (int64_t r = 1; r < c[8]; r++)"),  # a run is left out
        ("memcpy(out[p], last, columns * sizeof(real));", ""),  # what does not fill a vector is not written
        ("double apart = of_sum[v] - sums[from + v];", "double apart = 0;"),
        ("for (int64_t v = c - from; v < wide; v++) sums", "for (int64_t v = 0; v < wide; v++) sums"),  # twice
        ("from_mean * LOAD(tilt + c)", "0 * from_mean"),
    ],
)
def test_a_wrong_kernel_is_refused(was, planted):
    text = source().replace("int failed = gather", "return 0; int failed = gather")  # before the first trial has a say
    assert was in text
    wrong = compile_kernels(COMPILER, ("-O1",), text.replace(was, planted))
    assert wrong is not None
    assert not are_right(wrong)


@pytest.mark.slow
@needs_compiler
def test_where_none_is_right_torch_does_the_work(anew, monkeypatch, caplog):
    monkeypatch.delenv(tried_kernels.HIDE, raising=False)
    monkeypatch.setattr(tried_kernels, "are_right", lambda found: False)
    assert find_kernels() is None
    assert "not right" in caplog.text


@needs_compiler
@pytest.mark.parametrize("mode", ["no_grad", "inference_mode"])
def test_who_asks_first_may_be_evaluating(anew, monkeypatch, mode):
    import torch

    monkeypatch.delenv(tried_kernels.HIDE, raising=False)
    with getattr(torch, mode)():
        assert find_kernels() is not None
