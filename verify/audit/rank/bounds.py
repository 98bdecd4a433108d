"""What bounds the rank of the Jacobian from above: each bound is a theorem for these data, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .alike import Alike
from .degrees import function_dimension
from .layers import bound_by_layers
from .quotients import QuotientBound, bound_by_movements
from .rescaling import rescaled_units
from .shares import Shares
from .wiring import Wiring

if TYPE_CHECKING:
    from ...subject import Subject

MAX_PARTS = 6  # sentences about layers


@dataclass(frozen=True)
class Bound:
    """A bound of the rank from above.

    Attributes:
        bound: the rank is at most this.
        because: why, as a sentence.
        everywhere: whether it holds at all weights; else at the given ones.
    """

    bound: int
    because: str
    everywhere: bool = True


def upper_bounds(subject: Subject, dead: dict[int, np.ndarray] | None = None) -> list[Bound]:
    """All bounds, the smallest first.

    Args:
        dead: for activations, which units are proved to be 0 with derivative 0 in all samples.
    """
    equations, samples = subject.num_equations, subject.num_samples
    found = [
        Bound(equations, f"there are {equations:,} equations, {samples:,} samples × {subject.output_dim} outputs"),
        Bound(subject.num_params, f"there are {subject.num_params:,} weights"),
    ]
    different = different_inputs(subject)
    distinct = len(next(iter(different.values())))
    if distinct < samples:
        why = f"only {distinct:,} of the {samples:,} inputs are different, and equal inputs give equal rows"
        found.append(Bound(distinct * subject.output_dim, why))
    if subject.graph is not None:
        wiring = Wiring(subject.graph, different, subject.parameter_names)
        parameters = [array.detach().cpu().numpy() for array in subject.parameters()]
        found += _of_graph(wiring, subject.num_params, parameters, Alike(wiring, parameters, dead))
    return sorted(found, key=lambda each: (each.bound, not each.everywhere))


def different_inputs(subject: Subject) -> dict[str, np.ndarray]:
    """Each input once, by the names of the model's arguments."""
    arrays = {name: tensor.detach().cpu().numpy() for name, tensor in subject.inputs.items()}
    flat = [np.ascontiguousarray(a.reshape(len(a), -1) + 0.0) for a in arrays.values()]
    first: dict[tuple[bytes, ...], int] = {}
    for sample in range(subject.num_samples):
        first.setdefault(tuple(each[sample].tobytes() for each in flat), sample)
    kept = list(first.values())
    return {name: array[kept] for name, array in arrays.items()}


def _of_graph(wiring: Wiring, num_params: int, parameters: list[np.ndarray], alike: Alike) -> list[Bound]:
    found: list[Bound] = []
    equations = wiring.num_samples * wiring.output_dim
    superfluous: dict[int, int] = {}
    units = 0
    for each in rescaled_units(wiring):
        superfluous[each.reader] = superfluous.get(each.reader, 0) + each.units
        units += each.units
    if units:
        why = f"{num_params:,} weights less {units:,}: that many units can be rescaled without a change of the outputs"
        found.append(Bound(num_params - units, why))
    space = function_dimension(wiring)
    if space is not None:
        dimension, degree = space
        why = (
            f"on these data each of the {wiring.output_dim} outputs lies in a space of polynomials of degree at most "
            f"{degree} in the inputs, of dimension at most {dimension:,}"
        )
        found.append(Bound(dimension * wiring.output_dim, why))
    plain = Shares(wiring, {})
    everywhere = bound_by_layers(wiring, Shares(wiring, superfluous, plain))
    found.append(Bound(everywhere.bound, _sentence(everywhere.parts)))
    here = bound_by_layers(wiring, plain, alike)
    if here.bound < everywhere.bound:
        found.append(Bound(here.bound, _sentence(here.parts), everywhere=False))
    for known in (None, alike):
        best = min([equations, *(each.bound for each in found if known is not None or each.everywhere)])
        moved = bound_by_movements(wiring, parameters, plain, known, best)
        if moved is not None:
            found.append(Bound(moved.bound, _moves(moved, num_params), everywhere=known is None))
    return found


def _moves(found: QuotientBound, num_params: int) -> str:
    left = f"{found.left:,} of {num_params:,} weights are left where what they read, or what reads them, depends"
    less = f"{found.movements:,} of their independent movements change no output, whatever the data are"
    return "; ".join([*found.limited, left, less])


def _sentence(parts: tuple[str, ...]) -> str:
    if not parts:
        return "layer by layer, each adds no more columns than it has weights"
    told = list(parts[:MAX_PARTS])
    if len(parts) > MAX_PARTS:
        told.append(f"and {len(parts) - MAX_PARTS} more")
    return "; ".join(told)


def least(bounds: list[Bound], **wanted: Any) -> Bound:
    """The smallest bound, or the smallest that holds everywhere."""
    return min((b for b in bounds if not wanted.get("everywhere") or b.everywhere), key=lambda each: each.bound)
