"""What may be given for a layer: whole numbers, places in a list, activations, true or false."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..shell import shown_value
from .activation import Activation
from .activation_sources import ActivationSource, as_activation
from .fixing import bad_network

MAX_NUMBER = 10**9  # in a description; what it describes has other limits


def is_index(value: Any, size: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and 0 <= int(value) < size


def activation_or_none(given: ActivationSource | None) -> Activation | None:
    return None if given is None else as_activation(given)


def whole(value: Any, name: str, least: int = 1) -> int:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not least <= value <= MAX_NUMBER:
        raise bad_network(f"{name} is {shown_value(value)}, not a whole number from {least} to {MAX_NUMBER:,}")
    return int(value)


def truth(value: Any, name: str) -> bool:
    """Refuse what is neither true nor false, such as "no", which Python takes for true."""
    if not isinstance(value, bool):
        raise bad_network(f"{name} is {shown_value(value)}, neither true nor false")
    return value
