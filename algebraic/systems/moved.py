"""A family at another place: with other numbers where it is fixed, and with all of them moving.

What cannot be seen near the given numbers, such as inputs that nearly coincide, may be plain elsewhere. What is found
there is carried back with everything moving.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .families import Family, Sample, complex_normal
from .straight_line import Program


def elsewhere(family: Family, stream: np.random.Generator, size: float = 1.0) -> Family:
    """The same equations with random complex numbers in place of those that are fixed, and with another probe.

    Its samples are drawn differently, too: random parameters are moved to the nearest ones of which a random point is
    a solution.

    Args:
        size: of these numbers: the square root of their mean square.

    >>> from algebraic.networks.network import Network
    >>> from algebraic.systems.families import zero_error_family
    >>> family = zero_error_family(Network.dense([1, 1], output_bias=False), np.array([[2.0]]), 1)
    >>> other = elsewhere(family, np.random.default_rng(0))
    >>> w, p = other.sample(np.random.default_rng(1), 3)
    >>> residuals, _, _ = other.evaluate(w, p, p)
    >>> bool(abs(residuals).max() < 1e-12), bool(abs(family.evaluate(w, p, p)[0]).min() > 0.1)
    (True, True)
    """
    fixed = {name: size * complex_normal(stream, np.shape(values)) for name, values in family.fixed.items()}
    moved = replace(family, fixed=fixed)
    if family.probe_at is not None:
        moved = replace(moved, probe=family.probe_at(int(stream.integers(1, 2**31))))
    return replace(moved, sample=_projected(moved))


def _projected(family: Family) -> Sample:
    def sample(stream: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        w = complex_normal(stream, (family.num_unknowns, count))
        p = complex_normal(stream, (family.num_parameters, count))
        residuals, _, _ = family.evaluate(w, p, p)
        columns = [family.evaluate(w, p, one[:, None])[2] for one in np.eye(family.num_parameters)]
        slopes = np.stack(columns).transpose(2, 1, 0)  # by the parameters: (count, equations, parameters)
        finite = np.isfinite(slopes).all(axis=(1, 2)) & np.isfinite(residuals).all(axis=0)  # x^1000 may overflow
        p[:, finite] -= (np.linalg.pinv(slopes[finite]) @ residuals.T[finite, :, None])[:, :, 0].T
        p[:, ~finite] = np.nan  # no instance
        return w, p

    return sample


def all_moving(family: Family) -> Family:
    """The family whose fixed numbers are parameters as well, before the others; its samples have them as they are.

    >>> from algebraic.networks.network import Network
    >>> from algebraic.systems.families import zero_error_family
    >>> family = zero_error_family(Network.dense([1, 1], output_bias=False), np.array([[2.0]]), 1)
    >>> whole = all_moving(family)
    >>> whole.evaluate(np.array([[3.0]]), np.array([[2.0], [5.0]]), np.array([[1.0], [0.0]]))  # 2 w − y
    (array([[1.]]), array([[[2.]]]), array([[3.]]))
    """
    tape, size = family.program.tape, family.num_unknowns
    names = tuple((name, len(values)) for name, values in family.fixed.items() if name in family.program.inputs)
    names += family.parameters
    entries = family.program.entries
    num_equations = len(entries) // (size + 2)
    directions = {}
    for name, count in names:
        sampled = count > 1
        directions[tape.input(name, sampled=sampled).index] = tape.input(("rate", name), sampled=sampled)
    rates = tape.derivative(entries[:num_equations], directions)
    program = Program(tape, [*entries[: num_equations * (size + 1)], *rates])
    given = fixed_numbers(family)

    def sample(stream: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        w, p = family.sample(stream, count)
        return w, np.concatenate([np.repeat(given[:, None], count, axis=1), p])

    return replace(family, parameters=names, fixed={}, program=program, sample=sample)


def fixed_numbers(family: Family) -> np.ndarray:
    """The fixed numbers as :func:`all_moving` takes them, in front of the parameters."""
    found = [np.ravel(values) for name, values in family.fixed.items() if name in family.program.inputs]
    return np.concatenate(found).astype(complex) if found else np.empty(0, dtype=complex)
