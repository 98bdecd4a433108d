"""The gradient of the one-hidden-layer linear network (T3 §6.2.2), by exact differentiation."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from ...claims import Claim, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow, matrix, plain, random_matrix

LETTERS = {
    "d": "input_dim",
    "N": "hidden_width",
    "d'": "output_dim",
    "n": "num_samples",
    "X": "inputs, one column for each sample",
    "Y": "targets, one column for each sample",
    "E": "W2 W1 X − Y",
}


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """Random integer matrices; all four sizes from 1 on."""
    sizes = [grow(settings.scale, 1, 5, stream) for _ in range(4)]
    input_dim, width, output_dim, num_samples = sizes
    return {
        "X": random_matrix(stream, input_dim, num_samples),
        "Y": random_matrix(stream, output_dim, num_samples),
        "W1": random_matrix(stream, width, input_dim),
        "W2": random_matrix(stream, output_dim, width),
    }


def true_gradient(instance: Instance, name: str) -> flint.fmpq_mat:
    """∂L/∂W for L = ½‖W2 W1 X − Y‖², differentiated as a polynomial entry by entry, with no matrix calculus."""
    weights = instance[name]
    rows, columns = len(weights), len(weights[0])
    context = flint.fmpq_mpoly_ctx.get([f"w{i}" for i in range(rows * columns)], flint.Ordering.degrevlex)
    generators = context.gens()

    def entries(key: str) -> list[list[Any]]:
        if key == name:
            return [[generators[i * columns + j] for j in range(columns)] for i in range(rows)]
        return [[context.constant(v) for v in row] for row in instance[key]]

    product = _product(_product(entries("W2"), entries("W1"), context), entries("X"), context)
    loss = context.constant(0)
    for row, wanted in zip(product, entries("Y"), strict=True):
        for value, target in zip(row, wanted, strict=True):
            loss += (value - target) * (value - target) / 2
    point = [flint.fmpq(v) for row in weights for v in row]
    slopes = [loss.derivative(f"w{i}")(*point) for i in range(rows * columns)]
    return flint.fmpq_mat(rows, columns, slopes)


def _product(a: list[list[Any]], b: list[list[Any]], context: Any) -> list[list[Any]]:
    zero = context.constant(0)
    return [
        [sum((x * y for x, y in zip(row, column, strict=True)), zero) for column in zip(*b, strict=True)] for row in a
    ]


def _parts(instance: Instance) -> tuple[flint.fmpq_mat, ...]:
    return tuple(matrix(instance[key]) for key in ("X", "Y", "W1", "W2"))


def compare(instance: Instance, name: str, flow: flint.fmpq_mat) -> Finding:
    """Whether a printed right-hand side is −∂L/∂W."""
    wanted = -1 * true_gradient(instance, name)
    found, right = ([entry for row in part.tolist() for entry in row] for part in (flow, wanted))
    wrong = sum(a != b for a, b in zip(found, right, strict=True))
    measured = {
        "entries": len(found),
        "entries_that_differ": wrong,
        "printed": plain(flow),
        "derivative": plain(wanted),
    }
    if not wrong:
        return Finding(True, "exact", measured)
    turned = all(a == -b for a, b in zip(found, right, strict=True))
    reason = f"{wrong} of {len(found)} entries differ from −∂L/∂{name}"
    return Finding(False, "exact", measured, reason + (": the sign is wrong everywhere" if turned else ""))


def decide_13(instance: Instance) -> Finding:
    """(13): W2ᵀ Y Xᵀ − W2ᵀ W2 W1 X Xᵀ."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W1", w2.transpose() * (y - w2 * w1 * x) * x.transpose())


def decide_13_without_transpose(instance: Instance) -> Finding:
    """A planted falsehood: W2ᵀ W2 W1 X Xᵀ with the wrong sign."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W1", w2.transpose() * (y + w2 * w1 * x) * x.transpose())


def decide_13_broken(instance: Instance) -> Finding:
    """A broken check: twice the flow, as if the loss had no factor ½."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W1", 2 * w2.transpose() * (y - w2 * w1 * x) * x.transpose())


def decide_14(instance: Instance) -> Finding:
    """(14) as printed: −Y Xᵀ W1ᵀ + W2 W1 X Xᵀ W1ᵀ."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W2", (w2 * w1 * x - y) * x.transpose() * w1.transpose())


def decide_14_corrected(instance: Instance) -> Finding:
    """(14) with the sign of a gradient flow: Y Xᵀ W1ᵀ − W2 W1 X Xᵀ W1ᵀ."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W2", (y - w2 * w1 * x) * x.transpose() * w1.transpose())


def decide_14_half(instance: Instance) -> Finding:
    """A planted falsehood: only one of the two signs turned."""
    x, y, w1, w2 = _parts(instance)
    return compare(instance, "W2", -1 * (y + w2 * w1 * x) * x.transpose() * w1.transpose())


CLAIMS = (
    Claim(
        id="T3-13",
        title="Gradient flow of the first layer of a linear network",
        source="T3 §6.2.2, eq. (13)",
        statement="Ẇ1 = −∇_W1 L = W2ᵀ Y Xᵀ − W2ᵀ W2 W1 X Xᵀ for L = ½ ‖W2 W1 X − Y‖²",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        draw=draw,
        decide=decide_13,
        planted=(
            Variant("sign", "Ẇ1 = W2ᵀ Y Xᵀ + W2ᵀ W2 W1 X Xᵀ", decide_13_without_transpose, "differ from −∂L/∂W1"),
            Variant("factor", "broken: the loss without its factor ½", decide_13_broken, "differ from −∂L/∂W1"),
        ),
    ),
    Claim(
        id="T3-14",
        title="Gradient flow of the second layer of a linear network",
        source="T3 §6.2.2, eq. (14)",
        statement="Ẇ2 = −Y Xᵀ W1ᵀ + W2 W1 X Xᵀ W1ᵀ, said to be −∇_W2 L “similarly”",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        draw=draw,
        decide=decide_14,
        corrected=Variant("sign", "Ẇ2 = Y Xᵀ W1ᵀ − W2 W1 X Xᵀ W1ᵀ = −∇_W2 L", decide_14_corrected),
        misprint=True,
        planted=(Variant("half", "Ẇ2 = −Y Xᵀ W1ᵀ − W2 W1 X Xᵀ W1ᵀ", decide_14_half, "differ from −∂L/∂W2"),),
        note="The printed right-hand side is +∇_W2 L: the sign is turned in both terms.",
    ),
)
