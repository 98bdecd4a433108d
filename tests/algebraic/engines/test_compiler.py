"""A text is compiled, tried out and called; what does not compile, or does something else, is an error or nothing."""

import ctypes

import numpy as np
import pytest

from algebraic.engines import compiler
from algebraic.engines.compiler import compile_for_cpu
from algebraic.shell.errors import EngineFailed, Missing

ADD = "void add(int *x, int by) { x[0] += by; }"


def adds_three(calls):
    x = np.array([4], dtype=np.int32)
    calls([([x], (3,))])
    return x[0] == 7


@pytest.mark.compiler
def test_a_function_is_tried_out_and_called():
    function = compile_for_cpu(ADD, "add", trial=adds_three)
    x = np.array([1], dtype=np.int32)
    function(ctypes.c_void_p(x.ctypes.data), 5)
    assert x[0] == 6
    assert compile_for_cpu(ADD.replace("+=", "-="), "add", trial=adds_three) is None
    assert compile_for_cpu(ADD, "add", ("-O2", "--no-such-option")) is None


@pytest.mark.compiler
def test_a_text_that_does_not_compile_is_an_error():
    with pytest.raises(EngineFailed, match="failed"):
        compile_for_cpu("int add(", "add")


def test_without_a_compiler_the_next_step_is_named(monkeypatch):
    monkeypatch.setattr(compiler, "COMPILERS", ())
    with pytest.raises(Missing, match="no C compiler") as problem:
        compile_for_cpu("int x;", "x")
    assert problem.value.exit_code == 3
