"""The calls that the registry may name, and how their arguments are read from it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from algebraic.shell import WrongInput
from algebraic.systems import PolynomialSystem, cyclic, eco, katsura, noon, read_equations

from . import coefficients, constants, counts, dimensions, hessians, quotients, rectifiers, sizes
from .enclosure import Enclosure
from .registry import Argument, Call

CALLS: dict[str, Callable[..., Enclosure]] = {
    function.__name__: function
    for function in (
        counts.total_degree,
        counts.nash_equilibria,
        counts.hull_volume,
        counts.bezout_in_groups,
        counts.mixed_volume,
        counts.solutions,
        counts.real_solutions,
        counts.solutions_and_origin,
        quotients.distinct_solutions,
        dimensions.neurovariety_dimension,
        dimensions.convolution_dimension,
        coefficients.linear_coefficient,
        coefficients.linear_multiplicity,
        coefficients.coefficient_at_origin,
        coefficients.multiplicity_at_origin,
        coefficients.threshold_at_origin,
        constants.kac_real_roots,
        hessians.linear_hessian_rank,
        rectifiers.least_relu_loss,
        rectifiers.least_bad_relu_loss,
        sizes.neurons,
        sizes.neurons_by_strides,
        sizes.added,
    )
}
FAMILIES: dict[str, Callable[[int], PolynomialSystem]] = {f.__name__: f for f in (katsura, noon, eco, cyclic)}
_MEMBER = re.compile(r"(\w+)\((\d+)\)\Z")


def evaluate(call: Call, systems: Mapping[str, str], seed: int = 0) -> Enclosure:
    """What the call proves; ``systems`` are those of its source.

    >>> evaluate(Call("total_degree", {"system": "cyclic(5)"}), {}).text()
    '120'
    """
    function = CALLS[call.name]
    arguments: dict[str, Argument | PolynomialSystem] = dict(call.arguments)
    if "system" in arguments:
        arguments["system"] = system_named(str(arguments["system"]), systems)
    if "seed" in inspect.signature(function).parameters:
        arguments.setdefault("seed", seed)
    return function(**arguments)


def check_call(call: Call, systems: Mapping[str, str]) -> None:
    """Whether there is such a call with such arguments, without its value.

    Raises:
        WrongInput: there is none.
    """
    if call.name not in CALLS:
        raise WrongInput(f"{call.name!r} is no call", hint=f"one of {', '.join(CALLS)}", kind="bad_registry")
    try:
        inspect.signature(CALLS[call.name]).bind(**call.arguments)
    except TypeError as problem:
        raise WrongInput(f"{call.text()}: {problem}", kind="bad_registry") from problem
    if "system" in call.arguments:
        system_named(str(call.arguments["system"]), systems)


def system_named(name: str, systems: Mapping[str, str]) -> PolynomialSystem:
    """A system of the source, or a member of a family such as ``katsura(5)``; always the same object.

    Raises:
        WrongInput: there is none of this name.
    """
    member = _MEMBER.match(name)
    if name not in systems and not (member and member[1] in FAMILIES):
        known = ", ".join([*systems, *(f"{family}(n)" for family in FAMILIES)])
        raise WrongInput(f"{name!r} is no system", hint=f"one of {known}", kind="bad_registry")
    return _system(name, systems.get(name, ""))


@lru_cache(maxsize=256)
def _system(name: str, text: str) -> PolynomialSystem:
    if text:
        return read_equations(text, name)
    member = _MEMBER.match(name)
    assert member is not None
    return FAMILIES[member[1]](int(member[2]))
