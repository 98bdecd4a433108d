"""Where an audit computes, and how much memory is free there."""

from __future__ import annotations

from algebraic.shell import Missing, WrongInput
from netsim import shell


def find_device(name: str) -> str:
    """The name, if such a device is there: ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        WrongInput: not a name of a device.
        Missing: torch is not installed, or sees no such device.

    >>> find_device("tpu")
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: --device is 'tpu' (choose cpu, cuda or cuda:N)
    """
    try:
        return shell.check_device(name)
    except shell.Missing as problem:
        raise Missing(problem.message, hint=problem.hint, kind=problem.kind) from None
    except shell.WrongInput as problem:
        raise WrongInput(problem.message, hint=problem.hint, kind=problem.kind) from None
