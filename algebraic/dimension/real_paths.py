"""Paths inside the zero-error set between two certified real points, proved segment by segment."""

from __future__ import annotations

from typing import TypedDict

import flint
import numpy as np

from ..networks import FloatingPoint, Network, jacobian
from ..proofs import DEFAULT_BITS, krawczyk, krawczyk_segment, refine
from ..shell import UNLIMITED, Budget
from .real_points import CertifiedPoint, find_points, free_coordinates, point_box
from .result import PointPath, RealPoints

MAX_SEGMENTS = 400
NODE_RADIUS = 1e-25
SMALLEST_STEP = 1e-5


class Join(TypedDict):
    """A path between two points, as far as it was proved."""

    joined: bool | None
    segments: int
    statement: str


def points_and_paths(
    network: Network, inputs: np.ndarray, targets: np.ndarray, num_points: int, *, seed: int, budget: Budget
) -> RealPoints:
    """Look for real points, certify them, and try to join the first to each other one where the set is no point."""
    found = find_points(network, inputs, targets, num_points=num_points, seed=seed, budget=budget)
    paths: list[PointPath] = []
    for number, point in enumerate(found.points[1:], 2):
        if point.local_dimension > 0:
            path = join_points(network, inputs, targets, found.points[0], point, budget=budget)
            paths.append({"from": 1, "to": number, **path})
    return RealPoints(
        points=[point.as_dict() for point in found.points],
        tried=found.tried,
        converged=found.converged,
        statement=found.statement,
        paths=paths,
    )


def join_points(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    first: CertifiedPoint,
    second: CertifiedPoint,
    *,
    budget: Budget = UNLIMITED,
) -> Join:
    """Try to join two certified points by a path inside the real set.

    The path goes down the distance to ``second`` along the set, from one enclosed node to the next; every segment
    is proved by :func:`algebraic.proofs.krawczyk_segment`. ``joined`` is ``True`` with a proof, ``None`` where the
    path ended elsewhere, which proves nothing.
    """
    ring = FloatingPoint(np.float64)
    x = ring.array(inputs)
    nodes = [_node(network, inputs, targets, point_box(point), point.free) for point in (first, second)]
    if nodes[0] is None or nodes[1] is None:
        return Join(joined=None, segments=0, statement="an end of the path could not be enclosed closely enough")
    node, goal = nodes[0], nodes[1]
    target = np.array([float(b.mid()) for b in goal])
    segments, step = 0, 0.25
    while segments < MAX_SEGMENTS and step > SMALLEST_STEP:
        budget.check("a path between two points was being followed")
        current = np.array([float(b.mid()) for b in node])
        matrix = jacobian(network, ring, current, x)
        free = free_coordinates(matrix)
        towards = target - current
        along = towards - np.linalg.lstsq(matrix, matrix @ towards, rcond=None)[0]
        if krawczyk_segment(network, inputs, targets, node, goal, free):
            words = f"joined by a path of {segments + 1} segments inside the real set, proved"
            return Join(joined=True, segments=segments + 1, statement=words)
        if np.linalg.norm(along) < 1e-3 * np.linalg.norm(towards):
            break  # a local minimum of the distance
        moved = [flint.arb(float(w)) for w in current + step * along]
        following = _node(network, inputs, targets, moved, free)
        if following is not None and krawczyk_segment(network, inputs, targets, node, following, free):
            node, segments, step = following, segments + 1, min(1.0, 1.5 * step)
        else:
            step /= 2
    left = float(np.linalg.norm(target - np.array([float(b.mid()) for b in node])))
    words = f"not joined by this path: it ended {left:.3g} away after {segments} segments, which proves nothing"
    return Join(joined=None, segments=segments, statement=words)


def _node(
    network: Network, inputs: np.ndarray, targets: np.ndarray, weights: list[flint.arb], free: list[int]
) -> list[flint.arb] | None:
    """A solution with these fixed coordinates, enclosed in a tiny proved box."""
    with flint.ctx.workprec(DEFAULT_BITS):
        middle = refine(network, inputs, targets, weights, free)
        box = [m + flint.arb(0, NODE_RADIUS) if k in free else m for k, m in enumerate(middle)]
    return box if krawczyk(network, inputs, targets, box, free) else None
