"""What is known about an exact zero near a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Zero:
    """Whether a network with exactly zero residuals lies near a given one.

    Attributes:
        status: ``proved``; ``not_found``, which decides nothing; ``excluded``: there is none for any weights;
            ``not_applicable``: the loss has no zeros.
        because: one sentence.
        h: the number that is below ½ where a zero is proved.
        radius: the zero lies within this distance of ``weights``.
        distance: from the given weights to ``weights``: the zero is near, not here.
        residual: ‖F‖ at ``weights``, in float64.
        smallest_singular_value: of the Jacobian, by weights in units of the certificate's steps: a lower bound where
            the zero is proved.
        lipschitz: of the Jacobian on the ball, an upper bound.
        kink: the distance of the nearest kink, as a value in the network; ``None``: there is none, or it is not known.
        onto: whether the Jacobian of all equations is proved to be onto at the zero. It is not where samples repeat, or
            targets have relations that the last layer repeats.
        independent: how many of the equations are proved to be independent there.
        dimension: of a manifold of zeros through it, where one is proved.
        weights: polished, flat, in the order of the subject's parameters.
        certificate: a JSON document for :func:`check_zero`, or ``None``.
        numerical: whether what is said was seen in float64 and not proved.
    """

    status: str
    because: str
    h: float | None = None
    radius: float | None = None
    distance: float | None = None
    residual: float | None = None
    smallest_singular_value: float | None = None
    lipschitz: float | None = None
    kink: float | None = None
    onto: bool | None = None
    independent: int | None = None
    dimension: int | None = None
    weights: np.ndarray | None = None
    certificate: Any = None
    numerical: bool = False
