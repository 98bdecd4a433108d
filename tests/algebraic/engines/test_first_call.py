"""A function of a library is called in a process of its own, with arrays that it changes."""

import subprocess

import numpy as np
import pytest

from algebraic.engines.compiler import find_compiler
from algebraic.engines.first_call import call_in_child
from algebraic.shell.budget import Budget
from algebraic.shell.errors import EngineFailed, OutOfBudget

TEXT = """#include <unistd.h>
void twice(double *x, int *y, int count, int add) { for (int k = 0; k < count; k++) { x[k] *= 2; y[k] += add; } }
void sleeps(double *x, int count) { pause(); }
void crashes(double *x, int count) { *(volatile int *)0 = 1; }"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    (folder / "a.c").write_text(TEXT)
    subprocess.run([find_compiler(), "-shared", "-fPIC", "-o", folder / "a.so", folder / "a.c"], check=True)
    return folder / "a.so"


@pytest.mark.compiler
def test_arrays_are_changed(library):
    x, y = np.array([1.5, -2.0, 1e-300]), np.array([[1, 2, 3]], dtype=np.int32)
    call_in_child(library, "twice", [([x, y], [3, -7])], budget=Budget(60))
    assert (x.tolist(), y.tolist()) == ([3.0, -4.0, 2e-300], [[-6, -5, -4]])
    other = np.array([10, 20], dtype=np.int32)
    call_in_child(library, "twice", [([x, y], [1, 6]), ([x, other], [2, 5])], budget=Budget(60))  # x is the same
    assert (x.tolist(), y.tolist(), other.tolist()) == ([12.0, -8.0, 2e-300], [[0, -5, -4]], [15, 25])
    call_in_child(library, "twice", budget=Budget(60))  # loaded, not called


@pytest.mark.compiler
def test_what_crashes_is_not_there_or_never_ends(library):
    x = np.zeros(2)
    with pytest.raises(EngineFailed):
        call_in_child(library, "crashes", [([x], [2])], budget=Budget(60))
    with pytest.raises(EngineFailed, match="cannot be loaded"):
        call_in_child(library, "nothing", budget=Budget(60))
    with pytest.raises(OutOfBudget):
        call_in_child(library, "sleeps", [([x], [2])], budget=Budget(0.5))
