"""devinterp's sampler on polynomial losses, in an environment of its own: cases from stdin, answers to stdout.

It imports nothing of ours. Each case is {"name", "terms"}: the f_i as lists of [exponents, coefficient], of the loss
½ Σ f_i² near 0. One chain of SGLD after the other runs at nβ = n / log n with n = 1,000, and

    LLC = nβ (mean of the loss along the chains − loss at the point).
"""

import importlib
import importlib.metadata
import json
import math
import sys
from typing import Any

import torch

SGLD: Any = importlib.import_module("devinterp.optim.sgld").SGLD

SAMPLES, CHAINS, BURN_IN, DRAWS = 1_000, 4, 1_000, 2_000
NBETA = SAMPLES / math.log(SAMPLES)
RADIUS = 0.3  # localisation 1 / radius², that of our wider box
STEP = 1 / NBETA


def loss(weights: Any, terms: Any) -> Any:
    """½ Σ f_i²."""
    total: Any = 0.0
    for polynomial in terms:
        value: Any = 0.0
        for exponents, coefficient in polynomial:
            product = coefficient
            for weight, exponent in zip(weights.unbind(), exponents, strict=True):
                if exponent:
                    product = product * weight**exponent
            value = value + product
        total = total + value**2 / 2
    return total


def llc(terms: Any, seed: int) -> list[float]:
    """The estimate of all chains."""
    means = []
    for chain in range(CHAINS):
        torch.manual_seed(CHAINS * seed + chain)
        weights = torch.nn.Parameter(torch.zeros(len(terms[0][0][0])))
        sampler = SGLD([weights], lr=STEP, localization=1 / RADIUS**2, nbeta=NBETA)
        total = 0.0
        for step in range(BURN_IN + DRAWS):
            sampler.zero_grad()
            value = loss(weights, terms)
            value.backward()
            sampler.step()
            if step >= BURN_IN:
                total += float(value)
        means.append(NBETA * total / DRAWS)
    return means


def main() -> None:
    """All cases."""
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    given = json.load(sys.stdin)
    found = {}
    for case in given["cases"]:
        means = llc(case["terms"], given["seed"])
        value = sum(means) / CHAINS
        spread = (sum((mean - value) ** 2 for mean in means) / (CHAINS - 1)) ** 0.5
        found[case["name"]] = {"llc": value if math.isfinite(value) else None, "spread": spread}
    about = {name: importlib.metadata.version(name) for name in ("devinterp", "torch")}
    options = {"nbeta": NBETA, "lr": STEP, "localization": 1 / RADIUS**2, "chains": CHAINS, "draws": DRAWS,
               "burn_in": BURN_IN}  # fmt: skip
    json.dump({"versions": about, "options": options, "cases": found}, sys.stdout)


if __name__ == "__main__":
    main()
