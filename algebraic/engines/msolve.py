"""Leading ideals of Gröbner bases modulo a prime by msolve (Berthomieu, Eder, Safey El Din)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ..shell import Budget, EngineFailed, TooLarge
from .leading_ideal import Monomial
from .locate import find_engine, not_found
from .process import read_answer, run_engine

MAX_EXPONENT = 2**16 - 1  # beyond it msolve wraps around in silence

ModularTerms = dict[Monomial, int]


def msolve_leading_ideal(
    equations: Sequence[ModularTerms], num_variables: int, prime: int, *, budget: Budget
) -> list[Monomial]:
    """Generators of the leading ideal (grevlex) of polynomials modulo ``prime``.

    Args:
        equations: ``{exponents: coefficient}``, each with coefficients in [1, prime) and not constant. msolve
            reads anything else without complaint and answers wrongly.

    Raises:
        Missing: msolve is not installed.
        EngineFailed: its answer is not a list of monomials.
    """
    highest = max(e for terms in equations for exponents in terms for e in exponents)
    if highest > MAX_EXPONENT:
        raise TooLarge(
            f"an exponent of {highest:,}, and msolve counts them to {MAX_EXPONENT:,}", kind="exponent_too_large"
        )
    program = find_engine("msolve")
    if program is None:
        raise not_found("msolve")
    names = [f"x{i + 1:04d}" for i in range(num_variables)]
    text = f"{','.join(names)}\n{prime}\n" + ",\n".join(_polynomial(e, names) for e in equations) + "\n"
    with tempfile.TemporaryDirectory(prefix="zerolocus-") as folder:
        source, answer = Path(folder, "in.ms"), Path(folder, "out.ms")
        source.write_text(text)
        run_engine(program, ["-g", "1", "-f", str(source), "-o", str(answer)], budget=budget)
        output = read_answer(answer, program.name)
    return _monomials(output, names)


def _polynomial(terms: ModularTerms, names: Sequence[str]) -> str:
    parts = []
    for exponents, coefficient in terms.items():
        factors = [f"{name}^{e}" for name, e in zip(names, exponents, strict=True) if e]
        parts.append("*".join([str(coefficient), *factors]))
    return "+".join(parts)


def _monomials(output: str, names: Sequence[str]) -> list[Monomial]:
    body = re.search(r"\[([^\]]*)\]\s*:", output)
    length = re.search(r"length of basis:\s*([0-9]{1,9})\b", output)
    if body is None or length is None or len(body.group(1).split(",")) != _number(length.group(1)):
        raise EngineFailed(f"msolve answered {output[-200:]!r}, not a list of monomials", kind="engine_failed")
    index = {name: i for i, name in enumerate(names)}
    monomials = []
    for text in body.group(1).replace("\n", "").split(","):
        exponents = [0] * len(names)
        for factor in text.strip().split("*"):
            if factor == "1":
                continue
            name, _, power = factor.partition("^")
            number = _number(power or "1")
            if name not in index or number is None:
                raise EngineFailed(f"msolve answered {text[:80]!r}, not a monomial", kind="engine_failed")
            exponents[index[name]] += number
        monomials.append(tuple(exponents))
    return monomials


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else None
