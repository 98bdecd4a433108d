"""What a compiler makes of the kernels is loaded only where it does no harm."""

import shutil

import pytest

from netsim.models import kernels, tried_kernels
from netsim.models.kernels import compile_kernels

pytestmark = pytest.mark.torch
COMPILER = next(filter(None, map(shutil.which, tried_kernels.COMPILERS)), None)
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no C compiler")


@needs_compiler
@pytest.mark.parametrize(
    "text",
    [
        "this is no C",
        "int width(void) { return 8; }",  # functions are missing
        "int try_all(void) { return *(volatile int *)0; }",  # it would end this process
        "int try_all(void) { return 1; }",  # it says that it is wrong
    ],
)
def test_what_cannot_be_used_is_none(text):
    assert compile_kernels(COMPILER, ("-O1",), text) is None


@needs_compiler
def test_one_that_comes_to_no_end_is_stopped(monkeypatch):
    monkeypatch.setattr(kernels, "SECONDS", 2.0)
    assert compile_kernels(COMPILER, ("-O0",), "int try_all(void) { for (;;) ; }") is None


@pytest.mark.slow
@needs_compiler
def test_sums_that_find_no_room_are_an_error_and_not_0():
    found = compile_kernels(COMPILER, ("-O1",))
    found.call("normalise", None, 0, 0, 1.0, None, None, 0, None, None, None)  # it says nothing
    with pytest.raises(MemoryError):
        found.call("normalise", None, 0, 2**59, 1.0, None, None, 0, None, None, None)  # 2^62 bytes
