"""Skip-connections from hidden neurons to the outputs: given one by one, or drawn anew for each model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from ..shell import Range, Seed, WrongInput, check_fields, random_stream, shown_value
from .layers import Layer, Shape, hidden_neurons, unfit

if TYPE_CHECKING:
    import torch

MOST_SKIPS = 10_000_000


@dataclass(frozen=True)
class ANeuron:
    """A hidden neuron, as two numbers: its layer from 1, its place from 0."""

    items = 0
    most_items = 1_000_000
    ascending, repeats = False, True

    def __str__(self) -> str:
        return "a pair (layer, neuron)"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is no pair of whole numbers."""
        if not isinstance(value, tuple) or [type(number) for number in value] != [int, int]:
            raise WrongInput(f"{name} has {shown_value(value)}", hint=f"give each as {self}", kind="wrong_value")


@dataclass(frozen=True)
class DrawnSkips:
    """Distinct hidden neurons, drawn uniformly for each model of an ensemble: a function of (seed, model).

    Attributes:
        count: how many.
        seed: of the draws.
        layers: from which layers, ascending; none is all hidden ones.
        models: for which models, in order: what trains or evaluates them says so (``NetworkSpec.for_models``).
    """

    count: Annotated[int, Range(1, MOST_SKIPS)]
    seed: Seed = 0
    layers: Annotated[tuple[int, ...], Range(1, 10_000, items=0, ascending=True, most_items=10_000)] = ()
    models: Annotated[tuple[int, ...], Range(0, items=0, repeats=True, most_items=100_000)] = ()

    def __post_init__(self) -> None:
        check_fields(self)


Places = dict[int, np.ndarray]  # by layer, in order, the places of its neurons that have skips, ascending
Skips = tuple[tuple[int, int], ...]


def check_skips(layers: tuple[Layer, ...], input_shape: Shape, given: Skips, drawn: DrawnSkips | None) -> int:
    """How many skip-connections a network has.

    Raises:
        WrongInput: from what is no hidden neuron, more than there are neurons, repeated or not in order.
    """
    counts = dict(hidden_neurons(layers, input_shape))
    for number, neuron in given:
        _check_layer(number, counts)
        if not 0 <= neuron < counts[number]:
            raise unfit(
                f"a skip-connection from neuron {neuron} of layer {number}", f"give one from 0 to {counts[number] - 1}"
            )
    if list(given) != sorted(set(given)):
        raise unfit("the skip-connections are not sorted, or repeated", "sort them by layer and neuron")
    if drawn is None:
        return len(given)
    if given:
        raise unfit("skip-connections are given and drawn", "give skips or drawn_skips")
    for number in drawn.layers:
        _check_layer(number, counts)
    available = sum(counts[number] for number in drawn.layers or counts)
    if drawn.count > available:
        raise too_many(drawn.count, available)
    return drawn.count


def _check_layer(number: int, counts: dict[int, int]) -> None:
    if number not in counts:
        raise unfit(f"a skip-connection from layer {number}", "only hidden layers have them")


def too_many(count: int, available: int) -> WrongInput:
    """The error about more skip-connections than neurons."""
    cause = f"{count} skip-connections from {available} hidden neurons"
    return WrongInput(cause, hint=f"give at most {available}", kind="wrong_value")


def draw_places(
    layers: tuple[Layer, ...], input_shape: Shape, count: int, stream: np.random.Generator, among: tuple[int, ...] = ()
) -> Places:
    """So many distinct neurons of these layers, all sets of them equally likely."""
    counts = {number: each for number, each in hidden_neurons(layers, input_shape) if not among or number in among}
    chosen = np.sort(stream.choice(sum(counts.values()), count, replace=False))
    ends = np.cumsum(list(counts.values()))
    parts = np.split(chosen, np.searchsorted(chosen, ends[:-1]))
    begins = ends - np.array(list(counts.values()))
    return {number: part - begin for number, part, begin in zip(counts, parts, begins, strict=True) if len(part)}


@lru_cache(maxsize=64)
def _index(
    layers: tuple[Layer, ...],
    input_shape: Shape,
    given: Skips,
    drawn: DrawnSkips | None,
    device: torch.device,
) -> tuple[dict[int, torch.Tensor], ...]:
    """Where the skip-connections begin: for all models at once if they are given, for each of them if they are drawn.

    Kept on the device: a step that is replayed there may copy nothing to it.
    """
    import torch

    by_layer: dict[int, list[int]] = {}
    for number, neuron in given:
        by_layer.setdefault(number, []).append(neuron)
    found: list[Places] = [{number: np.array(by_layer[number], np.int64) for number in sorted(by_layer)}]
    if drawn is not None:
        streams = [random_stream(drawn.seed, "skip neurons", model) for model in drawn.models]
        found = [draw_places(layers, input_shape, drawn.count, stream, drawn.layers) for stream in streams]
    return tuple({number: torch.from_numpy(each).to(device) for number, each in one.items()} for one in found)


def gather(
    layers: tuple[Layer, ...],
    input_shape: Shape,
    given: Skips,
    drawn: DrawnSkips | None,
    hidden: dict[int, torch.Tensor],
    num_models: int,
) -> torch.Tensor:
    """The values of the skipping neurons, (num_models, batch, num_skips).

    Args:
        hidden: by layer, its neurons: (num_models, batch, units), or images (batch, num_models · channels, …).

    Raises:
        WrongInput: they are drawn, and not for so many models.
    """
    import torch

    if drawn is not None and len(drawn.models) != num_models:
        cause = f"skip-connections drawn for {len(drawn.models)} models, and there are {num_models}"
        raise unfit(cause, "say which they are: network.for_models((0, …))")
    index = _index(layers, input_shape, given, drawn, next(iter(hidden.values())).device)
    rows = {number: _neurons(values, num_models) for number, values in hidden.items()}
    if drawn is None:
        return torch.cat([rows[number][:, :, places] for number, places in index[0].items()], dim=2)
    each = [
        torch.cat([rows[number][model][:, places] for number, places in chosen.items()], dim=1)
        for model, chosen in enumerate(index)
    ]
    return torch.stack(each)


def _neurons(values: torch.Tensor, num_models: int) -> torch.Tensor:
    """(num_models, batch, neurons), whatever they are in."""
    if values.ndim != 4:
        return values
    return values.unflatten(1, (num_models, -1)).transpose(0, 1).flatten(2)
