"""Paths inside the zero-error set between two certified real points, proved segment by segment."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TypedDict

import flint
import numpy as np

from ..networks import FloatingPoint, Network, jacobian
from ..proofs import DEFAULT_BITS, krawczyk, krawczyk_segment, refine
from ..shell import UNLIMITED, Budget, OutOfBudget
from .real_points import CertifiedPoint, PointSearch, find_points, free_coordinates, point_box
from .result import PathNode, PointPath, RealPoints

MAX_SEGMENTS = 400
NODE_RADIUS = 1e-25
SMALLEST_STEP = 1e-5


class Join(TypedDict):
    """A path between two points, as far as it was proved; of one that was, the nodes and what is free in between."""

    joined: bool | None
    segments: int
    statement: str
    nodes: list[PathNode] | None
    along: list[list[int]] | None


def points_and_paths(
    network: Network, inputs: np.ndarray, targets: np.ndarray, num_points: int, *, seed: int, budget: Budget
) -> tuple[RealPoints, OutOfBudget | None]:
    """Look for real points, certify them, and try to join the first to each other one where the set is no point.

    Returns:
        What was found, and the limit of time that cut it short, if one did.

    Raises:
        OutOfBudget: before anything was tried.
    """
    found, paths, limit = PointSearch(), list[PointPath](), None
    try:
        with budget.alarm("real points were being looked for"):
            find_points(network, inputs, targets, num_points=num_points, seed=seed, budget=budget, search=found)
            for number, point in enumerate(found.points[1:], 2):
                if point.local_dimension > 0:
                    path = join_points(network, inputs, targets, found.points[0], point, budget=budget)
                    paths.append({"from": 1, "to": number, **path})
    except OutOfBudget as problem:
        if not found.tried:
            raise
        limit = problem
    points = RealPoints(
        points=[point.as_dict() for point in found.points],
        tried=found.tried,
        converged=found.converged,
        statement=found.statement,
        paths=paths,
    )
    return points, limit


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
    start, goal = (_node(network, inputs, targets, point_box(p), p.free, p.middle) for p in (first, second))
    if start is None or goal is None:
        return _not_joined(0, "an end of the path could not be enclosed closely enough")
    nodes, along = [start], list[list[int]]()
    end = node_box(goal)
    target = np.array([float(b.mid()) for b in end])
    step = 0.25
    while len(along) < MAX_SEGMENTS and step > SMALLEST_STEP:
        budget.check("a path between two points was being followed")
        box = node_box(nodes[-1])
        current = np.array([float(b.mid()) for b in box])
        matrix = jacobian(network, ring, current, x)
        free = free_coordinates(matrix)
        towards = target - current
        tangent = towards - np.linalg.lstsq(matrix, matrix @ towards, rcond=None)[0]
        if krawczyk_segment(network, inputs, targets, box, end, free):
            nodes, along = [*nodes, goal], [*along, free]
            return Join(joined=True, segments=len(along), statement=joined_words(len(along)), nodes=nodes, along=along)
        if np.linalg.norm(tangent) < 1e-3 * np.linalg.norm(towards):
            break  # a local minimum of the distance
        moved = [flint.arb(float(w)) for w in current + step * tangent]
        following = _node(network, inputs, targets, moved, free)
        if following is not None and krawczyk_segment(network, inputs, targets, box, node_box(following), free):
            nodes, along, step = [*nodes, following], [*along, free], min(1.0, 1.5 * step)
        else:
            step /= 2
    left = float(np.linalg.norm(target - np.array([float(b.mid()) for b in node_box(nodes[-1])])))
    words = f"not joined by this path: it ended {left:.3g} away after {len(along)} segments, which proves nothing"
    return _not_joined(len(along), words)


def joined_words(segments: int) -> str:
    """What a path of so many proved segments shows."""
    return f"joined by a path of {segments} segments inside the real set, proved"


def check_path(
    network: Network, inputs: np.ndarray, targets: np.ndarray, first: CertifiedPoint, second: CertifiedPoint, join: Join
) -> bool:
    """Prove a path again from its nodes alone: each is a solution, each segment a path, the ends are the points."""
    nodes, along = join["nodes"], join["along"]
    if nodes is None or along is None or len(along) + 1 != len(nodes) or join["segments"] != len(along):
        return False
    if not (_lies_in(nodes[0], first) and _lies_in(nodes[-1], second)):
        return False
    boxes = [node_box(node) for node in nodes]
    size = targets.size
    return all(
        len(set(node["free"])) == len(node["free"]) == size and krawczyk(network, inputs, targets, box, node["free"])
        for node, box in zip(nodes, boxes, strict=True)
    ) and all(
        len(set(free)) == len(free) == size and krawczyk_segment(network, inputs, targets, *pair, free)
        for pair, free in zip(pairwise(boxes), along, strict=True)
    )


def node_box(node: PathNode) -> list[flint.arb]:
    """The box of a node: the decimals, enclosed, and a radius in the free coordinates."""
    with flint.ctx.workprec(DEFAULT_BITS):
        free = set(node["free"])
        return [
            flint.arb(text) + flint.arb(0, NODE_RADIUS) if k in free else flint.arb(text)
            for k, text in enumerate(node["middle"])
        ]


def _lies_in(node: PathNode, point: CertifiedPoint) -> bool:
    """Whether a node is the solution that a certified point encloses: the same weights fixed, at the same values."""
    if node["free"] != point.free or len(node["middle"]) != len(point.middle):
        return False
    pairs = list(zip(map(Fraction, node["middle"]), map(Fraction, point.middle), strict=True))
    room = Fraction(point.radius) - Fraction(NODE_RADIUS)
    return all(abs(a - b) < room if k in point.free else a == b for k, (a, b) in enumerate(pairs))


def _not_joined(segments: int, words: str) -> Join:
    return Join(joined=None, segments=segments, statement=words, nodes=None, along=None)


def _node(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    weights: list[flint.arb],
    free: list[int],
    fixed: list[str] | None = None,
) -> PathNode | None:
    """A solution with these fixed coordinates (or the decimals of ``fixed``), enclosed in a tiny proved box."""
    with flint.ctx.workprec(DEFAULT_BITS):
        middle = refine(network, inputs, targets, weights, free)
        texts = [m.mid().str(45, radius=False) for m in middle]
    if fixed is not None:
        texts = [text if k in free else fixed[k] for k, text in enumerate(texts)]
    node = PathNode(middle=texts, free=free)
    return node if krawczyk(network, inputs, targets, node_box(node), free) else None
