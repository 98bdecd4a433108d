"""The loss around a trained model and between models: noise, planes, sections of every dimension (E06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...models import Weights, one_model
from ...probes import directions_through, random_directions
from ...runs import Arrays, Run, SomeOptions
from ...training import TrainTask
from .basin_checks import Around, Between, Noise, Volume
from .sections import exit_radii, log_volume_ratio, noise_losses, plane_losses, ray_losses

if TYPE_CHECKING:
    pass

MARGIN = 0.3  # of a plane through three models, around them


PIECE = 8  # rays or draws in one piece of work


def _chunks(count: int) -> list[list[int]]:
    return [list(range(i, min(i + PIECE, count))) for i in range(0, count, PIECE)]


def noise_rows(
    run: Run[SomeOptions], task: TrainTask, states: dict[int, Weights], scales: Sequence[float], num_draws: int
) -> list[Noise]:
    """Losses after Gaussian noise, for the trained model and earlier ones, one row for each and each scale."""
    base = replace(task, start=None)
    epochs = [epoch for epoch in states if epoch > 0]
    plain = run.evaluate("unperturbed", task, [states[epoch] for epoch in epochs])
    places = [(epoch, scale, draws) for epoch in epochs for scale in scales for draws in _chunks(num_draws)]
    calls = [
        partial(
            noise_losses,
            task=base,
            weights=states[epoch],
            scale=scale,
            draws=draws,
            seed=run.seed,
            device=run.device,
        )
        for epoch, scale, draws in places
    ]
    found = run.map("noise", calls)
    rows: list[Noise] = []
    for epoch, before in zip(epochs, plain, strict=True):
        for scale in scales:
            parts = [a["loss"] for (e, s, _), a in zip(places, found, strict=True) if (e, s) == (epoch, scale)]
            rows.append(
                {"epoch": epoch, "scale": scale, "before": before["train_loss"][0], "loss": np.concatenate(parts)}
            )
    return rows


def plane_around(run: Run[SomeOptions], task: TrainTask, model: Weights, resolution: int) -> Around:
    """A random plane through a model."""
    values = np.linspace(-1, 1, resolution)
    directions = random_directions(model, seed=run.seed, index=0)
    return {"values": values, "loss": _plane(run, "around", task, model, directions, values, values)}


def plane_between(run: Run[SomeOptions], task: TrainTask, models: Weights, resolution: int) -> Between:
    """The plane through three models: the main one, a distant and a near branch."""
    directions, places = directions_through(models)
    low, high = places.min(axis=0), places.max(axis=0)
    margin = MARGIN * (high - low).max()
    a, b = (np.linspace(low[i] - margin, high[i] + margin, resolution) for i in range(2))
    return {
        "a": a,
        "b": b,
        "models": places,
        "loss": _plane(run, "between", task, one_model(models, 0), directions, a, b),
    }


def _plane(
    run: Run[SomeOptions],
    name: str,
    task: TrainTask,
    weights: Weights,
    directions: Weights,
    a: np.ndarray,
    b: np.ndarray,
) -> np.ndarray:
    """The loss on a grid, each row a piece of work."""
    row = partial(
        plane_losses, task=replace(task, start=None), weights=weights, directions=directions, device=run.device
    )
    calls = [partial(row, a_values=[value], b_values=b.tolist()) for value in a.tolist()]
    return np.concatenate([arrays["loss"] for arrays in run.map(name, calls)])


def volumes(
    run: Run[SomeOptions],
    task: TrainTask,
    model: Weights,
    *,
    dims: Sequence[int],
    num_rays: int,
    radius: float,
    num_radii: int,
    levels: Sequence[float],
) -> list[Volume]:
    """For sections of every dimension where the rays leave the levels, and the volumes' ratios for adjacent levels."""
    radii = [0.0, *np.geomspace(radius / 20, radius, num_radii - 1).tolist()]
    ray = partial(
        ray_losses,
        task=replace(task, start=None),
        weights=model,
        radii=radii,
        seed=run.seed,
        num_rays=num_rays,
        device=run.device,
    )
    places = [(dim, rays) for dim in dims for rays in _chunks(2 if dim == 1 else num_rays)]
    found = run.map("rays", [partial(ray, dim=dim, rays=rays) for dim, rays in places])
    return [
        _volume(dim, radii, levels, [arrays for (d, _), arrays in zip(places, found, strict=True) if d == dim])
        for dim in dims
    ]


def _volume(dim: int, radii: list[float], levels: Sequence[float], parts: list[Arrays]) -> Volume:
    losses = np.concatenate([part["loss"] for part in parts])
    exits = np.array([exit_radii(radii, losses, level) for level in levels])
    inside = bool((exits > 0).all())
    found: Volume = {
        "dim": dim,
        "levels": levels,
        "rays": len(losses),
        "ratios": [
            log_volume_ratio(inner, outer, dim) if np.isfinite(outer).all() and inside else None
            for inner, outer in pairwise(exits)
        ],
        "never_left": (~np.isfinite(exits)).sum(axis=1),
        "inside": inside,
        "median_exit": np.median(exits, axis=1),
    }
    if dim <= 3:
        found["points"] = exits[:, :, None] * np.concatenate([part["coefficients"] for part in parts])
    return found
