"""Attention without a softmax, as a network with product nodes.

The input X has a column for each of T tokens, of D entries each. Lightning self-attention is x ↦ V X (Xᵀ A X), with
weights A (D × D) and V (D′ × D) that all tokens share (Henry, Marchetti, Kohn, Geometry of lightning self-attention,
arXiv 2408.17221, where A = KᵀQ). Polynomial attention applies a polynomial to the entries of Xᵀ A X.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..shell import WrongInput, shown_value
from .activation_sources import ActivationSource
from .builder import Builder
from .layers import MAX_PARAMETERS, check_size
from .network import Network

MAX_SIZE = MAX_PARAMETERS  # tokens, or entries of each


def lightning_attention(
    tokens: int = 2, dim: int = 2, outputs: int | None = None, activation: ActivationSource | None = None
) -> Network:
    """x ↦ V X P(Xᵀ A X), entrywise P; inputs and outputs stand token by token.

    Args:
        tokens: T.
        dim: D, entries of each token.
        outputs: D′, rows of V; as many as ``dim`` by default.
        activation: P; none for lightning attention.

    Raises:
        WrongInput: sizes that are no whole numbers from 1 on, or a network that is too large.

    >>> net = lightning_attention(2, 2, 1)
    >>> net.num_params, net.input_dim, net.output_dim, net.parameter_names
    (6, 4, 2, ('w1_1_1', 'w1_1_2', 'w1_2_1', 'w1_2_2', 'w4_1_1', 'w4_1_2'))
    >>> net([1, 0, 0, 0, 1, 0], [1, 2, 3, 4]).tolist()  # V X (Xᵀ A X): (1, 3) · ((1, 3), (3, 9))
    [10.0, 30.0]
    """
    tokens, dim = _size(tokens, "tokens"), _size(dim, "dim")
    rows = dim if outputs is None else _size(outputs, "outputs")
    check_size(
        parameters=dim * dim + rows * dim,
        units=tokens * (3 * dim + tokens + rows),
        edges=tokens * tokens * dim * 4 + tokens * dim * (dim + rows),
        layers=4,
    )
    builder = Builder(tokens * dim)
    columns = [[*range(t * dim, (t + 1) * dim)] for t in range(tokens)]
    builder.nodes(columns, units=dim, bias=False, shared=True)  # A X
    # Entry (s, t) of Xᵀ A X: column s of X with column t of A X. Both are read, one after the other.
    both = [(s, t) for s in range(tokens) for t in range(tokens)]
    places = [[tokens * dim + place for place in column] for column in columns]
    builder.products(
        [columns[s] for s, _ in both], [places[t] for _, t in both], activation=activation, reads=["input", 0]
    )
    # Entry (k, t) of X P: row k of X with column t of the scores.
    entries = [(t, k) for t in range(tokens) for k in range(dim)]
    builder.products(
        [[columns[s][k] for s in range(tokens)] for _, k in entries],
        [[tokens * dim + s * tokens + t for s in range(tokens)] for t, _ in entries],
        reads=["input", 1],
    )
    builder.nodes(columns, units=rows, bias=False, shared=True)  # V
    return builder.network()


def polynomial_attention(
    tokens: int = 2, dim: int = 2, outputs: int | None = None, activation: ActivationSource = "z**2"
) -> Network:
    """:func:`lightning_attention` with a polynomial on the scores, z² by default.

    >>> polynomial_attention(2, 2, 1)([1, 0, 0, 0, 1, 0], [1, 2, 3, 4]).tolist()  # (1, 3) · ((1, 9), (9, 81))
    [28.0, 252.0]
    """
    return lightning_attention(tokens, dim, outputs, activation)


ATTENTION: dict[str, Callable[..., Network]] = {
    "lightning-attention": lightning_attention,
    "polynomial-attention": polynomial_attention,
}


def _size(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_SIZE:
        raise WrongInput(
            f"{name} is {shown_value(value)}, not a whole number from 1 to {MAX_SIZE:,}",
            hint="give the sizes of the attention, such as --tokens 2 --dim 2",
            kind="bad_network",
        )
    return value
