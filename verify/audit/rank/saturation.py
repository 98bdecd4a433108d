"""Where float64 has lost what tells one number from another: tanh of 20 is 1, and its derivative 0.

So are a bias plus inputs that are tiny beside it, and two inputs that differ in their last digits. Neither is so over
the real numbers. A Jacobian that float64 finds deficient may then be of full rank, and no change of
the last digits shows it: what was lost is the same number again. So such a rank counts only where a theorem has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    from ...subject import Subject

LOST = 1e-13  # beside 1, of which float64 keeps a thousandth part or less
LOW = -700.0  # where exponentials vanish
FLAT = 30.0  # where e^−z is below LOST
FLAT_NORMAL, LOW_NORMAL = 7.3, -37.0  # the same of the normal distribution


def saturated_words(subject: Subject) -> str:
    """The operations that lost digits at the given weights, in words; nothing if there are none."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode

    seen: dict[str, int] = {}

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
            name = func._schema.name.removeprefix("aten::").strip("_")
            test = TESTS.get(name)
            before = None if test is None else args[0].detach().clone()  # it may be written into
            found = func(*args, **(kwargs or {}))
            if test is not None and before.is_floating_point():
                value = found[0] if isinstance(found, tuple) else found
                number = int(test(before, value.detach(), args[1:]).sum())
                if number:
                    seen[name] = seen.get(name, 0) + number
            return found

    weights = subject.weights.detach().clone().requires_grad_()
    with torch.enable_grad(), Watch():  # with gradients, since torch has other, fused operations without
        subject.call(weights, subject.batch(slice(None)))
    said = [f"{number:,} values of {name}" for name, number in sorted(seen.items())]
    near = nearly_equal(subject)
    return ", ".join(said + ([f"{near:,} of the inputs, which differ from others in them only"] if near else []))


def nearly_equal(subject: Subject) -> int:
    """How many different inputs are equal up to a ten-trillionth of the largest number in each place."""
    import torch

    rows = torch.cat([each.detach().double().reshape(len(each), -1) for each in subject.inputs.values()], 1).cpu()
    different = len(torch.unique(rows + 0.0, dim=0))  # −0 is 0
    grid = rows / rows.abs().amax(0).clamp_min(1e-300) / LOST
    return different - min(len(torch.unique((grid + shift).round() + 0.0, dim=0)) for shift in (0.0, 0.5))


def _near_one(given: torch.Tensor, found: torch.Tensor, options: tuple[Any, ...]) -> torch.Tensor:
    return found.abs() > 1 - LOST


def _near_one_of_several(given: torch.Tensor, found: torch.Tensor, options: tuple[Any, ...]) -> torch.Tensor:
    """Of a softmax: one that is left alone by a mask is 1 exactly."""
    return (found > 1 - LOST) & (given.isfinite().sum(options[0], keepdim=True) > 1)


def _outside(low: float, high: float) -> Callable[[torch.Tensor, torch.Tensor, tuple[Any, ...]], torch.Tensor]:
    return lambda given, found, options: (given < low) | (given > high)


def _softplus(given: torch.Tensor, found: torch.Tensor, options: tuple[Any, ...]) -> torch.Tensor:
    """Above its threshold torch's is the identity, and loses nothing."""
    beta = options[0] if options else 1.0
    threshold = options[1] if len(options) > 1 else 20.0
    scaled = given * float(beta)
    return (scaled < LOW) | ((scaled > FLAT) & (scaled <= float(threshold)))


def _absorbed(given: torch.Tensor, found: torch.Tensor, options: tuple[Any, ...]) -> torch.Tensor:
    """Of biases and products: where these differ from sample to sample by more than rounding, and their sums do not."""
    products = options[0] @ options[1]
    spread = products.amax(0) - products.amin(0)
    return (spread > LOST * products.abs().amax(0)) & (spread <= LOST * found.abs().amax(0))


def _vanished(given: torch.Tensor, found: torch.Tensor, options: tuple[Any, ...]) -> torch.Tensor:
    return (found == 0) & given.isfinite()


TESTS: dict[str, Callable[[torch.Tensor, torch.Tensor, tuple[Any, ...]], torch.Tensor]] = {
    "addmm": _absorbed,
    "celu": _outside(-FLAT, float("inf")),
    "elu": _outside(-FLAT, float("inf")),
    "erf": _near_one,
    "exp": _vanished,
    "gelu": _outside(LOW_NORMAL, FLAT_NORMAL),
    "log_sigmoid_forward": _outside(-FLAT, -LOW),
    "mish": _outside(LOW, FLAT / 2),
    "sigmoid": lambda given, found, options: _near_one(given, found, options) | _vanished(given, found, options),
    "silu": _outside(LOW, FLAT),
    "softmax": _near_one_of_several,
    "softplus": _softplus,
    "tanh": _near_one,
}
