"""The losses of an audit: of outputs and targets, one number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from algebraic.shell import WrongInput, shown_value

from .endings import pass_on
from .importing import import_name

SQUARE, CLASSES = "square", "cross-entropy"
Loss = Callable[[Any, Any], Any]


def find_loss(name: str) -> Loss:
    """The function of outputs and targets that a name stands for.

    ``square`` is ½ Σ (output − target)², ``cross-entropy`` the mean of −log softmax at the class, and
    ``module:function`` imports the user's code.

    Raises:
        WrongInput: there is none.
        Missing: there is no such Python module.
    """
    if not isinstance(name, str):
        raise _unknown(name)
    if name == SQUARE:
        return lambda outputs, targets: 0.5 * ((outputs - targets) ** 2).sum()
    if name == CLASSES:
        from torch.nn.functional import cross_entropy

        return lambda outputs, targets: cross_entropy(outputs, targets)
    if ":" not in name:
        raise _unknown(name)
    found = import_name(name, "the loss")
    if not callable(found):
        raise WrongInput(f"the loss {name} is no function", hint="name one of (outputs, targets)", kind="bad_loss")
    return found


def _unknown(name: object) -> WrongInput:
    return WrongInput(
        f"a loss {shown_value(name)}", hint=f"{SQUARE}, {CLASSES} or module:function", kind="unknown_loss"
    )


def check_loss(name: str, loss: Loss, outputs: Any, targets: Any) -> float:
    """The value of a loss, which must be one number.

    Raises:
        WrongInput: it fails, or gives something else.
    """
    try:
        value = loss(outputs, targets)
        number = float(value)
    except Exception as problem:  # of the user's code
        pass_on(problem)
        raise WrongInput(
            f"the loss {name} failed: {type(problem).__name__}: {str(problem)[:300]}",
            hint="it takes outputs (n, output_dim) and targets, and gives one number",
            kind="bad_loss",
        ) from problem
    if number != number or abs(number) == float("inf"):
        raise WrongInput(f"the loss {name} is {number}", hint="are outputs and targets in range?", kind="bad_loss")
    return number
