"""The two formulas that Theory II prints for the number of solutions, and what is wrong in them.

As printed (§3, A.2): degree ℓ^d for d layers, hence at most ℓ^(N·d) zeros for N data, of which about ℓ^(N·d/2)
are real. Here d is the number of weight layers, and ℓ the largest degree of an activation.
"""

from __future__ import annotations

from math import isqrt, log2

from ..networks import Network, degree_bound, input_degree
from ..shell import format_number


def paper_bezout_log2(activation_degree: int, num_samples: int, num_layers: int) -> float:
    """log2 of ℓ^(N·d), the bound that Theory II (§3, A.2) prints."""
    return num_samples * num_layers * log2(activation_degree)


def paper_real_estimate(activation_degree: int, num_samples: int, num_layers: int) -> int | float:
    """ℓ^(N·d/2), printed in Theory II (§3) as the estimate of Shub and Smale; an integer where it is one.

    >>> paper_real_estimate(2, 4, 3)
    64
    """
    square: int = activation_degree ** (num_samples * num_layers)
    root = isqrt(square)
    return root if root * root == square else float(square) ** 0.5


def paper_notes(network: Network, num_samples: int) -> list[str]:
    """What Theory II (§3 and A.2) prints for a network like this one, and what is wrong in it."""
    degree, layers = activation_degree(network), len(network.layers)
    true_degree, equations = degree_bound(network), num_samples * network.output_dim
    shown, inputs = format_number(true_degree), format_number(input_degree(network))
    notes = [
        f"ℓ^(N·d) with ℓ = {degree}, N = {num_samples}, d = {layers} weight layers takes ℓ^d for the degree of an "
        f"equation. In the weights the degree is {shown}, from D ← ℓ·(D + 1) layer by layer; {inputs} is the degree "
        "in the inputs, ℓ to the number of activated layers."
    ]
    if network.has_products or network.fixed:
        notes = [
            f"ℓ^(N·d) is for networks without product nodes or fixed weights; here an equation has at most the degree "
            f"{shown} in the weights and {inputs} in the inputs."
        ]
    if network.output_dim > 1:
        notes.append(f"{num_samples} samples with {network.output_dim} outputs are {equations} equations, not N.")
    notes.append(
        "ℓ^(N·d/2) is the square root of that number. Shub and Smale's theorem gives √(product of the degrees) as "
        "the mean number of real zeros of a random system with Kostlan's Gaussian coefficients; the equations of a "
        "network are no such system, and the mean is not a value for one data set."
    )
    if equations != network.num_params:
        notes.append(
            f"Both formulas are about isolated solutions; with {equations:,} equations in {network.num_params:,} "
            "unknowns the set is empty or infinite, or overdetermined."
        )
    return notes


def activation_degree(network: Network) -> int:
    """ℓ, the largest degree of an activation; 1 for a linear network."""
    return max((a.degree for a in network.activations), default=1)
