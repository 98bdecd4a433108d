"""The printed Kronecker formulas of the output Jacobian of deep networks (T3 §6.2.4), against exact expansion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    RELU,
    DeepNetwork,
    PlainActivation,
    exact_array,
    exact_arrays,
    grow,
    output_jacobian,
    preactivations,
    random_matrix,
)

ACTIVATIONS: tuple[PlainActivation, ...] = (RELU, [0, 0, 1], [0, 1, 1], [0, -1, 0, 1], [1, 2, -1])


def draw(stream: np.random.Generator, settings: Settings) -> DeepNetwork:
    """Integer weights of one to three hidden layers; for ReLU no pre-activation is zero."""
    while True:
        depth = 1 if stream.integers(2) else grow(settings.scale, 2, 3, stream)
        widths = [grow(settings.scale, 1, 3, stream) for _ in range(depth + 2)]
        instance: DeepNetwork = {
            "X": random_matrix(stream, widths[0], grow(settings.scale, 1, 4, stream), bound=4),
            "weights": [random_matrix(stream, widths[k + 1], widths[k], bound=4) for k in range(depth + 1)],
            "activation": ACTIVATIONS[int(stream.integers(len(ACTIVATIONS)))],
        }
        if not at_a_kink(instance):
            return instance


def at_a_kink(instance: DeepNetwork) -> bool:
    """Whether a pre-activation of ReLU is 0."""
    return instance["activation"] == RELU and any((h == 0).any() for h in _parts(instance)[2][:-1])


def _parts(instance: DeepNetwork) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
    """X, the weights, and h_1, …, h_{H+1}."""
    inputs, weights = exact_array(instance["X"]), exact_arrays(instance["weights"])
    return inputs, weights, preactivations(weights, inputs, instance["activation"])


def _value(activation: PlainActivation, h: np.ndarray) -> np.ndarray:
    """σ(h), entry by entry."""
    if isinstance(activation, str):
        return np.where(h > 0, h, 0)
    return sum((c * h**k for k, c in enumerate(activation)), 0 * h)


def _slopes(activation: PlainActivation, h: np.ndarray) -> np.ndarray:
    """The diagonal of σ̇(vec h)."""
    h = h.ravel(order="F")
    if isinstance(activation, str):
        return np.where(h > 0, 1, 0).astype(object)
    return sum((k * c * h ** max(k - 1, 0) for k, c in enumerate(activation)), 0 * h)


def _identity(size: int) -> np.ndarray:
    return np.eye(size, dtype=int).astype(object)


def recursion(instance: DeepNetwork, *, exchanged: bool = False, turned: bool = False) -> dict[str, np.ndarray]:
    """∇_k vec(Ŷ)ᵀ = h̃_k [σ(h_{k−1})ᵀ ⊗ I], h̃_k = h̃_{k+1} [I_n ⊗ W_{k+1}] σ̇(h_k), h̃_{H+1} = I."""
    inputs, weights, h = _parts(instance)
    samples = inputs.shape[1]
    found, factor = {}, _identity(samples * len(h[-1]))
    for k in reversed(range(len(weights))):
        before = inputs if k == 0 else _value(instance["activation"], h[k - 1])
        parts = (before.T, _identity(len(weights[k])))
        found[f"∇{k + 1}"] = factor @ np.kron(*(reversed(parts) if turned else parts))
        if k:
            mixing = (weights[k], _identity(samples)) if exchanged else (_identity(samples), weights[k])
            factor = factor @ np.kron(*mixing) * _slopes(instance["activation"], h[k - 1])
    return found


def printed(instance: DeepNetwork) -> dict[str, np.ndarray]:
    """The recursion, and for one hidden layer the formula ∇2 Ŷᵀ = I_{d′} ⊗ σ(W1 X)ᵀ of its own paragraph."""
    found = recursion(instance)
    if len(instance["weights"]) == 2:
        _, weights, h = _parts(instance)
        found["∇2"] = np.kron(_identity(len(weights[1])), _value(instance["activation"], h[0]).T)
    return found


def without_slopes(instance: DeepNetwork) -> dict[str, np.ndarray]:
    """The recursion, with ∇1 from h̃_1 without σ̇."""
    inputs, weights, h = _parts(instance)
    found, factor = recursion(instance), _identity(inputs.shape[1] * len(h[-1]))
    for k in reversed(range(1, len(weights))):
        factor = factor @ np.kron(_identity(inputs.shape[1]), weights[k])
    found["∇1"] = factor @ np.kron(inputs.T, _identity(len(weights[0])))
    return found


def compare(instance: DeepNetwork, found: dict[str, np.ndarray]) -> Finding:
    """Compare each block with the expansion of the outputs along the axes of weight space.

    The last block of one hidden layer may also have its columns in the order of vec(W2ᵀ), as §6.2.2 has it.
    """
    inputs, weights, _ = _parts(instance)
    true = output_jacobian(weights, inputs, instance["activation"])
    starts = np.cumsum([0] + [w.size for w in weights])
    wrong = []
    for k, weight in enumerate(weights):
        wanted = true[:, starts[k] : starts[k + 1]]
        by_rows = wanted.reshape(len(true), weight.shape[1], len(weight)).swapaxes(1, 2).reshape(wanted.shape)
        given = found[f"∇{k + 1}"]
        allowed = [wanted, by_rows] if len(weights) == 2 and k == 1 else [wanted]
        if not any((given == each).all() for each in allowed):
            wrong.append(f"∇{k + 1} vec(Ŷ)ᵀ differs in {int((given != wanted).sum())} of {wanted.size} entries")
            cross = found["∇1"].T @ given
            if k and not any((cross == true[:, : weights[0].size].T @ each).all() for each in allowed):
                wrong.append(f"so does the block ∇1 ∇{k + 1}ᵀ of the Hessian")
    measured = {
        "hidden_layers": len(weights) - 1,
        "widths": [len(inputs), *(len(w) for w in weights)],
        "num_samples": inputs.shape[1],
        "entries": true.size,
    }
    return Finding(not wrong, "exact", measured, "; ".join(wrong))


@claim(
    "T3-24",
    "Jacobian blocks of one and two hidden layers, and the recursion for any depth",
    source="T3 §6.2.4, “Hessian and degeneracy” of one- and two-hidden layer networks, “Derivation of the Hessian” "
    "and the proof of Theorem 3",
    quantifier="for all",
    field="real",
    letters={
        "N_k": "widths[k]",
        "n": "num_samples",
        "vec": "column after column",
        "σ̇(h)": "the diagonal matrix of the slopes of σ at vec(h)",
        "X": "inputs, one column for each sample",
    },
    draw=draw,
    misprint=True,
    num_instances=40,
    witness=Witness(
        "n = d′ = 2, N = d = 1, h = σ(W1X) = (h₁ h₂), rows in the order of vec(Ŷ): hᵀ ⊗ I₂ = (h₁ 0; 0 "
        "h₁; h₂ 0; 0 h₂), and I₂ ⊗ hᵀ = (h₁ 0; h₂ 0; 0 h₁; 0 h₂).",
        {"X": [[1, 2]], "weights": [[[1]], [[1], [1]]], "activation": [0, 1]},
    ),
    note="The factors of ∇2 for one hidden layer are exchanged: I_d′ ⊗ σ(W1 X)ᵀ has its rows in the order of "
    "vec(Ŷᵀ), the ∇1 printed beside it in the order of vec(Ŷ), so that for n, d′ > 1 they make no common Jacobian "
    "and the mixed block ∇1 Ŷ ∇2 Ŷᵀ is wrong, whichever order is taken for the entries of W2. The same matrix is "
    "printed in the right order for two hidden layers. (The block I_d′ ⊗ σσᵀ of the Hessian alone is right in the "
    "order of vec(W2ᵀ).) A check on polynomials decides every activation: the formulas see only the values and the "
    "slopes of σ at finitely many points. Read charitably and not counted: “L(w) = vec(E)ᵀ vec(E)” in the "
    "derivation lacks its factor ½; the sum over the residuals runs to n instead of n d′; a transpose in "
    "∇k ∇kᵀ is displaced in our copy.",
)
def printed_blocks(instance: DeepNetwork) -> Finding:
    """One hidden layer: ∇1 Ŷᵀ = [I_n ⊗ W2] σ̇(vec(W1 X)) [Xᵀ ⊗ I_N] and ∇2 Ŷᵀ = I_d′ ⊗ σ(W1 X)ᵀ for
    Ŷ = vec(W2 σ(W1 X)). Any depth: ∇k vec(Ŷ)ᵀ = h̃_k [σ(h_{k−1})ᵀ ⊗ I_Nk] (Xᵀ for k = 1), h̃_k = h̃_{k+1}
    [I_n ⊗ W_{k+1}] σ̇(h_k), h̃_{H+1} = I; for H = 2 these are the printed blocks
    """
    return compare(instance, printed(instance))


BOUNDARIES: tuple[DeepNetwork, ...] = (
    {"X": [[2, 3]], "weights": [[[1], [-1]]], "activation": RELU},  # no hidden layer
    {"X": [[1]], "weights": [[[1]], [[1]]], "activation": RELU},
    {"X": [[0, 0]], "weights": [[[0], [0]], [[0, 0], [0, 0]]], "activation": [0, 1, 1]},  # all is 0
    {"X": [[1, 1], [2, 2]], "weights": [[[1, 1]], [[2], [3]]], "activation": [0, -1, 0, 1]},  # equal samples, N = 1
    {"X": [[1, -1]], "weights": [[[1], [1]], [[1, 1], [0, 1]]], "activation": RELU},  # one sample is off
    {"X": [[10**6, 1]], "weights": [[[1], [10**6]], [[1, 0], [0, 1]], [[1, 2], [3, 4]], [[1, 1]]], "activation": RELU},
    {"X": [[1, 2]], "weights": [[[1]], [[1]], [[1]], [[2]]], "activation": [5]},  # a constant activation
)


def small_networks() -> Iterator[DeepNetwork]:
    """Widths and samples 1 and 2, one or two hidden layers; matrices all 0, all 1, of one entry, or of both signs."""

    def matrices(rows: int, columns: int) -> list[list[list[int]]]:
        both = [[(-1) ** (i + j) * (1 + i) for j in range(columns)] for i in range(rows)]
        single = [[int(i == j == 0) for j in range(columns)] for i in range(rows)]
        return [[[k] * columns for _ in range(rows)] for k in (0, 1)] + [single, both]

    for n, first, width, last in product((1, 2), repeat=4):
        for x, w1, w2 in product(matrices(first, n), matrices(width, first), matrices(last, width)):
            for k, activation in enumerate(ACTIVATIONS):
                deep = [w1, [[1, -1][:width]] * 2, [[1, 2]] * last] if k % 2 else [w1, w2]
                yield {"X": x, "weights": deep, "activation": activation}


@printed_blocks.corrected_at(*BOUNDARIES, search=Search(cases=small_networks))
def order(instance: DeepNetwork) -> Finding:
    """Let vec put column after column, and let σ be differentiable at the pre-activations. Then ∇k vec(Ŷ)ᵀ =
    h̃_k [σ(h_{k−1})ᵀ ⊗ I_Nk] (Xᵀ for k = 1), h̃_k = h̃_{k+1} [I_n ⊗ W_{k+1}] σ̇(h_k), h̃_{H+1} = I, for any number H of
    hidden layers; for one, ∇1 Ŷᵀ = [I_n ⊗ W2] σ̇(vec(W1 X)) [Xᵀ ⊗ I_N] and ∇2 Ŷᵀ = σ(W1 X)ᵀ ⊗ I_d′
    """
    if at_a_kink(instance):
        return Finding(True, "exact", {"not of this class": "a pre-activation of ReLU is 0"})
    return compare(instance, recursion(instance))


@order.false(because="∇1 vec(Ŷ)ᵀ differs")
def turned(instance: DeepNetwork) -> Finding:
    """the same with I ⊗ σ(h_{k−1})ᵀ in place of σ(h_{k−1})ᵀ ⊗ I for all k"""
    return compare(instance, recursion(instance, turned=True))


@printed_blocks.false(because="∇1 vec(Ŷ)ᵀ differs")
def slopes(instance: DeepNetwork) -> Finding:
    """h̃_k without the factors σ̇"""
    return compare(instance, without_slopes(instance))


@printed_blocks.broken(because="∇1 vec(Ŷ)ᵀ differs")
def exchanged(instance: DeepNetwork) -> Finding:
    """W_{k+1} ⊗ I_n in place of I_n ⊗ W_{k+1}"""
    return compare(instance, recursion(instance, exchanged=True))
