"""Options that have no meaning are refused with the values and the nearest valid ones."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from numbers import Integral

from ..shell import WrongInput, shown_value


def check_choice(what: str, value: str, choices: Sequence[str]) -> None:
    """Refuse a name that is not among the choices.

    >>> check_choice("data set", "digit", ("digits", "patches"))
    Traceback (most recent call last):
    ...
    netsim.shell.errors.WrongInput: there is no data set 'digit' (did you mean digits? there are: digits, patches)
    """
    if isinstance(value, str) and value in choices:
        return
    near = get_close_matches(str(value).lower(), choices, n=1, cutoff=0.4)
    hint = (f"did you mean {near[0]}? " if near else "") + f"there are: {', '.join(choices)}"
    raise WrongInput(f"there is no {what} {shown_value(value)}", hint=hint, kind="unknown_choice")


def check_count(what: str, wanted: int | None, available: int, where: str, default: int | None = None) -> int:
    """How many are taken; ``None`` takes the default, or all there are.

    >>> check_count("num_train", None, 60, "digits")
    60
    >>> check_count("num_train", 61, 60, "digits")
    Traceback (most recent call last):
    ...
    netsim.shell.errors.WrongInput: num_train is 61, and digits has 60 (give at most 60)
    """
    if wanted is None:
        return available if default is None else default
    if isinstance(wanted, bool) or not isinstance(wanted, Integral) or wanted < 1:
        raise WrongInput(f"{what} is {wanted!r}", hint="give a whole number of at least 1", kind="bad_count")
    if wanted > available:
        raise WrongInput(
            f"{what} is {wanted:,}, and {where} has {available:,}",
            hint=f"give at most {available}",
            kind="too_few_samples",
        )
    return int(wanted)


def check_seed(seed: int, what: str = "seed") -> None:
    """Refuse what is not a whole number of at least 0."""
    if isinstance(seed, bool) or not isinstance(seed, Integral) or seed < 0:
        raise WrongInput(f"the {what} is {seed!r}", hint="give a whole number of at least 0", kind="bad_seed")
