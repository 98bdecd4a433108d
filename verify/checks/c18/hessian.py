"""The Hessian of the loss at a global minimum (C18 Proposition 2.3), by exact inertia."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from algebraic.networks import Polynomials, forward
from algebraic.shell import rationals

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import CooperNet, CooperSamples, cooper_network, exact_jacobian, grow, inertia, random_matrix

LETTERS = {
    "n": "num_params",
    "d": "num_samples",
    "m": "weights",
    "M_i": "weights with f_i = 0; the labels are the outputs at m",
    "L": "Σ f_i²",
}
CRITICAL = {"z": (), "z**2": (0,), "z**3": (0,), "z**3-3*z": (-1, 1), "z**3+z": ()}  # zeros of σ'


class Minimum(CooperSamples):
    """A network and its weights m; the labels are its outputs."""

    weights: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Minimum:
    """One unit σ(w·x + b), some samples at critical points of σ; or a network with a hidden layer and output bias."""
    drop, scale = settings.drop, settings.scale
    while True:
        if drop == "smooth":
            instance = _without_biases(stream, scale)
        elif stream.random() < 0.5 or drop == "transversal":
            instance = _one_unit(stream, scale, dependent=drop == "transversal")
        else:
            instance = _hidden(stream, scale)
        if (transversal.violated(instance) is None) == (drop != "transversal") or drop == "smooth":
            return instance


def _one_unit(stream: np.random.Generator, scale: float, *, dependent: bool) -> Minimum:
    dim = grow(scale, 3 if dependent else 1, 5, stream)
    count = 3 if dependent else grow(scale, 1, dim, stream)
    activation = str(stream.choice(list(CRITICAL)))
    weights = random_matrix(stream, 1, dim + 1, bound=3)[0]
    weights[0] = int(stream.choice([-1, 1]))
    inputs = random_matrix(stream, count, dim, bound=5)
    if dependent:  # three points on a line
        inputs[2] = [2 * b - a for a, b in zip(inputs[0], inputs[1], strict=True)]
    for row in inputs:
        if CRITICAL[activation] and stream.random() < 0.4 and not dependent:
            wanted = int(stream.choice(CRITICAL[activation]))
            rest = sum(w * v for w, v in zip(weights[1:], [*row[1:], 1], strict=True))
            row[0] = weights[0] * (wanted - rest)
    return {"widths": [dim, 1], "activation": activation, "output_activation": True, "hidden_bias": True,
            "output_bias": True, "inputs": inputs, "weights": weights}  # fmt: skip


def _hidden(stream: np.random.Generator, scale: float) -> Minimum:
    widths = [grow(scale, 1, 3, stream), grow(scale, 1, 2, stream), 1]
    net: CooperNet = {"widths": widths, "activation": str(stream.choice(["z**2", "z**3+z"])), "output_bias": True}
    net["hidden_bias"] = bool(stream.random() < 0.5)
    n = cooper_network(net).num_params
    inputs = random_matrix(stream, grow(scale, 1, min(4, n - 1), stream), widths[0], bound=4)
    return {**net, "inputs": inputs, "weights": random_matrix(stream, 1, n, bound=3)[0]}


def _without_biases(stream: np.random.Generator, scale: float) -> Minimum:
    """At the origin, where M_i = {f_i = 0} contains {v = 0} and {W = 0}."""
    widths = [grow(scale, 2, 3, stream), grow(scale, 1, 2, stream), 1]
    inputs = random_matrix(stream, 1, widths[0], bound=4)
    inputs[0][0] = 1
    net: CooperNet = {"widths": widths, "activation": "z**2"}
    return {**net, "inputs": inputs, "weights": [0] * cooper_network(net).num_params}


@hypothesis
def smooth(instance: Minimum) -> str | None:
    """each M_i is a smooth submanifold of codimension 1"""
    # one unit: M_i is a union of parallel hyperplanes; an output bias: ∂f_i/∂c = 1
    if instance.get("output_activation") or instance.get("output_bias"):
        return None
    return "M_1 contains {v = 0} and {W = 0}, which span R^n"


@hypothesis
def transversal(instance: Minimum) -> str | None:
    """the M_i intersect transversally (tested at m)"""
    # normals of the M_i at m: (x_i, 1) for one unit, whatever σ is; else the gradients of the f_i
    inputs = instance["inputs"]
    if len({tuple(row) for row in inputs}) < len(inputs):
        return "two inputs are equal"
    if instance.get("output_activation"):
        normals = flint.fmpq_mat([[flint.fmpq(v) for v in (*row, 1)] for row in inputs])
    else:
        normals = exact_jacobian(cooper_network(instance), instance["weights"], inputs)
    if not instance.get("output_bias"):
        return None  # the M_i have no tangent space at m: the other hypothesis
    rank = normals.rank()
    return None if rank == len(inputs) else f"the {len(inputs)} normals have rank {rank}"


def hessian(instance: Minimum, *, leave_out: int = 0) -> flint.fmpq_mat:
    """Second derivatives of Σ f_i² at m, from the expanded polynomial."""
    network = cooper_network(instance)
    ring = Polynomials(network.parameter_names)
    point = [flint.fmpq(v) for v in instance["weights"]]
    outputs = forward(network, ring, ring.variables, ring.array(rationals(instance["inputs"]))).output[:, 0]
    residuals = [p - p(*point) for p in outputs][: len(outputs) - leave_out]
    loss = sum((p * p for p in residuals), ring.context.constant(0))
    names = network.parameter_names
    slopes = [loss.derivative(name) for name in names]
    entries = [[flint.fmpq(0)] * len(names) for _ in names]
    for i, slope in enumerate(slopes):
        for j in range(i + 1):
            entries[i][j] = entries[j][i] = slope.derivative(names[j])(*point)
    return flint.fmpq_mat(entries)


def d_positive(instance: Minimum, *, more: int = 0, leave_out: int = 0) -> Finding:
    """Whether the inertia is (d, n − d, 0).

    Args:
        more: as many positive eigenvalues beyond d. leave_out: as many of the last samples are left out of the loss.
    """
    counts, d = inertia(hessian(instance, leave_out=leave_out)), len(instance["inputs"])
    slopes = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"])
    zero_rows = [i for i, row in enumerate(slopes.tolist()) if not any(v != 0 for v in row)]
    n = slopes.ncols()
    measured = {
        "num_params": n,
        "num_samples": d,
        "positive_zero_negative": list(counts),
        "rank_of_the_jacobian": slopes.rank(),
        "samples_with_zero_gradient": zero_rows,
    }
    if counts == (d + more, n - d - more, 0):
        return Finding(True, "exact", measured)
    told = f"{counts[0]} positive and {counts[1]} zero eigenvalues, not {d + more} and {n - d - more}"
    if zero_rows and not leave_out and not more:
        where = "on its smooth M_i" if smooth.violated(instance) is None else "at m, where M_i is not smooth"
        told += f": f_{zero_rows[0] + 1} vanishes to second order {where}"
    return Finding(False, "exact", measured, told)


def size(instance: Minimum) -> float:
    """The size of an instance: samples and weights, and then the largest number in it."""
    numbers = (*instance["weights"], *(v for row in instance["inputs"] for v in row))
    return len(instance["inputs"]) + cooper_network(instance).num_params + max(abs(float(v)) for v in numbers) / 100


@claim(
    "C18-03",
    "At a global minimum the Hessian has d positive and n − d zero eigenvalues",
    source="C18 §2.2, Proposition 2.3",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(smooth, transversal),
    size=size,
    num_instances=60,
    reading="of submanifolds M_i, whatever function f_i defines them",
    witness=Witness(
        "f = (wx + b)³, x = 1, y = 0: M = {w + b = 0} is a line in the plane, and the Hessian of f² is 0 on it.",
        {
            "widths": [1, 1],
            "activation": "z**3",
            "output_activation": True,
            "hidden_bias": True,
            "output_bias": True,
            "inputs": [[1]],
            "weights": [1, -1],
        },
    ),
    note="The proof says that H(f_i²) has a unique non-zero eigenvalue “from the fact that M_i is a smooth "
    "codimension 1 submanifold”. That does not follow: f_i may vanish to second order on a smooth M_i. For one "
    "unit f = σ(w·x + b) each M_i is a union of parallel hyperplanes with normal (x_i, 1); where y_i is a "
    "critical value of σ (z³ and y_i = 0, say) it adds nothing to the Hessian. The proposition holds where 0 is "
    "a regular value of every f_i, which its author may have had in mind, and generic labels see to (Theorem "
    "2.1). Transversality is needed only at m. §2 allows any architecture; with the linear outputs of §3 and a "
    "shared weight, f = p_1 σ(p_1 x_1 + p_2 x_2), σ(z) = z², x = (1, 0), y = 0 gives f = p_1³ and the same.",
)
def proposition_2_3(instance: Minimum) -> Finding:
    """If each M_i = f_i⁻¹(0) is a smooth submanifold of codimension 1, M is not empty, and the M_i
    intersect transversally at every point of M, then at any m in M the Hessian of L has d positive and n − d
    zero eigenvalues
    """
    return d_positive(instance)


@hypothesis
def regular(instance: Minimum) -> str | None:
    """∇f_i ≠ 0 at m for every i"""
    rows = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"]).tolist()
    flat = [i for i, row in enumerate(rows) if not any(row)]
    return f"the gradient of f_{flat[0] + 1} is 0" if flat else None


@proposition_2_3.reading("borrowed", draw=draw, hypotheses=(smooth, transversal, regular), num_instances=60)
def of_regular_values(instance: Minimum) -> Finding:
    """of M_i that are smooth because 0 is a regular value of f_i, as generically in the data in §2.1"""
    return d_positive(instance)


def _unit(activation: str, inputs: list[list[int]], weights: list[int]) -> Minimum:
    """One unit σ(w·x + b)."""
    net: CooperNet = {"widths": [len(inputs[0]), 1], "activation": activation, "output_activation": True}
    return {**net, "hidden_bias": True, "output_bias": True, "inputs": inputs, "weights": weights}


BOUNDARIES: tuple[Minimum, ...] = (
    _unit("z", [[0]], [0, 0]),
    _unit("z**2", [[0]], [1, 0]),  # f vanishes to second order
    _unit("z**3-3*z", [[1], [-1], [2]], [1, 0]),  # two of three do, and d > n
    _unit("z**3+z", [[1, 2], [1, 2]], [1, 1, 0]),  # equal samples
    _unit("z**3+z", [[0, 1], [1, 1], [2, 1]], [1, 1, 0]),  # three on a line
    _unit("z**2", [[10**6]], [1, 0]),
    {"widths": [2, 2, 1], "activation": "z**2", "inputs": [[1, 0]], "weights": [0] * 6},  # J = 0, and no smooth M_1
    {"widths": [1, 1, 1], "activation": "z**3+z", "hidden_bias": True, "output_bias": True, "inputs": [[1], [0]],
     "weights": [1, 0, 0, 5]},  # a dead unit
)  # fmt: skip


def small_cases() -> Iterator[Minimum]:
    """One unit with one input and two samples: all inputs, weights and biases of 0 and ±1."""
    for name in CRITICAL:
        for x, y, w, b in product((-1, 0, 1), repeat=4):
            yield _unit(name, [[x], [y]], [w, b])


@proposition_2_3.corrected_at(*BOUNDARIES, search=Search(cases=small_cases, most_cases=100))
def rank(instance: Minimum) -> Finding:
    """Let f_i be smooth and f_i(m) = 0 for i = 1, …, d. Then the Hessian of L = Σ f_i² at m is 2 JᵀJ: it has rank J(m)
    positive eigenvalues, and the others are 0; d are positive if and only if the gradients of the f_i at m are
    independent
    """
    rank = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"]).rank()
    counts = inertia(hessian(instance))
    n = sum(counts)
    measured = {"positive_zero_negative": list(counts), "rank_of_the_jacobian": rank}
    if counts == (rank, n - rank, 0):
        return Finding(True, "exact", measured)
    return Finding(False, "exact", measured, f"{counts} is not (rank J, n − rank J, 0) with rank J = {rank}")


@rank.false(because="independent as well")
def none_is_zero(instance: Minimum) -> Finding:
    """there are d if ∇f_i ≠ 0 at m for all i"""
    found, d = rank(instance), len(instance["inputs"])
    if regular.violated(instance) or found.measured["rank_of_the_jacobian"] == d:
        return found
    reason = f"{found.measured['rank_of_the_jacobian']} are positive, not {d}: they must be independent as well"
    return Finding(False, "exact", found.measured, reason)


@proposition_2_3.false(because="positive and")
def one_more(instance: Minimum) -> Finding:
    """d + 1 positive eigenvalues"""
    return d_positive(instance, more=1)


@proposition_2_3.false(
    because="takes both signs near m",
    printed="C18 §2.2, proof of Proposition 2.3: “λ_i is positive as 0 is a global minimum of f_i”",
    instead="0 is the least value of f_i², and λ_i = 2‖∇f_i‖² ≥ 0, positive where ∇f_i ≠ 0",
)
def least_value(instance: Minimum) -> Finding:
    """0 is a global minimum of each f_i"""
    rank = exact_jacobian(cooper_network(instance), instance["weights"], instance["inputs"]).rank()
    return exact(not rank, "some f_i with f_i = 0 has ∇f_i ≠ 0: it takes both signs near m", rank_of_the_jacobian=rank)


@proposition_2_3.false(
    because="det A = -1",
    printed="C18 §2.2, proof of Proposition 2.3: “if an n × n matrix A is the sum of d matrices …”",
    instead="A has d positive eigenvalues and n − d that are 0 if the A_i are symmetric with λ_i > 0, as here",
)
def any_matrices(_: Minimum) -> Finding:
    """a sum of d < n matrices, each with one eigenvalue ≠ 0 and independent vectors to these, has n − d that are 0"""
    parts = [flint.fmpz_mat(rows) for rows in ([[1, 0, 0], [0, 0, 1], [0, 0, 0]], [[0, 0, 0], [0, 1, 0], [0, 1, 0]])]
    told = f"A_1 = {parts[0].tolist()}, A_2 = {parts[1].tolist()}: det A = {(parts[0] + parts[1]).det()}, n − d = 1"
    return Finding(any(part.charpoly() != flint.fmpz_poly([0, 0, -1, 1]) for part in parts), "exact", {}, told)


@proposition_2_3.broken(because="positive and")
def one_sample(instance: Minimum) -> Finding:
    """the last sample is left out of the loss"""
    if len(instance["widths"]) == 2:
        return Finding(True, "exact")
    return d_positive(instance, leave_out=1)
