"""A path from any point along which the loss never increases and tends to 0 (NMH, abstract)."""

from __future__ import annotations

from itertools import pairwise

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    SkipNet,
    SkipParameters,
    cross_entropy,
    entrywise,
    features_in_balls,
    formal_values,
    grow,
    random_parameters,
    rank_bound,
    skip_layer,
)
from .features import LETTERS, num_samples
from .valley import HYPOTHESES, Labelled, one_hot, output_weights

BITS = 512
STARTS = ("random", "zero", "constant", "critical", "copies", "copies below")
Corner = tuple[str, SkipParameters, flint.arb_mat]  # its name, U and V


class Start(Labelled):
    """A point (U, V) of a kind of :data:`STARTS`; the seed is that of the parameters that free units move to."""

    kind: str
    U: SkipParameters


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """Starts: random; U = 0; zero input weights (also with ∇_V Φ = 0); copied units, in the first of two layers too."""
    drop, kind = settings.drop, STARTS[int(stream.integers(len(STARTS)))]
    kind = "random" if drop else kind
    count = 2 * grow(settings.scale, 1 + bool(drop), 4, stream)
    classes, dim = (1, 3) if drop == "classes" else (2, 3)
    layers = [skip_layer("sigmoid", [[0, 1, 2]] * count)]
    skips = list(range(3, 4 if drop == "width" else 3 + count))
    if kind == "copies below":  # the units of a second layer read all units of the first
        layers = [skip_layer("sigmoid", [[0, 1, 2]] * count), skip_layer("sigmoid", [list(range(3, 3 + count))] * 2)]
        skips = list(range(3, 5 + count))
    net: SkipNet = {"num_inputs": dim, "layers": layers, "skips": skips}
    parameters = random_parameters(net, int(stream.integers(2**31)))
    v = stream.integers(-128, 129, (len(skips), classes))
    if kind in ("zero", "constant", "critical"):
        parameters["weights"][0] = [[0] * dim for _ in range(count)]
    if kind in ("zero", "critical"):
        parameters["biases"][0] = [0 if kind == "zero" else parameters["biases"][0][0]] * count
    if kind == "critical":
        v[-1] -= v.sum(axis=0)  # with balanced classes: outputs 0, and Φ(U, ·) has its minimum there
    if kind.startswith("copies"):
        half = count // 2
        parameters["weights"][0][half:] = [list(w) for w in parameters["weights"][0][:half]]
        parameters["biases"][0][half:] = list(parameters["biases"][0][:half])
    inputs = np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T.tolist()
    labels = [k % classes for k in range(count)]
    if drop == "patches":
        inputs[1] = list(inputs[0])
    return {"kind": kind, "net": net, "inputs": inputs, "labels": labels, "num_classes": classes, "U": parameters,
            "V": v.tolist(), "seed": int(stream.integers(2**31))}  # fmt: skip


def pieces(instance: Start, *, downwards: bool = True) -> list[Corner]:
    """The corners of the path (linear between them) in balls, the last one the direction of a ray in V.

    1. Units with equal features for all samples (or constant ones, then in proportion): all their output weights, and
       their weights into the next layer, go to one of them. Outputs and hidden values stay (formal evaluation).
    2. The units that nothing reads now move to random parameters. Nothing changes.
    3. With Ψ(U) regular: V + s W with ΨW = Y. G + sY lowers Φ strictly, to 0 for s → ∞.

    Raises:
        ArithmeticError: Ψ has no certified full rank after step 2.
    """
    net, count = instance["net"], len(instance["net"]["layers"][0]["supports"])
    here, v = instance["U"], output_weights(instance)
    corners = [("start", entrywise(flint.arb, here), v)]
    columns = list(zip(*formal_values(net, instance["inputs"], here), strict=True))
    constant = [k for k in range(count) if len(set(columns[k])) == 1]
    lead = {k: constant[0] if k in constant else columns.index(columns[k]) for k in range(count)}
    free = [k for k in range(count) if lead[k] != k]
    rows, weights = v.tolist(), [[list(w) for w in each] for each in here["weights"]]
    first = features_in_balls(net, instance["inputs"][:1], here).tolist()[0] if constant else []
    for k in free:
        ratio = first[k] / first[lead[k]] if k in constant else 1
        rows[lead[k]] = [a + ratio * b for a, b in zip(rows[lead[k]], rows[k], strict=True)]
        rows[k] = [flint.arb(0)] * instance["num_classes"]
        for vector in weights[1] if len(weights) > 1 else ():
            vector[lead[k]], vector[k] = vector[lead[k]] + vector[k], 0
    merged: SkipParameters = {"weights": weights, "biases": here["biases"]}
    gathered = flint.arb_mat(rows)
    if not any(g != 0 for row in rows for g in row):
        free = list(range(count))  # V = 0: the whole of U may move
    other = random_parameters(net, instance["seed"])
    weights = [[list(w) for w in each] for each in weights]
    biases = [list(each) for each in here["biases"]]
    for k in free:
        weights[0][k], biases[0][k] = other["weights"][0][k], other["biases"][0][k]
    final: SkipParameters = {"weights": weights, "biases": biases}
    corners += [("gathered", merged, gathered), ("regular", final, gathered)]
    size = len(instance["inputs"])
    psi = features_in_balls(net, instance["inputs"], final, columns=size)
    if psi.det().contains(0):
        raise ArithmeticError(f"det Ψ was not certified to be non-zero at {flint.ctx.prec} bits")
    ray = psi.solve(one_hot(instance) * (1 if downwards else -1)).tolist()
    ray += [[flint.arb(0)] * instance["num_classes"]] * (len(rows) - size)
    return [*corners, ("ray", final, flint.arb_mat(ray))]


def losses(instance: Start, corners: list[Corner]) -> list[flint.arb]:
    """The loss by forward passes at points of every piece; between them the arguments in :func:`pieces` hold."""

    def loss(u: SkipParameters, v: flint.arb_mat) -> flint.arb:
        return cross_entropy(
            (features_in_balls(instance["net"], instance["inputs"], u) * v).tolist(), instance["labels"]
        )

    found = []
    for (_, u0, v0), (_, u1, v1) in pairwise(corners[:-1]):
        for k in range(3):
            t = flint.arb(k) / 3
            between = _between(u0, u1, t)
            found.append(loss(between, v0 + (v1 - v0) * t))
    _, u, v = corners[-2]
    found += [loss(u, v + corners[-1][2] * s) for s in (0, 1, 4, 16, 64)]
    return found


def _between(a: SkipParameters, b: SkipParameters, t: flint.arb) -> SkipParameters:
    return entrywise(lambda v, w: flint.arb(v) * (1 - t) + flint.arb(w) * t, a, b)


def descends(instance: Start, *, downwards: bool = True) -> Finding:
    """The path in three pieces, checked by forward passes in balls."""
    if instance["num_classes"] < 2:
        return Finding(True, "exact", {"note": "m = 1: Φ is 0 everywhere"})
    bound, why = rank_bound(instance["net"], instance["inputs"])
    if bound < len(instance["inputs"]):
        return _stuck(instance, why)
    with flint.ctx.workprec(BITS):
        try:
            corners = pieces(instance, downwards=downwards)
        except ArithmeticError as error:
            return Finding(None, "certified", {"bits": BITS}, str(error))
        values = losses(instance, corners)
        measured = {"start": instance["kind"], "losses": [value.str(6) for value in values]}
        plateau, ray = values[:6], values[6:]
        constant = all(value.overlaps(ray[0]) for value in plateau)
        if constant and all(b < a for a, b in pairwise(ray)) and ray[-1] < flint.arb(2) ** -40:
            return Finding(True, "certified", measured)
        if constant and not any(b > a for a, b in pairwise(ray)) and not ray[-1] > flint.arb(2) ** -40:
            return Finding(None, "certified", measured, f"losses overlap at {BITS} bits")
    return Finding(False, "certified", measured, "the loss increases along the path")


def _stuck(instance: Start, why: str) -> Finding:
    """Whether the loss is bounded away from 0 for all parameters: equal samples with different labels."""
    seen: dict[tuple[int, ...], int] = {}
    for x, y in zip(instance["inputs"], instance["labels"], strict=True):
        if seen.setdefault(tuple(x), y) != y:
            return Finding(False, "exact", {}, "equal samples with different labels: N Φ ≥ 2 log 2 everywhere")
    if len(instance["net"]["skips"]) == 1 and len(set(instance["labels"])) > 1:  # a positive feature times V
        return Finding(False, "exact", {}, "M = 1: all samples get the same class, so N Φ ≥ log 2 everywhere")
    return Finding(None, "exact", {}, f"{why}: this path does not exist, another may")


@claim(
    "NMH-06",
    "From any point a continuous path with non-increasing loss that tends to 0",
    source="NMH abstract; §1; p. 6, after Theorem 3.4",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=HYPOTHESES,
    rests_on=("NMH-02",),
    size=num_samples,
    num_instances=24,
    note="Decided on the starts drawn (degenerate ones without shared weights), by building the path. The paper "
    "proves less than the abstract says: Theorem 3.4.2 gives, for every α > Φ(U, V), a path below α, which may "
    "rise. From a point with rank Ψ = N the ray G + sY is strictly decreasing; from a point that is no local "
    "minimum a short generic step down leads to such a point; with one hidden layer of unshared weights every "
    "rank-deficient point has a way out at constant loss (move V along the kernel until a unit is unused, and move "
    "that unit). For rank-deficient local minima of other networks, where no unit can be freed so, neither the "
    "paper nor this check has a proof. m ≥ 2 is unnecessary (Φ = 0 for m = 1).",
)
def abstract(instance: Start) -> Finding:
    """From every (U, V) there is a continuous path on which Φ is non-increasing and comes arbitrarily
    close to 0
    """
    return descends(instance)


@abstract.false(because="the loss rises")
def straight(instance: Start) -> Finding:
    """the straight line to a good point is such a path"""
    with flint.ctx.workprec(BITS):
        try:
            corners = pieces(instance)
        except ArithmeticError as error:
            return Finding(None, "certified", {}, str(error))
        _, u0, v0 = corners[0]
        _, u1, v1 = corners[-2]
        end = v1 + corners[-1][2] * 16
        values = []
        for k in range(17):
            t = flint.arb(k) / 16
            psi = features_in_balls(instance["net"], instance["inputs"], _between(u0, u1, t))
            values.append(cross_entropy((psi * (v0 * (1 - t) + end * t)).tolist(), instance["labels"]))
    rises = sum(bool(b > a) for a, b in pairwise(values))
    return Finding(not rises, "certified", {"rises": rises}, f"the loss rises on {rises} of 16 steps" if rises else "")


@abstract.broken(because="increases along the path")
def sign(instance: Start) -> Finding:
    """the ray with the wrong sign"""
    return descends(instance, downwards=False)
