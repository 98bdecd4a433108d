"""Real points of the zero-error set for the user's labels: found in floating point, proved in balls.

A certified point comes with a box in which the set is a smooth real manifold of dimension K − (equations): the
free coordinates are functions of the fixed ones there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import flint
import numpy as np
import scipy  # its parts are loaded when they are used: 0.3 s

from ..networks import FloatingPoint, Network, forward, jacobian
from ..proofs import DEFAULT_BITS, krawczyk, refine
from ..shell import ROLE_POINTS, UNLIMITED, Budget, HypothesesNotMet, random_stream
from .result import PointDocument

RADII = (1e-6, 1e-9, 1e-12, 1e-16, 1e-20)
IN_VAIN = 50  # random starts in a row that bring no new point, after which no more are looked for
RESIDUAL = 1e-9  # relative to the targets, below which a start counts as converged


@dataclass(frozen=True)
class CertifiedPoint:
    """A real point of the set, enclosed.

    Attributes:
        middle: decimal strings, one for each weight; the fixed weights have exactly these values.
        radius: of the box in the free coordinates.
        free: indices of the free weights, as many as equations; the others are fixed.
        local_dimension: K − number of equations, the real dimension of the set near the point.
    """

    middle: list[str]
    radius: float
    free: list[int]
    local_dimension: int

    def as_dict(self) -> PointDocument:
        """Plain data for a JSON document."""
        return PointDocument(
            middle=self.middle, radius=self.radius, free=self.free, local_dimension=self.local_dimension
        )


@dataclass
class PointSearch:
    """Certified real points that are different, and what was tried: what was found is there whenever it ends."""

    points: list[CertifiedPoint] = field(default_factory=list)
    tried: int = 0
    converged: int = 0

    @property
    def statement(self) -> str:
        """What was found, in words."""
        return search_words(len(self.points), self.tried, self.converged)


def search_words(found: int, tried: int, converged: int) -> str:
    """What a search for real points found.

    >>> search_words(1, 51, 49)
    '1 different certified real points from 51 random starts, 49 of which converged'
    """
    words = f"{found} different certified real points from {tried} random starts, {converged} of which converged"
    return words if found else f"{words}; that none was found proves nothing"


def find_points(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    *,
    num_points: int = 1,
    in_vain: int = IN_VAIN,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    search: PointSearch | None = None,
) -> PointSearch:
    """Look for real solutions from random starts and certify each; one whose box meets that of another is left out.

    Args:
        inputs, targets: exact rationals, shapes (num_samples, input_dim) and (num_samples, output_dim).
        num_points: stop after so many certified points.
        in_vain: stop after so many starts in a row that brought no new point.
        search: where to put what is found, for whoever interrupts this.

    Raises:
        HypothesesNotMet: more equations than weights, where no slice is square.

    >>> from algebraic.shell.exact import rationals
    >>> net = Network.dense([1, 2, 1], "z**2")
    >>> found = find_points(net, rationals([[1], [2]]), rationals([[3], [-5]]))
    >>> len(found.points), found.points[0].local_dimension
    (1, 5)
    """
    num_equations = targets.size
    if num_equations > network.num_params:
        raise HypothesesNotMet(
            f"{num_equations} equations in {network.num_params} weights: a solution cannot be certified on a slice"
        )
    ring = FloatingPoint(np.float64)
    x, y = ring.array(inputs), ring.array(targets).ravel()
    search = PointSearch() if search is None else search
    last, scale = search.tried, 1 / max(1.0, float(np.abs(x).max()))
    while search.tried - last < in_vain and len(search.points) < num_points:
        budget.check("real points were being looked for")
        start = random_stream(seed, ROLE_POINTS, search.tried).normal(size=network.num_params)
        start[network.layer_labels(0)] *= scale  # so that inputs of any size give moderate activations
        search.tried += 1
        solved = scipy.optimize.least_squares(
            lambda w: forward(network, ring, w, x).output.ravel() - y,
            start,
            jac=lambda w: jacobian(network, ring, w, x),
            x_scale="jac",
            ftol=1e-15,
            xtol=1e-15,
            gtol=1e-15,
            max_nfev=300,
        )
        if np.abs(solved.fun).max() > RESIDUAL * max(1.0, np.abs(y).max()):
            continue
        search.converged += 1
        point = certify_point(network, inputs, targets, solved.x)
        if point is not None and is_new(point, search.points):
            search.points.append(point)
            last = search.tried
    return search


def is_new(point: CertifiedPoint, others: Sequence[CertifiedPoint]) -> bool:
    """Whether a point is proved to be none of the others: its box has nothing in common with theirs, exactly.

    >>> points = [CertifiedPoint([text], 1e-6, [0], 0) for text in ("2.0000001", "2", "-2")]
    >>> is_new(points[0], points[1:]), is_new(points[1], points[2:])
    (False, True)
    """
    return all(_apart(point, other) for other in others)


def _apart(first: CertifiedPoint, second: CertifiedPoint) -> bool:
    """Whether two boxes lie apart in some weight."""
    for k, (a, b) in enumerate(zip(first.middle, second.middle, strict=True)):
        room = sum(Fraction(each.radius) for each in (first, second) if k in each.free)
        if abs(Fraction(a) - Fraction(b)) > room:
            return True
    return False


def certify_point(
    network: Network, inputs: np.ndarray, targets: np.ndarray, weights: np.ndarray, *, bits: int = DEFAULT_BITS
) -> CertifiedPoint | None:
    """Enclose a solution near floating-point weights, or ``None`` without a proof."""
    ring = FloatingPoint(np.float64)
    matrix = jacobian(network, ring, weights, ring.array(inputs))
    free = free_coordinates(matrix)
    exact = [flint.arb(float(w)) for w in weights]
    middle = refine(network, inputs, targets, exact, free, bits=bits)
    for radius in RADII:
        box = [flint.arb(m, radius) if k in free else m for k, m in enumerate(middle)]
        if krawczyk(network, inputs, targets, box, free, bits=bits):
            digits = [m.mid().str(40, radius=False) for m in middle]
            return CertifiedPoint(digits, radius, free, network.num_params - len(matrix))
    return None


def check_point(network: Network, inputs: np.ndarray, targets: np.ndarray, point: CertifiedPoint) -> bool:
    """Prove the enclosure again from the decimal strings alone."""
    if len(point.middle) != network.num_params or len(set(point.free)) != targets.size:
        return False
    if len(point.free) != targets.size or not set(point.free) <= set(range(network.num_params)):
        return False
    return krawczyk(network, inputs, targets, point_box(point), point.free)


def point_box(point: CertifiedPoint) -> list[flint.arb]:
    """The box of a certified point: the decimals, enclosed, and the radius in the free coordinates."""
    with flint.ctx.workprec(DEFAULT_BITS):
        middles = [flint.arb(text) for text in point.middle]
        return [m + flint.arb(0, point.radius) if k in point.free else m for k, m in enumerate(middles)]


def free_coordinates(matrix: np.ndarray) -> list[int]:
    """As many columns of a Jacobian as it has rows, well conditioned together (pivoted QR)."""
    _, _, order = scipy.linalg.qr(matrix, pivoting=True, mode="economic")
    return sorted(int(k) for k in order[: len(matrix)])
