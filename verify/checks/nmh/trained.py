"""What the experiments say of skip-connections to the output in training (NMH App. E and F): tendencies, all open."""

from __future__ import annotations

from typing import Any, TypedDict

from ...evidence import Finding
from ...trained import OneCheck, about_training, decide, numbers_of, spoils

Errors = dict[str, list[list[list[float]]]]  # by name, for each rate, model and epoch


class Window(TypedDict):
    """What is changed of a window of a plane: the share of its points where the loss of a network is not convex."""

    network: str
    not_convex: float


NOTE = "A figure about one network on other images than ours: no number of runs decides it."


@about_training(
    "NMH-13",
    "Skip-connections smooth the loss surface",
    source="NMH App. E, Fig. 3",
    quantifier="exists",
    field="real",
    open=True,
    note=f"{NOTE} The paper shows one random plane. Smooth is read as convex on the grid, a sub-optimal region as "
    "a local minimum of the grid.",
)
def figure_3(instance: OneCheck) -> Finding:
    """skip-connections from hidden neurons to the output smooth the loss of a network with two hidden layers near a
    small sub-optimal region, and let gradient descent flow from there to the bottom
    """
    return decide(instance)


@figure_3.false(because="not by one half")
@numbers_of("E17", "sigmoid: smoother with skips")
def half(numbers: dict[str, list[float]]) -> str:
    """skip-connections make half of all points of the planes convex that were not"""
    most = numbers["interval_95"][1]
    return f"the share falls by at most {most:.3f} (95 %), not by one half" * (most < 0.5)


@figure_3.broken(because="are not_convex with skips than without")
@spoils("E17")
def swapped(measured: dict[str, list[Window]]) -> None:
    """every point convex without skips and none with them"""
    for row in measured["windows"]:
        row["not_convex"] = 1.0 if row["network"] == "skip" else 0.0


@about_training(
    "NMH-14",
    "150 layers of width 10 train with skips and not without",
    source="NMH App. F, Fig. 5",
    quantifier="exists",
    field="real",
    open=True,
    note=f"{NOTE} The rate is the best of the four that the paper names; batch size and initialisation are ours.",
)
def figure_5(instance: OneCheck) -> Finding:
    """a network of 150 layers of width 10 with softplus comes to zero training error within 200 epochs when its hidden
    neurons have skip-connections to the output; without them it fails to converge in 1,000 epochs, with stronger
    fluctuations
    """
    return decide(instance)


@figure_5.false(because="every network with skips has come to")
@numbers_of("E18", "skips: training error 0")
def nothing(numbers: Any) -> str:
    """a network with skips learns nothing: its training error stays near that of guessing, 0.9"""
    living = [numbers[name] for name in numbers["lives_with"]]
    reached = max((float(error) for each in living for error in each["smallest_train_error"]), default=1.0)
    return f"every network with skips has come to the training error {reached:g} or less" * (reached < 0.8)


@figure_5.broken(because="the network without skips reaches training error 0")
@spoils("E18")
def predictions(measured: dict[str, Errors]) -> None:
    """predictions compared with themselves, an error of 0 for every network"""
    for pair in (measured, *measured.get("others", [])):
        for name in ("plain", "skip"):
            errors = pair[name]["train_error"]
            pair[name]["train_error"] = [[[0.0] * len(model) for model in rate] for rate in errors]
