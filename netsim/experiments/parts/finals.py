"""Losses and errors of what was trained: the last ones, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from ...runs import Values
from ...training import TrainResult

if TYPE_CHECKING:
    import numpy as np

Measure = Literal["train_loss", "train_error", "test_loss", "test_error"]
MEASURES: tuple[Measure, ...] = ("train_loss", "train_error", "test_loss", "test_error")


class Finals(TypedDict):
    """By measure one number for each model, or a row of numbers."""

    train_loss: Values
    train_error: Values
    test_loss: Values
    test_error: Values


def finals(result: TrainResult) -> Finals:
    """At the end of training."""
    return {
        "train_loss": result.final("train_loss"),
        "train_error": result.final("train_error"),
        "test_loss": result.final("test_loss"),
        "test_error": result.final("test_error"),
    }


def history(result: TrainResult, models: slice = slice(None), places: np.ndarray | slice = slice(None)) -> Finals:
    """At these evaluations of these models, (num_models, num_evaluations)."""
    found = result.history
    return {
        "train_loss": found["train_loss"][models, places],
        "train_error": found["train_error"][models, places],
        "test_loss": found["test_loss"][models, places],
        "test_error": found["test_error"][models, places],
    }
