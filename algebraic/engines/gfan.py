"""Mixed volumes by gfan (Jensen), exact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..shell import Budget, EngineFailed
from .locate import find_engine, not_found
from .process import run_engine


def gfan_mixed_volume(supports: Sequence[Iterable[Sequence[int]]], *, budget: Budget) -> int:
    """Mixed volume of as many supports as there are coordinates.

    Point configurations are handed over as vectors, without variable names: gfan answers 0 when one name is
    the beginning of another.

    Raises:
        Missing: gfan is not installed.
    """
    program = find_engine("gfan")
    if program is None:
        raise not_found("gfan")
    configurations = (
        "(" + ",".join("(" + ",".join(map(str, p)) + ")" for p in sorted(map(tuple, support))) + ")"
        for support in supports
    )
    text = "{" + ",".join(configurations) + "}"
    answer = run_engine(program, ["_mixedvolume", "--vectorinput"], stdin=text, budget=budget).strip()
    if not re.fullmatch("[0-9]{1,4000}", answer):
        raise EngineFailed(f"gfan answered {answer[:80]!r} where a number was expected", kind="engine_failed")
    return int(answer)
