"""What the chains are asked to do: boxes, temperatures, how many and how long."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10
from typing import TYPE_CHECKING

from algebraic.shell import WrongInput, check_whole, shown_value

from .energy import Energy

if TYPE_CHECKING:
    import torch

SMALL = 64  # parameters, up to which there are many temperatures
PRIOR_DRAWS = 2_000
RADIUS = 0.3  # of the size of the weights, or by itself where they are 0
BOXES = 2
NARROWER = 10.0  # the second box
LEAST_DECADES = 1.0
LONGER = 4  # the second time
SHORTER, COLDER = 0.625, 2  # then: of the decades
LIMITS = {"chains": (4, 10_000), "temperatures": (4, 1_000), "draws": (100, 10**7), "steps": (1, 1_000)}


@dataclass(frozen=True)
class Plan:
    """Sizes of a run.

    Attributes:
        radius: the standard deviation of each weight in the wider box; the narrower one has a tenth.
        chains: in each box, for each temperature.
        temperatures: in each box.
        decades: that the inverse temperatures span.
        draws: kept of each chain; twice as many come before, while step sizes are found.
        steps: at most, of one move along a trajectory.
        population: members of the population that a chain starts from.
    """

    radius: float
    chains: int
    temperatures: int
    decades: float
    draws: int
    steps: int
    population: int = 8


def plan_for(
    weights: torch.Tensor,
    *,
    radius: float | None,
    chains: int | None,
    temperatures: int | None,
    decades: float | None,
    draws: int | None,
    steps: int | None,
) -> Plan:
    """The plan that was asked for; what was left open depends on the number of weights.

    Raises:
        WrongInput: a number that does not fit.
    """
    small = len(weights) <= SMALL
    whole = {"chains": chains, "temperatures": temperatures, "draws": draws, "steps": steps}
    usual = {
        "chains": 48 if small else 16,
        "temperatures": 20 if small else 8,
        "draws": 150 if small else 300,
        "steps": 2 if small else 6,
    }
    sizes = {
        name: usual[name] if value is None else check_whole(name, value, *LIMITS[name], kind=f"bad_{name}")
        for name, value in whole.items()
    }
    size = float(weights.square().mean().sqrt())
    return Plan(
        radius=RADIUS * (size or 1.0) if radius is None else _positive("radius", radius, 1e-100, 1e100),
        population=96 if small else 8,
        decades=(16.0 if small else 3.0) if decades is None else _positive("decades", decades, LEAST_DECADES, 100.0),
        **sizes,
    )


def second_plan(plan: Plan, too_cold: bool, decades: float | None) -> Plan:
    """For chains that left it undecided: longer ones, and another range of temperatures unless one was asked for.

    Where the cold chains did not reach their target, the same number of temperatures stands closer together and less
    far down. Where all did, and it is the fit that does not decide, as many more go on farther down.

    Args:
        too_cold: which of the two.
        decades: that were asked for.
    """
    if decades is not None:
        return replace(plan, draws=LONGER * plan.draws)
    if too_cold:
        return replace(plan, draws=LONGER * plan.draws, decades=plan.decades * SHORTER)
    return replace(
        plan,
        draws=LONGER // COLDER * plan.draws,
        decades=COLDER * plan.decades,
        temperatures=COLDER * plan.temperatures,
    )


def _positive(name: str, value: object, least: float, most: float) -> float:
    try:
        found = float(value)  # type: ignore[arg-type]
        if isinstance(value, bool | str | bytes) or not least <= found <= most:
            raise ValueError
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise WrongInput(
            f"{name} is {shown_value(value)}", hint=f"give a number from {least:g} to {most:g}", kind=f"bad_{name}"
        ) from None
    return found


def inverse_temperatures(energy: Energy, plan: Plan, stream: torch.Generator) -> torch.Tensor:
    """β, (boxes, temperatures), rising: from where β H is about 1 in the box, over the decades asked for.

    Raises:
        WrongInput: the loss is the same everywhere in the box, or rounding leaves too few decades.
    """
    import torch

    weights = energy.subject.weights
    found = []
    for box in range(BOXES):
        radius = plan.radius / NARROWER**box
        steps = radius * torch.randn(_prior_draws(len(weights)), len(weights), generator=stream, dtype=torch.float64)
        values = energy(steps.to(weights.device))[0].abs()
        values = values[torch.isfinite(values)]
        middle = float(values.median()) if len(values) else 0.0
        if not middle > 0:
            raise WrongInput(
                f"the loss is the same, or not finite, at most weights within {radius:.2g} of the point",
                hint="give another radius, or weights on which the loss depends",
                kind="flat_loss",
            )
        room = log10(energy.coldest() * middle) if energy.coldest() < float("inf") else plan.decades
        decades = min(plan.decades, room)
        if decades < LEAST_DECADES:
            raise WrongInput(
                f"the loss at the point is {energy.at_point:.3g}, and differences within {radius:.2g} of it are "
                f"{middle:.3g}: rounding leaves no range of temperatures",
                hint="train to a lower loss, or give a larger radius",
                kind="no_temperatures",
            )
        found.append(torch.logspace(0, decades, plan.temperatures, dtype=torch.float64) / middle)
    return torch.stack(found).to(weights.device)


def _prior_draws(num_params: int) -> int:
    return max(20, min(PRIOR_DRAWS, 10**6 // num_params))
