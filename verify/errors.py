"""What can go wrong: the errors of :mod:`algebraic`, and one of our own."""

from __future__ import annotations

from algebraic.shell import ZerolocusError


class NotApplicable(ZerolocusError):
    """An instance violates a hypothesis of the claim (exit code 2)."""

    exit_code = 2
