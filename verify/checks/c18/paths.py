"""Minima on a manifold of dimension n − d that no low-loss path joins (C18 §1)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from algebraic.shell import WrongInput

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import CooperSamples, cooper_network, exact_jacobian, grow, outputs_at, random_matrix
from .manifold import units_and_samples

LETTERS = {
    "n": "num_params",
    "d": "num_samples",
    "M": "the weights of zero loss",
    "L": "Σ (f(x_i) − y_i)²",
}
POWERS = {"z": 1, "z**3": 3, "z**3+z": 1}  # σ(s z) = s^power σ(z); for z**3+z only s = ±1


class TwoMinima(CooperSamples):
    """A chain of units, a minimum, and for every unit the scaling that leads to another minimum: rationals."""

    weights: list[str]
    scalings: list[str]


class Measured(TypedDict):
    """What is measured of two minima: the ranks of the Jacobian at both, and the links that differ in sign."""

    num_params: int
    num_samples: int
    ranks: list[int]
    second_minimum: list[str]
    both_on_M: bool
    links_of_other_sign: list[int]
    loss_of_the_zero_function: str


def draw(stream: np.random.Generator, settings: Settings) -> TwoMinima:
    """A chain [p, 1, …, 1] without biases, independent inputs, and two minima that differ by scalings and signs."""
    drop, scale = settings.drop, settings.scale
    input_dim, depth = grow(scale, 1, 6, stream), grow(scale, 1, 4, stream)
    num_samples = grow(scale, 1, input_dim, stream)
    if drop == "manifold":  # more inputs than dimensions
        num_samples = input_dim + int(stream.integers(1, 3))
    activation = str(stream.choice(list(POWERS)))
    links = [int(v) for v in stream.choice([-2, -1, 1, 2], depth)]
    while True:
        inputs = random_matrix(stream, num_samples, input_dim, bound=4 + num_samples)
        first = random_matrix(stream, 1, input_dim, bound=4)[0]
        if drop == "manifold" and len({tuple(row) for row in inputs}) < num_samples:
            continue
        sizes = stream.integers(1, 4, (2, depth)) if activation != "z**3+z" else np.ones((2, depth), dtype=int)
        signs = stream.choice([-1, 1], depth)
        scalings = [Fraction(int(s) * int(a), int(b)) for s, a, b in zip(signs, *sizes, strict=True)]
        instance: TwoMinima = {
            "widths": [input_dim, *[1] * depth, 1],
            "activation": activation,
            "inputs": inputs,
            "weights": [str(v) for v in [*first, *links]],
            "scalings": [str(s) for s in scalings],
        }
        if (manifold.violated(instance) is None) == (drop != "manifold"):
            return instance


def labels_of(instance: TwoMinima) -> list[Fraction]:
    """The outputs of the planted weights, as labels."""
    return [Fraction(row[0]) for row in outputs_at(cooper_network(instance), instance["weights"], instance["inputs"])]


@hypothesis
def manifold(instance: TwoMinima) -> str | None:
    """M is a smooth manifold of dimension n − d > 0"""
    # It is if the inputs are independent and no label is 0: f_i = F(w·x_i), and where f_i = y_i ≠ 0 no link is 0 and no
    # unit is at 0, so F' ≠ 0 and ∂f_i/∂w = F'(w·x_i) x_i.
    inputs = instance["inputs"]
    rank = flint.fmpq_mat([[flint.fmpq(v) for v in row] for row in inputs]).rank()
    if rank < len(inputs):
        return f"the inputs have rank {rank}, d = {len(inputs)}"
    return "a label is 0" if 0 in labels_of(instance) else None


def second_minimum(instance: TwoMinima) -> list[str]:
    """Unit k takes its incoming weights times s_k, and its outgoing link over s_k^ℓ: every output stays as it is."""
    power = POWERS[instance["activation"]]
    scalings = [Fraction(s) for s in instance["scalings"]]
    if 0 in scalings:
        raise WrongInput("a scaling is 0", hint="it leads to no other minimum: take another number", kind="wrong_value")
    weights = [Fraction(v) for v in instance["weights"]]
    dim = instance["widths"][0]
    first = [scalings[0] * v for v in weights[:dim]]
    links = [v / s**power for v, s in zip(weights[dim:], scalings, strict=True)]
    following = [*scalings[1:], Fraction(1)]
    return [str(v) for v in first + [v * s for v, s in zip(links, following, strict=True)]]


def changed_links(instance: TwoMinima) -> list[int]:
    """The links, one real number each, that have different signs in the two minima."""
    dim = instance["widths"][0]
    pairs = zip(instance["weights"][dim:], second_minimum(instance)[dim:], strict=True)
    return [k for k, (a, b) in enumerate(pairs) if Fraction(a) * Fraction(b) < 0]


def _measured(instance: TwoMinima) -> Measured:
    network, labels = cooper_network(instance), labels_of(instance)
    other = second_minimum(instance)
    return {
        "num_params": network.num_params,
        "num_samples": len(labels),
        "ranks": [exact_jacobian(network, w, instance["inputs"]).rank() for w in (instance["weights"], other)],
        "second_minimum": other,
        "both_on_M": [Fraction(r[0]) for r in outputs_at(network, other, instance["inputs"])] == labels,
        "links_of_other_sign": changed_links(instance),
        "loss_of_the_zero_function": str(sum((y * y for y in labels), Fraction(0))),
    }


def joined(instance: TwoMinima, *, ignore_signs: bool = False) -> Finding:
    """A path joins the minima on which L stays below the loss of the zero function, or none does.

    A link that changes its sign is 0 somewhere on every path; there f = 0 for every input, and L = Σ y_i². If none
    does, all scalings are positive, and lead from one to the other through minima.
    """
    measured = _measured(instance)
    if not measured["both_on_M"]:
        return Finding(None, "exact", {**measured}, "the second point is no minimum")
    if measured["links_of_other_sign"] and not ignore_signs:
        barrier = measured["loss_of_the_zero_function"]
        if Fraction(barrier) == 0:
            return Finding(None, "exact", {**measured}, "all labels are 0")
        reason = f"on every path between two minima a link is 0 somewhere, where L = Σ y_i² = {barrier}"
        return Finding(False, "exact", {**measured}, reason)
    if not _scaling_path(instance):
        return Finding(False, "exact", {**measured}, "the path of scalings leaves M")
    return Finding(True, "exact", {**measured, "highest_loss_on_the_path": "0"})


def _scaling_path(instance: TwoMinima) -> bool:
    """Whether the scalings stay positive, and so on M, on the way from 1 to their sizes; tried at four points."""
    labels, network = labels_of(instance), cooper_network(instance)
    sizes = [Fraction(s) for s in instance["scalings"]]
    if any(s < 0 for s in sizes):
        return False
    for k in range(1, 5):
        part: TwoMinima = {**instance, "scalings": [str(1 + (s - 1) * Fraction(k, 4)) for s in sizes]}
        found = outputs_at(network, second_minimum(part), instance["inputs"])
        if [Fraction(row[0]) for row in found] != labels:
            return False
    return True


def local_dimension(instance: TwoMinima, *, excess: int = 0) -> Finding:
    """At both minima the rank is d: M is a manifold of dimension n − d there, or of ``excess`` more."""
    measured = _measured(instance)
    ranks, d = measured["ranks"], measured["num_samples"] - excess
    if not measured["both_on_M"] or any(rank != d for rank in ranks):
        return Finding(False, "exact", {**measured}, f"the ranks at the two minima are {ranks}, not {d}")
    return Finding(True, "exact", {**measured})


@claim(
    "C18-10",
    "The dimension of M is a stronger result than low-loss paths between minima",
    source="C18 §1, before the overview of Section 2",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(manifold,),
    rests_on=("C18-01",),
    size=units_and_samples,
    witness=Witness(
        "f = v(z³ + z), z = wx, x = 1, y = 2: (w, v) = (1, 1) and (−1, −1) are minima, and every path "
        "between them meets v = 0, where L = 4.",
        {"widths": [1, 1, 1], "activation": "z**3+z", "inputs": [[1]], "weights": ["1", "1"], "scalings": ["-1"]},
    ),
    note="“We show a stronger result in a more general setting. We prove that in a very general setting, there "
    "are not only one-dimensional paths between minima, but very high dimensional manifolds.” The very general "
    "setting is that of Theorem 2.1 (§3, first lines, and §5). Dimension says nothing about connectedness: for "
    "f = v σ(w·x) with σ(z) = z or z³ + z, no biases, independent inputs and labels ≠ 0, M is a smooth manifold "
    "of dimension n − d at all of its points, and (w, v), (−w, −v) lie in different components; every path "
    "between them passes v = 0, where L is that of the zero function, however large n is. For the networks of "
    "Theorem 4.1 (biases, width h > d) no such example is known to us.",
)
def stronger(instance: TwoMinima) -> Finding:
    """Where M is a manifold of dimension n − d > 0 (Theorem 2.1), any two minima are joined by a path of
    low loss: “not only one-dimensional paths between minima, but very high dimensional manifolds”
    """
    return joined(instance)


def _at(activation: str, inputs: list[list[int]], weights: list[str], scalings: list[str]) -> TwoMinima:
    widths = [len(inputs[0]), *[1] * len(scalings), 1]
    return {"widths": widths, "activation": activation, "inputs": inputs, "weights": weights, "scalings": scalings}


BOUNDARIES = (
    _at("z", [[1]], ["1", "1"], ["-1"]),  # one sample, one unit
    _at("z", [[1]], ["1/1000000", "1"], ["1000000"]),  # a label that is nearly 0, a large scaling
    _at("z", [[1]], ["1", "0"], ["1"]),  # the label is 0
    _at("z**3", [[1, 0], [1, 1]], ["1", "1", "2"], ["-1/1000000"]),  # d = p
    _at("z**3+z", [[1, 0], [10**6, 1]], ["1", "1", "-1", "1"], ["-1", "-1"]),  # two links change their sign
    _at("z", [[0, 1]], ["0", "1", "1", "1", "1"], ["1", "1", "1"]),  # both minima are the same
    _at("z**3", [[1], [2]], ["1", "1"], ["-1"]),  # more samples than dimensions
)


def small_chains() -> Iterator[TwoMinima]:
    """One and two units, one and two inputs; first weights of 0 and ±1, links ±1 and 2, scalings ±1, and ±2 and 1/3."""
    samples = ([[1]], [[2]], [[1, 0]], [[1, 1], [0, 1]], [[1000, 1], [1, 1]], [[1, 1], [1, 1]])
    for activation, inputs, links in product(POWERS, samples, ((1,), (-1,), (1, 2), (-1, 1))):
        sizes = ("1", "-1") if activation == "z**3+z" else ("1", "-1", "-2", "1/3")
        firsts = product((-1, 0, 1), repeat=len(inputs[0]))
        for first, scalings in product(firsts, product(sizes, repeat=len(links))):
            yield _at(activation, inputs, [str(v) for v in (*first, *links)], list(scalings))


@stronger.corrected_at(*BOUNDARIES, search=Search(cases=small_chains, most_cases=150))
def local(instance: TwoMinima) -> Finding:
    """Let f be a chain of units σ(w·x), σ(v f), …, without biases and with a linear output, σ(z) = z, z³ or z³ + z, and
    let the inputs be linearly independent and no label 0. Then M, if not empty, is a manifold of dimension n − d; it is
    not connected, and on every path between minima in which a link has different signs the loss rises to Σ y_i²
    """
    if outside := manifold.violated(instance):
        return Finding(True, "exact", {"not of this class": outside})
    found = joined(instance)
    if not found.measured["both_on_M"]:
        return Finding(True, "exact", {"not of this class": "the second point is no minimum"})
    if bool(changed_links(instance)) == found.holds:
        return Finding(
            False, "exact", found.measured, "the loss rises where no link changes its sign, or not where one does"
        )
    return local_dimension(instance)


@local.false(because="ranks at the two minima")
def whatever_the_labels(instance: TwoMinima) -> Finding:
    """the same with labels 0 and dependent inputs"""
    return local_dimension(instance)


@stronger.false(because="ranks at the two minima")
def codimension(instance: TwoMinima) -> Finding:
    """near a minimum M has dimension n − d + 1"""
    return local_dimension(instance, excess=1)


@stronger.broken(because="the path of scalings leaves M")
def signs(instance: TwoMinima) -> Finding:
    """the signs of the links are ignored, and the scalings are taken for a path"""
    return joined(instance, ignore_signs=True)
