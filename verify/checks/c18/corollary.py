"""The matrices in the proof of C18 Corollary 3.4, entry by entry: a forward pass through all of them, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

from ...claims import Search, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import projections
from .construction import distinct, width
from .deep_points import RATIONAL_RECTIFIERS, Deep, draw, draw_edges, points_on_a_line

Rows = list[list[Fraction]]
Fault = Literal["", "printed", "fewer", "thresholds", "biases", "points"]


@dataclass(frozen=True)
class Layers:
    """M_1 … M_{T+1} and b_1 … b_{T+1} of f(x) = M_{T+1} σ(… σ(M_1 x − b_1) …) − b_{T+1}."""

    activation: str
    matrices: list[Rows]
    biases: list[list[Fraction]]

    def hidden(self, x: list[int], stop: int | None = None) -> list[Fraction]:
        """The values of the last hidden layer, or of the first ``stop``."""
        z = [Fraction(v) for v in x]
        for matrix, bias in list(zip(self.matrices, self.biases, strict=True))[:-1][:stop]:
            z = [self.sigma(v - b) for v, b in zip(product(matrix, z), bias, strict=True)]
        return z

    def sigma(self, x: Fraction) -> Fraction:
        """The activation."""
        return RATIONAL_RECTIFIERS[self.activation](x) if x > 0 or self.activation == "identity" else Fraction(0)

    def output(self, x: list[int]) -> Fraction:
        """The one output."""
        return product(self.matrices[-1], self.hidden(x))[0] - self.biases[-1][0]


def product(matrix: Rows, z: list[Fraction]) -> list[Fraction]:
    """M z.

    Raises:
        ValueError: the shapes do not fit.
    """
    return [sum((a * b for a, b in zip(row, z, strict=True)), Fraction(0)) for row in matrix]


def built(instance: Deep, fault: Fault = "") -> Layers | str:
    """The layers of the proof, or why there are none.

    Args:
        fault: ``printed``, M_T with a single 1; ``fewer``, with one row less than d; ``thresholds``, those of Lemma 3.3
            for the points before the first layer; ``biases``, b_2 … b_{T−1} so large that points are lost;
            ``points``, thresholds on the points.
    """
    inputs, widths, a = instance["inputs"], instance["widths"], [Fraction(v) for v in instance["direction"]]
    d, depth, first = len(inputs), len(widths), projections(inputs, instance["direction"])
    if widths[-1] < d:
        return f"the last hidden layer has {widths[-1]} nodes, and the first {d} of it are to be used"
    sizes = [len(a), *widths]
    matrices = [[[Fraction(0)] * before for _ in range(after)] for before, after in pairwise(sizes)]
    biases = [[Fraction(0)] * width for width in widths]
    for k in range(depth - 1):
        matrices[k][0] = list(a) if k == 0 else [Fraction(int(j == 0)) for j in range(sizes[k])]
    if depth > 1:
        biases[0][0] = min(first) - 1  # a·x_i − b_1 ≥ 1
    whole = Layers(instance["activation"], [*matrices, [[]]], [*biases, [Fraction(0)]])
    if fault == "biases" and depth > 2:
        biases[1][0] = sorted(whole.hidden(x, 1)[0] for x in inputs)[min(1, d - 1)]
    reached = [whole.hidden(x, depth - 1)[0] if depth > 1 else z for x, z in zip(inputs, first, strict=True)]
    order = sorted(range(d), key=reached.__getitem__)
    if any(reached[i] == reached[j] for i, j in pairwise(order)):
        return "the values that reach the last hidden layer are not distinct"
    source = first if fault == "thresholds" else reached
    steps = [source[order[0]] - 1, *(source[i] for i in order)]
    reads = list(a) if depth == 1 else [Fraction(int(j == 0)) for j in range(sizes[-2])]
    for k in range(d):
        biases[-1][k] = steps[k + 1] if fault == "points" else (steps[k] + steps[k + 1]) / 2
        if (fault == "printed" and k and depth > 1) or (fault == "fewer" and k == d - 1):
            continue
        matrices[-1][k] = list(reads)
    features = [whole.hidden(inputs[i])[:d] for i in order]
    if any((features[i][j] <= 0) if i == j else features[i][j] for i in range(d) for j in range(i, d)):
        return "A is not triangular with positive diagonal"
    weights: list[Fraction] = []
    for i in range(d):
        rest = sum((features[i][j] * weights[j] for j in range(i)), Fraction(0))
        weights.append((instance["labels"][order[i]] - rest) / features[i][i])
    last = [weights + [Fraction(0)] * (widths[-1] - d)]
    return Layers(instance["activation"], [*matrices, last], [*biases, [Fraction(0)]])


def with_these(instance: Deep, fault: Fault = "") -> Finding:
    """Whether the network with the matrices as said has the labels as outputs, by its forward pass."""
    found = built(instance, fault)
    if isinstance(found, str):
        return Finding(False, "exact", {}, f"no network: {found}")
    wrong = [i for i, (x, y) in enumerate(zip(instance["inputs"], instance["labels"], strict=True))
             if found.output(x) != y]  # fmt: skip
    measured = {"shapes": [f"{len(m)}×{len(m[0])}" for m in found.matrices], "wrong_outputs": wrong}
    return Finding(not wrong, "exact", measured, f"{len(wrong)} outputs are not the labels" if wrong else "")


def out_of_reach(instance: Deep) -> str:
    """Why no M_1 with one row a and no biases and M_{T+1} fit the labels, if M_2 … M_T have a single 1 each.

    Then the output is c + m φ(a·x) with φ monotone: never larger between two points than at both.
    """
    for i, j in combinations(range(len(instance["inputs"])), 2):
        x, y = instance["inputs"][i], instance["inputs"][j]
        for k, z in enumerate(instance["inputs"]):
            inside = z not in (x, y) and all(2 * c == a + b for a, b, c in zip(x, y, z, strict=True))
            if inside and instance["labels"][k] > max(instance["labels"][i], instance["labels"][j]):
                return f"x_{k + 1} is halfway between x_{i + 1} and x_{j + 1}, and its label is larger than both"
    return ""


@hypothesis
def rectified(instance: Deep) -> str | None:
    """σ is rectified"""
    return "the identity is not 0 for x < 0" if instance["activation"] == "identity" else None


@claim(
    "C18-14",
    "The matrices in the proof of Corollary 3.4",
    source="C18 §3.1, proof of Corollary 3.4",
    quantifier="for all",
    field="real",
    letters={
        "T": "number of hidden layers, len(widths)",
        "h": "widths[-1]",
        "d": "number of points",
        "p": "number of inputs",
        "a": "direction",
    },
    draw=draw,
    hypotheses=(distinct, rectified, width),
    rests_on=("C18-05", "C18-06"),
    misprint=True,
    size=lambda instance: len(instance["inputs"]) + sum(instance["widths"]) + len(str(instance["inputs"])) / 1000,
    num_instances=30,
    witness=Witness(
        "T = 2, x = 0, 1, 2 with labels 0, 2, 1: with the printed M_2 the network is monotone in x.",
        {
            "inputs": [[0], [1], [2]],
            "labels": [0, 2, 1],
            "direction": [1],
            "widths": [1, 3],
            "activation": "x²/(1 + x)",
        },
    ),
    note="“Let the matrix M_j, 2 ≤ j ≤ T be 1 in the top left entry and 0 in all the others” must end at T − 1. With "
    "such an M_T only the first of the d nodes of the last hidden layer sees the data; it is c + m φ(a·x) with φ "
    "monotone, whatever a, the biases and M_{T+1} are. Meant is, as one sentence before, that “the first d nodes of "
    "the last hidden layer” are used: the first d rows of M_T are (1, 0, …, 0), b_T holds the thresholds of Lemma "
    "3.3, for the values that reach this layer and not for a·x_i, and M_{T+1} is (m_1, …, m_d, 0, …, 0). Nothing is "
    "wrong for T = 1, nor for d ≤ 2 with M_{T+1} and all biases free. Also: b_2, …, b_{T−1}, which are not given, "
    "must be small, 0 say, to keep the values positive and distinct; “a·x_i − b_i” is a·x_i minus the first entry of "
    "b_1; and “increasing” must be strict. Without “width” there is no room; without “rectified” or “distinct” "
    "nothing fits.",
)
def printed(instance: Deep) -> Finding:
    """M_1 has a in its first row and 0 elsewhere, each of M_2 … M_T has 1 in the top left entry and 0 elsewhere, a·x_i
    minus the bias is positive, and with M_{T+1} as in Lemma 3.3 the network has zero error
    """
    found = with_these(instance, "printed")
    why = out_of_reach(instance) if found.holds is False and len(instance["widths"]) > 1 else ""
    if why:
        return Finding(False, "exact", found.measured, f"no a, biases and M_(T+1) fit: {why}")
    if found.holds is False and len(instance["widths"]) > 1 and len(instance["inputs"]) == 2:
        free = _with_free_biases(instance)
        return Finding(free, "exact", found.measured, "" if free else "two points are not fitted with free biases")
    return found


def _with_free_biases(instance: Deep) -> bool:
    """Two points with the printed matrices, M_{T+1} = (m_1, 0, …, 0), and an output bias."""
    found = built(instance)
    if isinstance(found, str):
        return False
    low, high = (found.hidden(x)[0] for x in instance["inputs"])  # the first node of the last layer sees both
    return low != high  # then m_1 = (y_2 − y_1)/(high − low) and c = y_1 − m_1 low


@printed.corrected_on(draw_edges, 24, Search(cases=points_on_a_line))
def one_layer_less(instance: Deep) -> Finding:
    """Let σ be 0 for x ≤ 0 and strictly increasing for x ≥ 0, let the d points x_i and also the a·x_i be distinct, and
    T ≥ 2 and h ≥ d. Let M_1 have a in its first row and each of M_2, …, M_{T−1} a 1 in the top left entry, and 0
    elsewhere; let the first entry of b_1 be below all a·x_i, and the rest of b_1, …, b_{T−1} be 0. Then the first node
    of layer T − 1 takes distinct positive values z_i. With (1, 0, …, 0) in the first d rows of M_T, the thresholds of
    Lemma 3.3 for the z_i in b_T, and M_{T+1} = (A⁻¹y, 0, …, 0), the network has zero error. For T = 1 it has with a in
    the first d rows of M_1 and the thresholds for the a·x_i, which is Lemma 3.3
    """
    return with_these(instance)


@one_layer_less.false(because="not triangular")
def fewer_rows(instance: Deep) -> Finding:
    """d − 1 rows of M_T are enough"""
    return with_these(instance, "fewer")


@one_layer_less.false(because="not triangular")
def thresholds(instance: Deep) -> Finding:
    """the thresholds are those for a·x_i, also where T > 1"""
    return with_these(instance, "thresholds")


@one_layer_less.false(
    because="not distinct",
    printed="C18 §3.1, proof of Corollary 3.4: that the values are positive and distinct “is preserved through the "
    "layers, because the activation function σ is rectified”, of biases that are not given",
    instead="It is with a strictly increasing σ and b_2 = … = b_{T−1} = 0.",
)
def any_biases(instance: Deep) -> Finding:
    """b_2, …, b_{T−1} may be anything"""
    return with_these(instance, "biases")


@printed.false(because="its label is larger")
def chosen_freely(instance: Deep) -> Finding:
    """with the printed M_2 … M_T some a, biases and M_{T+1} fit"""
    why = out_of_reach(instance) if len(instance["widths"]) > 1 else ""
    return Finding(not why, "exact", {}, why)


@printed.broken(because="not triangular")
def on_the_points(instance: Deep) -> Finding:
    """the thresholds of b_T on the points"""
    return with_these(instance, "points")
