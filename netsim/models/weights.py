"""Weights: a stack of models of one network as arrays by name, the models first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

import numpy as np

from ..shell import WrongInput, shown_value


@dataclass(frozen=True)
class AStack:
    """Arrays of numbers by name, each with as many models."""

    items = 1
    most_items = 1_000_000
    ascending, repeats = False, True

    def __str__(self) -> str:
        return "arrays by name, the models first, such as .weights of a TrainResult"

    def check(self, name: str, value: Any) -> None:
        """Refuse what is no stack of models."""
        if not isinstance(value, dict) or not value:
            raise _wrong(f"{name} is {shown_value(value)}", f"give {self}")
        for key, array in value.items():
            is_array = isinstance(array, np.ndarray) and array.dtype.kind in "fiu" and array.ndim
            if not isinstance(key, str) or not is_array:
                raise _wrong(f"{name} has {shown_value(array)} for {shown_value(key)}", f"give {self}")
        counts = {key: len(array) for key, array in value.items()}
        if len(set(counts.values())) > 1:
            raise _wrong(f"the arrays of {name} have different numbers of models: {counts}", "stack the models first")


def _wrong(cause: str, hint: str) -> WrongInput:
    return WrongInput(cause, hint=hint, kind="wrong_value")


Weights: TypeAlias = Annotated[dict[str, np.ndarray], AStack()]
