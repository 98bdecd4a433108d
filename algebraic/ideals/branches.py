"""The systems of a network and a data set as members of families whose solutions are all connected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from ..networks import Group, Network, finite_symmetries, scaling
from ..proofs import BallSystem
from ..shell import ROLE_DOMINANT, ROLE_LOOPS, ROLE_PATTERNS, TooLarge, as_fmpq, random_stream
from ..systems import (
    Family,
    all_moving,
    complex_normal,
    critical_family,
    elsewhere,
    fixed_numbers,
    zero_error_family,
)

MAX_PATTERN_PARAMS = 16
VANISHING = 1e-12
NUM_TRIES = 20
MAX_USES = 1000  # random streams of one branch
ELSEWHERE = 101  # the one of them for other inputs
SINGULAR = 1e12


@dataclass(frozen=True)
class Branch:
    """A family whose members for generic parameters form one irreducible set, and the member that is asked for.

    Attributes:
        family: in scaled weights, over complex floats.
        target: parameters of the member, floats.
        exact: the same member in the user's weights, in balls.
        group: symmetries of the family.
        support: which weights are the unknowns; the others are zero.
        units: w = units · (scaled w), for all weights.
        parameter_units: parameter = unit · (scaled parameter), exact numbers, one for each of the family.
        parameter_places: where these stand among the parameters of ``exact``.
        number: among the branches of one problem.
        input_units: x_j = unit · (scaled x_j), where the inputs are fixed.
    """

    family: Family
    target: np.ndarray
    exact: BallSystem
    group: Group
    support: list[int]
    units: np.ndarray
    parameter_units: Sequence[Any]
    parameter_places: Sequence[int]
    number: int = 0
    input_units: Sequence[float] = ()

    def stream(self, seed: int, use: int) -> np.random.Generator:
        """Random numbers for a search in this branch: one stream for each use, none of which another branch has."""
        return random_stream(seed, ROLE_LOOPS, MAX_USES * self.number + use)

    def embed(self, points: np.ndarray) -> np.ndarray:
        """Scaled weights of the support, shape (·, count), to the user's weights, shape (num_params, count)."""
        whole = np.zeros((len(self.units), points.shape[1]), dtype=complex)
        whole[self.support] = points
        return whole * self.units[:, None]

    def exact_parameters(self, parameters: np.ndarray) -> list[flint.acb]:
        """A member of the family among those of the exact one, in balls."""
        found = self.exact.parameters
        for place, unit, value in zip(self.parameter_places, self.parameter_units, parameters.tolist(), strict=True):
            found[place] = flint.acb(value) * as_fmpq(unit)
        return found

    def move_exactly(
        self, w: Sequence[flint.acb], p: Sequence[flint.acb], rate: Sequence[flint.acb]
    ) -> tuple[flint.acb_mat, flint.acb_mat, flint.acb_mat]:
        """:meth:`BallSystem.move` for the unknowns of the support, the others being zero."""
        whole = [flint.acb(0)] * len(self.units)
        for k, value in zip(self.support, w, strict=True):
            whole[k] = value
        residuals, slopes, rates = self.exact.move(whole, p, rate)
        if len(w) == len(whole):
            return residuals, slopes, rates
        rows = self.support
        return (
            flint.acb_mat([[residuals[i, 0]] for i in rows]),
            flint.acb_mat([[slopes[i, k] for k in rows] for i in rows]),
            flint.acb_mat([[rates[i, 0]] for i in rows]),
        )


def zero_error_branch(network: Network, inputs: np.ndarray, targets: np.ndarray, exact: BallSystem) -> Branch:
    """The zero-error equations of a data set (exact rationals), all weights unknown."""
    scale = scaling(network, inputs, targets)
    x, y = scale.data(inputs, targets)
    family = zero_error_family(scale.network, x.astype(complex), len(x))
    return Branch(
        family,
        y.T.ravel().astype(complex),
        exact,
        finite_symmetries(network),
        list(range(network.num_params)),
        scale.units,
        [Fraction(scale.targets)] * y.size,
        range(y.size),
        input_units=scale.inputs.tolist(),
    )


def moving_branch(branch: Branch, seed: int) -> Branch:
    """The same in the family in which the inputs move, too, and begin at random ones.

    Where the inputs that are given nearly coincide, these do not. An irreducible set of solved instances stays so: what
    is a graph over the weights for some inputs is one over weights and inputs.
    """
    family = replace(all_moving(elsewhere(branch.family, branch.stream(seed, ELSEWHERE))), tracker=None)
    exact = branch.exact.moving()
    inputs = [(name, count) for name, count in family.parameters if name in branch.family.fixed]
    shift = len(exact.parameters) - len(branch.exact.parameters)
    places = [exact.places[name] + i for name, count in inputs for i in range(count)]
    units = [Fraction(branch.input_units[name[1]]) for name, count in inputs for _ in range(count)]
    return replace(
        branch,
        family=family,
        target=np.concatenate([fixed_numbers(branch.family), branch.target]),
        exact=exact,
        parameter_units=[*units, *branch.parameter_units],
        parameter_places=[*places, *(shift + place for place in branch.parameter_places)],
    )


def critical_branches(
    network: Network, inputs: np.ndarray, targets: np.ndarray, ridge: np.ndarray, exact: BallSystem
) -> tuple[list[Branch], int]:
    """The critical points of a data set by the weights that are zero: branches, and how many patterns have none.

    For generic ridge and targets the critical points with zeros exactly at Z are finite in number where ∂L/∂w_k
    vanishes identically on {w_Z = 0} for every k in Z and the Jacobian on the others is regular somewhere. There are
    none otherwise: these points fill fewer dimensions than ridge and targets have. That the Jacobian is singular
    everywhere is seen at random points only, so the patterns without a branch for this reason are counted.
    """
    scale = scaling(network, inputs, targets, ridge)
    x, y = scale.data(inputs, targets)
    scaled_ridge, points = scale.ridge(ridge), x.astype(complex)
    # Moving the ridge breaks every symmetry but changes of sign.
    signs = finite_symmetries(network).stabiliser(np.arange(network.num_params), list(range(network.num_params)))
    branches, left_out = list[Branch](), 0
    for support in _supports(scale.network, points):
        family = critical_family(scale.network, points, support)
        if not _dominant(family):
            left_out += 1
            continue
        target = np.concatenate([scaled_ridge[support], y.T.ravel()]).astype(complex)
        group = signs.stabiliser(np.zeros(network.num_params), support)
        ridge_units = [Fraction(scale.targets) ** 2 / Fraction(scale.units[k]) ** 2 for k in support]
        places = [*support, *range(network.num_params, network.num_params + y.size)]
        units = [*ridge_units, *[Fraction(scale.targets)] * y.size]
        own = (group, support, scale.units, units, places, len(branches), scale.inputs.tolist())
        branches.append(Branch(family, target, exact, *own))
    return branches, left_out


def _dominant(family: Family) -> bool:
    """Whether the Jacobian is regular at one of several random solved instances."""
    if family.num_unknowns == 0:
        return True
    w, p = family.sample(random_stream(0, ROLE_DOMINANT, 0), NUM_TRIES)
    _, slopes, _ = family.evaluate(w, p, p)
    return bool(np.linalg.cond(slopes).min() < SINGULAR)


def _supports(network: Network, inputs: np.ndarray) -> list[list[int]]:
    """The sets of non-zero weights that can occur, largest first.

    Whether a derivative vanishes identically is tried at one random point; a wrong yes would only give points that
    cannot be certified, and zeros are exact zeros in floating point here, so that there is no wrong no.
    """
    size = network.num_params
    if size > MAX_PATTERN_PARAMS:
        raise TooLarge(
            f"2^{size} patterns of zero weights (limit 2^{MAX_PATTERN_PARAMS})",
            hint="take a smaller network",
            kind="too_many_patterns",
        )
    patterns = (np.arange(2**size)[None, :] >> np.arange(size)[:, None]) & 1  # 1 where the weight is not zero
    stream = random_stream(0, ROLE_PATTERNS, 0)
    w = patterns * complex_normal(stream, (size, 1))
    family = critical_family(network, inputs, range(size))
    y = complex_normal(stream, (network.output_dim * len(inputs), 1))
    p = np.repeat(np.concatenate([np.zeros((size, 1)), y]), 2**size, axis=1)
    gradient, _, _ = family.evaluate(w, p, p)
    possible = ((abs(gradient) < VANISHING) | (patterns == 1)).all(axis=0)
    found = [np.flatnonzero(patterns[:, i]).tolist() for i in np.flatnonzero(possible)]
    return sorted(found, key=lambda support: (-len(support), support))
