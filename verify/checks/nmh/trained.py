"""What the experiments say of skip-connections to the output in training (NMH App. E and F): tendencies, all open."""

from __future__ import annotations

from typing import Any

from ...trained import Measured, broken, false, trained_claim

NOTE = "A figure about one network on other images than ours: no number of runs decides it."


def _not_by_half(numbers: dict[str, Any]) -> str:
    most = numbers["interval_95"][1]
    return f"the share falls by at most {most:.3f} (95 %), not by one half" * (most < 0.5)


def _rough_with_skips(measured: Measured) -> None:
    for row in measured["windows"]:
        row["not_convex"] = 1.0 if row["network"] == "skip" else 0.0


def _learns(numbers: dict[str, Any]) -> str:
    reached = max(float(error) for error in numbers["smallest_train_error"])
    return f"every network with skips has come to the training error {reached:g} or less" * (reached < 0.8)


def _own_predictions(measured: Measured) -> None:
    for name in ("plain", "skip"):
        errors = measured[name]["train_error"]
        measured[name]["train_error"] = [[[0.0] * len(model) for model in rate] for rate in errors]


CLAIMS = (
    trained_claim(
        "NMH-13",
        title="Skip-connections smooth the loss surface",
        source="NMH App. E, Fig. 3",
        statement="skip-connections from hidden neurons to the output smooth the loss of a network with two hidden "
        "layers near a small sub-optimal region, and let gradient descent flow from there to the bottom",
        quantifier="exists",
        field="real",
        open=True,
        planted=(
            false(
                "half",
                "skip-connections make half of all points of the planes convex that were not",
                ("E17", "sigmoid: smoother with skips"),
                _not_by_half,
                "not by one half",
            ),
            broken(
                "swapped",
                "every point convex without skips and none with them",
                "E17",
                _rough_with_skips,
                "are not_convex with skips than without",
            ),
        ),
        note=f"{NOTE} The paper shows one random plane. Smooth is read as convex on the grid, a sub-optimal region as "
        "a local minimum of the grid.",
    ),
    trained_claim(
        "NMH-14",
        title="150 layers of width 10 train with skips and not without",
        source="NMH App. F, Fig. 5",
        statement="a network of 150 layers of width 10 with softplus comes to zero training error within 200 epochs "
        "when its hidden neurons have skip-connections to the output; without them it fails to converge in 1,000 "
        "epochs, with stronger fluctuations",
        quantifier="exists",
        field="real",
        open=True,
        planted=(
            false(
                "nothing",
                "a network with skips learns nothing: its training error stays near that of guessing, 0.9",
                ("E18", "skips: training error 0"),
                _learns,
                "every network with skips has come to",
            ),
            broken(
                "predictions",
                "predictions compared with themselves, an error of 0 for every network",
                "E18",
                _own_predictions,
                "the network without skips reaches training error 0",
            ),
        ),
        note=f"{NOTE} The rate is the best of the four that the paper names; batch size and initialisation are ours.",
    ),
)
