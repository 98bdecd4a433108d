"""The Hessian of the one-hidden-layer linear network, block by block (T3 §6.2.2)."""

from __future__ import annotations

import flint
import numpy as np

from ...claims import Claim, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import LETTERS, grow, hessian, identity, kronecker, parts, plain, random_matrix


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """Any shapes from 1 on; now and then zero error or a zero matrix, dependent rows in W2."""
    sizes = [grow(settings.scale, 1, 3, stream) for _ in range(4)]
    return fill(stream, *sizes)


def fill(stream: np.random.Generator, input_dim: int, width: int, output_dim: int, num_samples: int) -> Instance:
    """Data, weights, mini-batches and a step of these sizes; sometimes zero weights, equal rows or a zero residual."""
    instance: Instance = {
        "X": random_matrix(stream, input_dim, num_samples, bound=4),
        "Y": random_matrix(stream, output_dim, num_samples, bound=4),
        "W1": random_matrix(stream, width, input_dim, bound=3),
        "W2": random_matrix(stream, output_dim, width, bound=3),
        "batches": [
            sorted(int(i) for i in stream.choice(num_samples, int(stream.integers(1, num_samples + 1)), replace=False))
            for _ in range(3)
        ],
        "step": str(flint.fmpq(int(stream.integers(1, 5)), 8)),
    }
    kind = stream.random()
    if kind < 0.15:
        x, _, w1, w2 = parts(instance)
        instance["Y"] = plain(w2 * w1 * x)
    elif kind < 0.25:
        instance["W2" if kind < 0.2 else "W1"] = [[0] * len(row) for row in instance["W2" if kind < 0.2 else "W1"]]
    elif kind < 0.35:
        instance["W2"] = [list(instance["W2"][0]) for _ in range(output_dim)]
    return instance


def _blocks(instance: Instance, *, with_error: bool = True, turned: bool = False) -> dict[str, flint.fmpq_mat]:
    x, y, w1, w2 = parts(instance)
    gram, error, width = x * x.transpose(), w2 * w1 * x - y, w1.nrows()
    mixed = kronecker(w2.transpose(), gram * w1.transpose())
    if with_error:
        columns = (x * error.transpose()).transpose().tolist()  # X (Eᵀ)•i
        side = [kronecker(identity(width), flint.fmpq_mat([[v] for v in column])).tolist() for column in columns]
        mixed += flint.fmpq_mat([[v for block in side for v in block[i]] for i in range(mixed.nrows())])
    square = w2.transpose() * w2
    first = kronecker(gram, square) if turned else kronecker(square, gram)
    return {"first": first, "C": mixed, "last": kronecker(identity(w2.nrows()), w1 * gram * w1.transpose())}


def _compare(instance: Instance, blocks: dict[str, flint.fmpq_mat]) -> Finding:
    true = hessian(*parts(instance)).tolist()
    cut = len(instance["W1"]) * len(instance["X"])
    wanted = {
        "first": flint.fmpq_mat([row[:cut] for row in true[:cut]]),
        "C": flint.fmpq_mat([row[cut:] for row in true[:cut]]),
        "last": flint.fmpq_mat([row[cut:] for row in true[cut:]]),
    }
    wrong = {
        name: sum(a != b for a, b in zip(block.entries(), wanted[name].entries(), strict=True))
        for name, block in blocks.items()
    }
    measured = {"weights": len(true), "entries_that_differ": wrong}
    bad = [name for name, count in wrong.items() if count]
    if bad:
        return Finding(False, "exact", measured, f"block {', '.join(bad)} differs from the second derivatives")
    return Finding(True, "exact", measured)


def decide_15(instance: Instance) -> Finding:
    """W2ᵀW2 ⊗ XXᵀ, C as printed, and I ⊗ W1XXᵀW1ᵀ against exact second differences of the loss."""
    return _compare(instance, _blocks(instance))


def decide_15_no_error(instance: Instance) -> Finding:
    """A planted falsehood: C without its second bracket."""
    return _compare(instance, _blocks(instance, with_error=False))


def decide_15_turned(instance: Instance) -> Finding:
    """A broken check: the other vec convention in the first block."""
    return _compare(instance, _blocks(instance, turned=True))


CLAIMS = (
    Claim(
        id="T3-15",
        title="The Hessian of a one-hidden-layer linear network",
        source="T3 §6.2.2, “Gradient dynamics and Hessian”, the display after (14)",
        statement="∇²L(w) = [W2ᵀW2 ⊗ XXᵀ, C; Cᵀ, I_d' ⊗ W1XXᵀW1ᵀ] for w = vec(W1ᵀ, W2ᵀ), with "
        "C = [W2ᵀ ⊗ XXᵀW1ᵀ] + [I_N ⊗ X(Eᵀ)•1, …, I_N ⊗ X(Eᵀ)•d']",
        quantifier="for all",
        field="real",
        letters=LETTERS | {"(Eᵀ)•i": "column i of Eᵀ: the residuals of output i"},
        draw=draw,
        decide=decide_15,
        planted=(
            Variant("no error", "C = W2ᵀ ⊗ XXᵀW1ᵀ alone", decide_15_no_error, "block C"),
            Variant("turned", "broken: XXᵀ ⊗ W2ᵀW2, the other convention of vec", decide_15_turned, "block first"),
        ),
        num_instances=40,
        note="The last block is damaged in our copy of the text (“Id0 ⊗ XX> W1 XX> W1”, no product of these shapes); "
        "it is decided as I_d' ⊗ W1XXᵀW1ᵀ. The first block and C are decided as printed.",
    ),
)
