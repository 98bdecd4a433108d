"""Functions that hold what they are given to their types, at every call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from .ranges import Instance, Rule, allowed, check_given, plain

SomeGiven = ParamSpec("SomeGiven")
SomeReturned = TypeVar("SomeReturned")


def held(function: Callable[SomeGiven, SomeReturned]) -> Callable[SomeGiven, SomeReturned]:
    """The same function, which holds what it is given to its types at every call; arrays it looks at itself.

    >>> from typing import Annotated
    >>> from netsim.shell import Range
    >>> @held
    ... def half(number: Annotated[float, Range(0, 10)]) -> float:
    ...     return number / 2
    >>> half("x")
    Traceback (most recent call last):
    netsim.shell.errors.WrongInput: number is 'x' (give a number from 0 to 10)
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*arguments: SomeGiven.args, **options: SomeGiven.kwargs) -> SomeReturned:
        bound = signature.bind(*arguments, **options)
        for name, value in bound.arguments.items():
            if getattr(value, "ndim", None) == 0:  # a number of numpy is one of Python
                bound.arguments[name] = plain(value)
        types = allowed(function)
        given = {name: value for name, value in bound.arguments.items() if not _is_array(types[name].rule)}
        check_given(function, **given)
        return function(*bound.args, **bound.kwargs)

    return call


def _is_array(rule: Rule) -> bool:
    return isinstance(rule, Instance) and rule.of.__name__ == "ndarray"
