"""Whether the loss has the second derivative that torch gives: it exists, and it is that of the function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.shell import WrongInput, interruption

from .products import Products

if TYPE_CHECKING:
    from ..subject import Subject

TRIED = 3  # samples
STEPS = (1e-3, 1e-4, 1e-5)  # of difference quotients
CLOSE = 1e-2  # relative: what is wrong is wrong by a lot
ROUNDING = 1e-12
NEARBY = 0.01  # relative: where derivatives are compared, away from kinks
OF_TORCH = re.compile(r".*Backward\d+|AccumulateGrad")  # how torch names the derivatives of its own operations
FULL = ("alloc", "out of memory")
HINT = "give each operation a derivative that torch can derive again, such as one made of torch's own operations"


def check_second_derivative(subject: Subject, seed: int = 0) -> None:
    """Refuse a loss without a second derivative, or with one that is not that of the function.

    Raises:
        WrongInput: it names the operation, or says that gradients differ from it.
    """
    few = _few(subject)
    stream = np.random.default_rng([seed, 0])
    unit = float(subject.weights.abs().mean()) or 1.0
    shift = NEARBY * unit * stream.standard_normal(subject.num_params)
    nearby = subject.weights + subject.weights.new_tensor(shift)
    direction = stream.standard_normal(subject.num_params)
    direction /= np.abs(direction).max()
    products = Products(few, nearby)
    found = _named(lambda: products.hessian(direction[:, None])[:, 0], products)
    if not np.isfinite(found).all():
        raise WrongInput(
            "the second derivative of the loss is not finite",
            hint="is there a root, a logarithm or a quotient at the end of its range?",
            kind="no_second_derivative",
        )
    size = float(np.abs(products.gradient()).max())
    for step in STEPS:
        step *= unit
        ahead, behind = (
            Products(few, nearby + nearby.new_tensor(sign * step * direction)).gradient() for sign in (1, -1)
        )
        error = float(np.abs((ahead - behind) / (2 * step) - found).max())
        if error <= CLOSE * float(np.abs(found).max()) + ROUNDING * max(size, 1e-300) / step:
            return
    names = _operations(products)
    raise WrongInput(
        "the second derivative that torch gives is not that of the loss (it differs from difference quotients of the "
        f"gradient){f'; with a backward of its own: {names}' if names else ''}",
        hint="something in a derivative is detached, or has a backward of its own that is constant",
        kind="no_second_derivative",
    )


def _few(subject: Subject) -> Subject:
    return replace(subject, inputs=subject.batch(slice(0, TRIED)), targets=subject.targets[:TRIED])


def _named(run: Callable[[], Any], products: Products) -> Any:
    """What ``run()`` gives; what torch raises becomes an error with the operation's name."""
    try:
        return run()
    except (RuntimeError, NotImplementedError) as problem:
        ended = interruption(problem)
        if ended is not None:
            raise ended from problem
        said = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        if any(word in said.lower() for word in FULL):
            raise
        names = _operations(products)
        where = f" (with a backward of its own: {names})" if names else ""
        raise WrongInput(
            f"the loss has no second derivative{where}: {said[:300]}", hint=HINT, kind="no_second_derivative"
        ) from problem


def _operations(products: Products) -> str:
    """The operations of the loss with a backward of their own, which are none of torch's."""
    found, seen, todo = set(), set(), [products.loss().grad_fn]
    while todo:
        step = todo.pop()
        if step is None or step in seen:
            continue
        seen.add(step)
        name = type(step).__name__
        if OF_TORCH.fullmatch(name) is None:
            found.add(name.removesuffix("Backward").removesuffix("Generated"))
        todo += [each for each, _ in step.next_functions]
    return ", ".join(sorted(found))
