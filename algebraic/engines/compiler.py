"""A function compiled from C when it is wanted, and tried out in a process of its own before it is called here."""

from __future__ import annotations

import ctypes
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..shell import UNLIMITED, Budget, EngineFailed, Missing, OutOfBudget
from .first_call import Call, call_in_child
from .process import run_engine

COMPILERS = ("cc", "gcc", "clang")
TRIAL_SECONDS = 10.0  # at most, for what takes a fraction of a second

Calls = Callable[[Sequence[Call]], None]  # of a kernel, one after the other


def find_compiler() -> str | None:
    """A C compiler on PATH, or ``None``."""
    return next(filter(None, map(shutil.which, COMPILERS)), None)


def compile_for_cpu(
    source: str,
    name: str,
    options: tuple[str, ...] = ("-O2",),
    *,
    budget: Budget = UNLIMITED,
    trial: Callable[[Calls], bool] | None = None,
) -> Any:
    """A function of a source text, compiled, or ``None`` where the compiler does not know the options.

    Whether it can be loaded is tried in a process of its own first, and so is what it does, so that one that crashes or
    never ends ends that process only.

    Args:
        name: of the function; its arguments are arrays and then numbers of type int.
        trial: whether calls of it, which are made in that process, give what they should; ``None`` is returned
            where they do not.

    Raises:
        Missing: there is no C compiler.
        EngineFailed: it does not compile the text, not in time, or not to a library with this function.
    """
    compiler = find_compiler()
    if compiler is None:
        raise Missing(
            f"no C compiler was found: tried {', '.join(COMPILERS)}",
            hint="install one, or go on without compiled kernels",
            kind="compiler_missing",
        )
    with tempfile.TemporaryDirectory(prefix="zerolocus-", ignore_cleanup_errors=True) as folder:
        text, library = Path(folder, "kernel.c"), Path(folder, "kernel.so")
        text.write_text(source, encoding="utf-8")
        arguments = [*options, "-fno-math-errno", "-fPIC", "-shared", "-o", str(library), str(text), "-lm"]
        try:
            run_engine(Path(compiler), arguments, budget=budget)
            if not _is_right(library, name, trial, budget):
                return None
            kernel = getattr(ctypes.CDLL(str(library)), name)
        except OutOfBudget:
            words = f"{compiler} came to no end within {budget.seconds or 0:.3g} s (it was stopped)"
            raise EngineFailed(words, kind="compiler_failed") from None
        except (EngineFailed, OSError, AttributeError) as problem:
            if len(options) > 1:
                return None
            raise EngineFailed(f"{compiler} failed: {str(problem)[:500]}", kind="compiler_failed") from None
        kernel.restype = None
        return kernel


def _is_right(library: Path, name: str, trial: Callable[[Calls], bool] | None, budget: Budget) -> bool:
    """Whether a library can be loaded, and its function does what it should.

    Raises:
        EngineFailed: it cannot be loaded, or it crashes or comes to no end.
    """
    own = budget.part(0.5, at_most=TRIAL_SECONDS)
    calls = partial(call_in_child, library, name, budget=own)
    try:
        if trial is None:
            calls([])
        return trial is None or trial(calls)
    except OutOfBudget:
        raise EngineFailed("what it made came to no end", kind="kernel_wrong") from None
