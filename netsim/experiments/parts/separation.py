"""What became of the distance that noise put between models: one rule for each statement, wherever a paper makes it.

Noise puts models apart; then they are trained on. What they are apart at the end is judged by what was put in: a ratio
of 1 is the noise itself, carried along, and no effect of training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...runs import Numbers, Outcome
from .evidence import put_in

KEPT = 0.5  # of the distance: models that keep half of it do not come to one point
AMPLIFIED = 2.0  # models that end twice as far apart as the noise put them were led apart
NOISE_ONLY = 1.1  # up to here, and down to its inverse, it is the noise that is left


@dataclass(frozen=True)
class Separation:
    """1 − cosine of pairs of models, which grows with the square of their distance.

    Attributes:
        first: right after the perturbation.
        last: at the end, in the same order.
        moved: from the first to the last weights of single models; none where it was not measured.
    """

    first: np.ndarray
    last: np.ndarray
    moved: np.ndarray | None

    @property
    def ratios(self) -> np.ndarray:
        """Last over first distance."""
        there = self.first > 0
        return np.sqrt(
            np.divide(np.maximum(self.last, 0), self.first, out=np.full_like(self.last, np.nan), where=there)
        )

    def why_not(self) -> str:
        """Why nothing follows from it, or ``""``: models that could not have met say nothing by staying apart."""
        if not np.isfinite([*self.first, *self.last]).all():
            return "a model diverged"
        if why := put_in(self.first):
            return why
        if self.moved is None:
            return "it was not measured how far training moved the models"
        if not np.isfinite(self.moved).all():
            return "a model diverged"
        if self.moved.min() < np.median(self.first) / 4:  # half of the distance between two
            return "training moved the models too little to bring them together: what is seen is the noise"
        return ""


def separation(first: Any, last: Any, moved: Any | None = None) -> Separation:
    """Of numbers as they are in a record."""
    flat = [np.asarray(values, float).ravel() for values in (first, last)]
    return Separation(flat[0], flat[1], None if moved is None else np.asarray(moved, float).ravel())


def is_noise(ratios: Any) -> bool:
    """Whether the distances, taken together, are those that the noise made."""
    median = float(np.median(np.asarray(ratios, float)))
    return 1 / NOISE_ONLY <= median <= NOISE_ONLY


def stay_apart(parts: dict[str, Separation], numbers: Numbers, *, share: float = 1.0) -> Outcome:
    """Models do not come back to one another: a share of all pairs keeps half of its distance and more."""
    ratios = np.concatenate([part.ratios for part in parts.values()])
    numbers = numbers | {"last_over_first_distance": {name: part.ratios for name, part in parts.items()}, "kept": KEPT}
    if why := _why_not(parts):
        return Outcome("undecided", numbers, why)
    if np.mean(ratios >= KEPT) < share:
        return Outcome("contradicts", numbers, "models come together")
    return Outcome("agrees", numbers)


def led_apart(parts: dict[str, Separation], numbers: Numbers, *, significantly: bool) -> Outcome:
    """Noise leads to other models: what training makes of the distance, in every part, beyond what was put in.

    A ratio of 1 never agrees, for it is the noise. It contradicts that a small perturbation makes models
    ``significantly`` different; that it leads to slightly different ones is contradicted by models that come together.
    """
    agrees, contradicts = (AMPLIFIED, NOISE_ONLY) if significantly else (NOISE_ONLY, KEPT)
    medians = {name: float(np.median(part.ratios)) for name, part in parts.items()}
    numbers = numbers | {"median_last_over_first": medians, "agrees_from": agrees, "contradicts_to": contradicts}
    if why := _why_not(parts):
        return Outcome("undecided", numbers, why)
    if min(medians.values()) >= agrees:
        return Outcome("agrees", numbers)
    if max(medians.values()) <= contradicts:
        said = "they end as far apart as the noise put them, and that is little"
        return Outcome("contradicts", numbers, said if significantly else "models come together")
    if is_noise(list(medians.values())):
        return Outcome("undecided", numbers, "they end as far apart as the noise put them: what is seen is the noise")
    least, most = min(medians.values()), max(medians.values())
    return Outcome("undecided", numbers, f"the distances end at {least:.2g} to {most:.2g} times what the noise made")


def _why_not(parts: dict[str, Separation]) -> str:
    return next(filter(None, (part.why_not() for part in parts.values())), "")


def in_order(tables: dict[str, np.ndarray], numbers: Numbers, words: str) -> Outcome:
    """Whether the numbers fall along the rows of all tables: always, in half of the rows or fewer, or sometimes."""
    steps = np.concatenate([np.diff(table, axis=1).ravel() for table in tables.values()])
    ends = np.concatenate([table[:, -1] - table[:, 0] for table in tables.values()])
    numbers = numbers | {
        "steps": steps.size,
        "falling_steps": int(np.sum(steps < 0)),
        "rows": ends.size,
        "falling_from_first_to_last": int(np.sum(ends < 0)),
    }
    if not steps.size or not np.isfinite(steps).all():
        return Outcome("undecided", numbers, "too few branches, or one that diverged")
    if (steps < 0).all():
        return Outcome("agrees", numbers)
    if np.mean(ends < 0) <= 0.5:
        return Outcome("contradicts", numbers, f"{words} in half of the rows or fewer, even from the first to the last")
    return Outcome("undecided", numbers, f"{words} from the first to the last in most rows, but not at every step")
