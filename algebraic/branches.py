"""The systems of a network and a data set as members of families whose solutions are all connected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import BallSystem
from .families import Family, critical_family, zero_error_family
from .finite_symmetry import Group, finite_symmetries
from .network import Network
from .scaling import scaling


@dataclass(frozen=True)
class Branch:
    """A family whose members for generic parameters form one irreducible set, and the member that is asked for.

    Attributes:
        family: in scaled weights, over complex floats.
        target: parameters of the member, floats.
        exact: the same member in the user's weights, in balls.
        group: symmetries of the family.
        support: which weights are the unknowns; the others are zero.
        units: w = units · (scaled w), for the weights of the support.
    """

    family: Family
    target: np.ndarray
    exact: BallSystem
    group: Group
    support: list[int]
    units: np.ndarray


def zero_error_branch(network: Network, inputs: np.ndarray, targets: np.ndarray) -> Branch:
    """The zero-error equations of a data set (exact rationals), all weights unknown."""
    x, y = inputs.astype(float), targets.astype(float)
    scale = scaling(network, x, y)
    family = zero_error_family(network, x.astype(complex) / scale.inputs, len(x))
    return Branch(
        family,
        (y.T.ravel() / scale.targets).astype(complex),
        exact_system(network, inputs, targets, "zero-error", None),
        finite_symmetries(network),
        list(range(network.num_params)),
        scale.units,
    )


def exact_system(
    network: Network, inputs: np.ndarray, targets: np.ndarray, system: str, ridge: np.ndarray | None
) -> BallSystem:
    """The system of exact data in all weights, in balls."""
    if system == "zero-error":
        return BallSystem(zero_error_family(network, inputs, len(inputs)), targets.T.ravel().tolist())
    family = critical_family(network, inputs, range(network.num_params))
    return BallSystem(family, [*([] if ridge is None else ridge), *targets.T.ravel()])
