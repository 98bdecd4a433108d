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
    names = _names(num_variables)
    leaders = []
    for text in _ask(equations, names, prime, "1", budget):
        monomial = _term(text, names)
        if monomial is None or monomial[1] != 1:
            raise EngineFailed(f"msolve answered {text[:80]!r}, not a monomial", kind="engine_failed")
        leaders.append(monomial[0])
    return leaders


def msolve_basis(
    equations: Sequence[ModularTerms], num_variables: int, prime: int, *, budget: Budget
) -> list[ModularTerms]:
    """The reduced Gröbner basis (grevlex) of the same, as it says.

    Raises:
        Missing: msolve is not installed.
        EngineFailed: its answer is not a list of polynomials.
    """
    names = _names(num_variables)
    basis = []
    for text in _ask(equations, names, prime, "2", budget):
        polynomial: ModularTerms = {}
        for part in text.replace("-", "+-").lstrip("+").split("+"):
            term = _term(part, names)
            if term is None or term[0] in polynomial or term[1] % prime == 0:
                raise EngineFailed(f"msolve answered {text[:80]!r}, not a polynomial", kind="engine_failed")
            polynomial[term[0]] = term[1] % prime
        basis.append(polynomial)
    return basis


def _names(num_variables: int) -> list[str]:
    return [f"x{i + 1:04d}" for i in range(num_variables)]


def _ask(equations: Sequence[ModularTerms], names: Sequence[str], prime: int, detail: str, budget: Budget) -> list[str]:
    """The elements of the basis as it writes them: their leading monomials (``detail`` 1), or all of them (2)."""
    highest = max(e for terms in equations for exponents in terms for e in exponents)
    if highest > MAX_EXPONENT:
        raise TooLarge(
            f"an exponent of {highest:,}, and msolve counts them to {MAX_EXPONENT:,}", kind="exponent_too_large"
        )
    program = find_engine("msolve")
    if program is None:
        raise not_found("msolve")
    text = f"{','.join(names)}\n{prime}\n" + ",\n".join(_polynomial(e, names) for e in equations) + "\n"
    with tempfile.TemporaryDirectory(prefix="zerolocus-") as folder:
        source, answer = Path(folder, "in.ms"), Path(folder, "out.ms")
        source.write_text(text)
        run_engine(program, ["-g", detail, "-f", str(source), "-o", str(answer)], budget=budget)
        output = read_answer(answer, program.name)
    body = re.search(r"\[([^\]]*)\]\s*:", output)
    length = re.search(r"length of basis:\s*([0-9]{1,9})\b", output)
    elements = [] if body is None else [element.strip() for element in body.group(1).replace("\n", "").split(",")]
    if length is None or len(elements) != int(length.group(1)):
        raise EngineFailed(f"msolve answered {output[-200:]!r}, not a list of monomials", kind="engine_failed")
    return elements


def _polynomial(terms: ModularTerms, names: Sequence[str]) -> str:
    parts = []
    for exponents, coefficient in terms.items():
        factors = [f"{name}^{e}" for name, e in zip(names, exponents, strict=True) if e]
        parts.append("*".join([str(coefficient), *factors]))
    return "+".join(parts)


def _term(text: str, names: Sequence[str]) -> tuple[Monomial, int] | None:
    """Exponents and coefficient of a term such as ``7*x0001^2*x0003``, or ``None``."""
    index = {name: i for i, name in enumerate(names)}
    exponents, coefficient = [0] * len(names), 1
    for factor in text.strip().split("*"):
        name, _, power = factor.partition("^")
        if re.fullmatch("-?[0-9]{1,12}", factor):
            coefficient *= int(factor)
        elif name in index and re.fullmatch("[0-9]{1,9}", power or "1"):
            exponents[index[name]] += int(power or 1)
        else:
            return None
    return tuple(exponents), coefficient
