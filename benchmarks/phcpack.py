"""PHCpack: what it reads, which buttons are pressed, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from programs import run_on_file, variable_names

# ``phc -p``: no separate file for the solutions; relaxation parameter k = 1 and accessibility constant a = 1, so that
# the homotopy is the segment (1 − t) Q + t P; then the default settings; no output on the way.
MENU = "n\n{start}\nk\n1\na\n1.0 0.0\n0\n0\n0\n0\n"

_NUMBER = r"(-?\d\.\d+E[+-]\d+)"


def system_text(terms: Sequence[Iterable[tuple[Sequence[int], complex]]]) -> str:
    """A square system with complex coefficients."""
    names = variable_names(len(terms))
    return f"{len(terms)}\n" + "".join(f"{_polynomial(equation, names)};\n" for equation in terms)


def start_text(system: str, points: np.ndarray) -> str:
    """A start system with its solutions, shape (K, count)."""
    size, count = points.shape
    names = variable_names(size)
    blocks = [system, f"\nTHE SOLUTIONS :\n\n{count} {size}\n{'=' * 75}\n"]
    for k, point in enumerate(points.T, start=1):
        values = "".join(f" {n} : {v.real:.16E} {v.imag:.16E}\n" for n, v in zip(names, point, strict=True))
        blocks.append(f"solution {k} :\nt : 0.0 0.0\nm : 1\nthe solution for t :\n{values}")
        blocks.append("== err : 1.0E-15 = rco : 1.0E-01 = res : 1.0E-15 =\n")
    return "".join(blocks)


def track(target: str, start: str, *, limit: float) -> tuple[np.ndarray, np.ndarray, float]:
    """``phc -p``: ends of the paths (K, count), which of them it calls a success, and CPU seconds of the tracking."""
    output = run_on_file("phc", target, ["-p", "IN", "OUT"], limit=limit, stdin=MENU, start=start)
    used = re.search(
        r"TIMING INFORMATION for continuation.*?User time in seconds was +([\d.]+).*?System CPU time in seconds was +"
        r"([\d.]+)",
        output,
        re.DOTALL,
    )
    if used is None:
        raise ValueError(f"no timing in {output[-200:]!r}")
    blocks = re.split(r"\nsolution \d+ :", output[output.rindex("THE SOLUTIONS :") :])[1:]
    size = int(target.split(maxsplit=1)[0])
    ends = np.full((size, len(blocks)), np.nan + 0j)
    for k, block in enumerate(blocks):
        found = re.findall(rf"x(\d+) : +{_NUMBER} +{_NUMBER}", block)
        for name, re_, im in found:
            ends[int(name) - 1, k] = complex(float(re_), float(im))
    return ends, np.array(["success" in block.partition("\n")[0] for block in blocks]), sum(map(float, used.groups()))


def solve(terms: Sequence[Iterable[tuple[Sequence[int], int]]], *, limit: float) -> dict[str, Any]:
    """``phc -b``, the black box: how many regular solutions it finds, and how many of these it calls real."""
    scaled = [_scaled(list(equation)) for equation in terms]
    output = run_on_file("phc", system_text(scaled), ["-b", "IN", "OUT"], limit=limit)
    found = [re.findall(rf"Number of {kind} solutions +: +(\d+)", output) for kind in ("regular", "real")]
    if not all(found):
        raise ValueError(f"no answer in {output[-200:]!r}")
    return {"complex": int(found[0][-1]), "real": int(found[1][-1])}


def _scaled(terms: list[tuple[Sequence[int], int]]) -> list[tuple[Sequence[int], complex]]:
    largest = max(abs(c) for _, c in terms)
    return [(exponents, complex(Fraction(c, largest))) for exponents, c in terms]


def _polynomial(terms: Iterable[tuple[Sequence[int], complex]], names: Sequence[str]) -> str:
    parts = []
    for exponents, c in terms:
        number = f"({c.real:.17E}{c.imag:+.17E}*i)" if c.imag else f"{c.real:+.17E}"
        factors = [f"{name}^{e}" for name, e in zip(names, exponents, strict=True) if e]
        parts.append("*".join([number if number[0] in "+-" else f"+{number}", *factors]))
    return "".join(parts)
