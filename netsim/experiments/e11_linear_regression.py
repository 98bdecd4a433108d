"""E11: linear regression in polynomial features, degenerate and not, perturbed and not (Theory III, Fig. 4, 15, 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import numpy as np

from ..data import FEATURES, POINTS
from ..probes import LOSSES, closed_form, descend, loss_factor, null_projector, power_law
from ..runs import Arrays, Experiment, OfSeeds, Options, Run
from ..shell import Every, Few, OneOf, Range, Rate, Samples, Several, Spread, Steps, random_stream, refuse
from .parts.caption_checks import CAPTIONS
from .parts.degenerate_walk import laws_of, walk_calls
from .parts.regression_checks import CHECKS
from .parts.regressions import Curves, Directions, Measured, Returned, Variant
from .parts.sine_regression import sine_problem, survey

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FLOOR = 1e-16  # of what is drawn


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    features: Annotated[tuple[str, ...], OneOf(FEATURES)] = ("legendre", "chebyshev", "monomials")
    points: Annotated[str, OneOf(POINTS)] = "chebyshev"
    loss: Annotated[str, OneOf(LOSSES)] = "mean"
    num_train: Samples = 9
    num_test: Samples = 100
    frequency: Annotated[float, Range(0.001, 1000)] = 4.0
    degree: Few = 30
    small_degree: Few = 4
    learning_rate: Rate = 0.2
    noise: Spread = 0.6
    initial_std: Spread = 0.1
    walk_degrees: Annotated[tuple[int, ...], Range(1, 1000)] = (16, 30, 60, 120, 300)
    iterations: Steps = 250_000
    perturb_every: Every = 4000
    record_every: Every = 2000
    repeats: Few = 30
    walk_steps: Several = 100
    walks: Several = 200

    def check_together(self) -> None:
        if self.iterations <= 2 * self.perturb_every:
            cause = f"{self.iterations} iterations with a perturbation every {self.perturb_every}"
            raise refuse(cause, "at least two perturbations are needed")
        if self.record_every > self.perturb_every:
            raise refuse(f"a record every {self.record_every} of {self.perturb_every} iterations", "record more often")
        if min(self.walk_degrees) < self.num_train:
            raise refuse(f"a walk of degree {min(self.walk_degrees)}", f"from num_train on: {self.num_train}")


def run(run: Run[Settings]) -> Measured:
    """The literal iteration, with each kind of features, for both degrees with and without perturbations; then a
    perturbation of a converged model and the walks, with the first kind."""
    o = run.options
    rate = o.learning_rate * loss_factor(o.loss, o.num_train)
    problems = [
        sine_problem(o, o.points, degree, features, run.seed)
        for features in o.features
        for degree in (o.degree, o.small_degree)
    ]
    calls = []
    for problem in problems:
        for every in (0, o.perturb_every):
            start = o.initial_std * _normal(run.seed, "initial weights", problem, o.repeats)[0]
            count = (o.iterations - 1) // every if every else 0
            noise = o.noise * _normal(run.seed, "perturbations", problem, o.repeats, count)
            calls.append(_descent(o, problem, rate, start, every, noise))
    found = run.map("descend", calls)
    first, *others = [
        _variant(run, features, problems[2 * i : 2 * i + 2], found[4 * i : 4 * i + 4], calls[4 * i + 1])
        for i, features in enumerate(o.features)
    ]
    walks = [sine_problem(o, o.points, degree, o.features[0], run.seed)["features"] for degree in o.walk_degrees]
    return {
        "survey": survey(o, run.seed),
        "mean_square_of_targets": float(np.mean(problems[0]["targets"] ** 2)),
        **first,
        "others": others,
        "returned": _returned(run, problems[0], rate, found[0]),
        "walk": laws_of(walks, run.map("walk", walk_calls(walks, o.walk_steps, run.seed, o.walks)), run.seed),
    }


def _variant(
    run: Run[Settings], features: str, problems: list[Arrays], found: list[Arrays], perturbed: partial[Arrays]
) -> Variant:
    """Both problems with one kind of features; ``perturbed`` made the second of what was found."""
    many, few = problems
    words = perturbed.keywords
    return {
        "features": features,
        "degenerate": {
            "degree": run.options.degree,
            "unperturbed": _curves(many, found[0]),
            "perturbed": _curves(many, found[1]),
            "directions": _directions(many, found[1], words["rate"], words["noise"], run.seed),
        },
        "convex": {
            "degree": run.options.small_degree,
            "unperturbed": _curves(few, found[2]),
            "perturbed": _curves(few, found[3]),
        },
    }


def _normal(seed: int, role: str, problem: Arrays, repeats: int, count: int = 1) -> np.ndarray:
    """Standard normal (count, num_params, repeats), each repeat from a stream of its own."""
    size = problem["features"].shape[1]
    return np.stack([random_stream(seed, role, size, i).standard_normal((count, size)) for i in range(repeats)], axis=2)


def _descent(
    o: Settings, problem: Arrays, rate: float, start: np.ndarray, every: int, noise: np.ndarray
) -> partial[Arrays]:
    return partial(
        descend,
        **problem,
        rate=rate,
        start=start,
        noise=noise,
        iterations=o.iterations,
        record_every=o.record_every,
        perturb_every=every,
    )


def _curves(problem: Arrays, arrays: Arrays) -> Curves:
    after = np.mean((problem["features"] @ arrays["cycles"] - problem["targets"][:, None]) ** 2, axis=1)
    return {
        "iterations": arrays["iterations"],
        "train": arrays["train"].mean(1),
        "test": arrays["test"].mean(1),
        "norm": arrays["norm"].mean(1),
        "final": {"train": arrays["train"][-1], "test": arrays["test"][-1], "norm": arrays["norm"][-1]},
        "after_cycle": {"mean": after.mean(1), "worst": after.max(1)},
    }


def _returned(run: Run[Settings], problem: Arrays, rate: float, arrays: Arrays) -> Returned:
    """A perturbation of norm one of the converged models, and gradient descent for as long as at first."""
    before = arrays["cycles"][-1]
    noise = _normal(run.seed, "unit perturbation", problem, before.shape[1])[0]
    noise /= np.linalg.norm(noise, axis=0)
    call = _descent(run.options, problem, rate, before + noise, 0, np.zeros((0, *noise.shape)))
    (found,) = run.map("return", [call])
    degenerate = null_projector(problem["features"])
    change = found["cycles"][-1] - before
    slowest = np.linalg.svd(problem["features"], compute_uv=False)[-1] ** 2

    def left(change: np.ndarray, project: np.ndarray, noise: np.ndarray) -> np.ndarray:
        return np.linalg.norm(project @ change, axis=0) / np.linalg.norm(project @ noise, axis=0)

    return {
        "train_before": arrays["train"][-1].max(),
        "train_perturbed": found["train"][0].min(),
        "train_after": found["train"][-1].max(),
        "nondegenerate_left": left(change, np.eye(len(degenerate)) - degenerate, noise).max(),
        "slowest_direction_left": (1 - rate * slowest) ** run.options.iterations,  # in closed form
        "degenerate_moved_back": left(change - noise, degenerate, noise).max(),
    }


def _directions(problem: Arrays, arrays: Arrays, rate: float, noise: np.ndarray, seed: int) -> Directions:
    """What a cycle leaves of the distance from the solution along each eigenvector, and the walk along the others."""
    _, values, vectors = np.linalg.svd(problem["features"], full_matrices=False)
    solution = closed_form(problem["features"], problem["targets"], np.zeros(noise.shape[1]), rate, np.inf)[0]
    cycles = arrays["cycles"]
    offset = np.einsum("rp,cpk->crk", vectors, cycles - solution[:, None])
    begun = offset[:-1] + np.einsum("rp,cpk->crk", vectors, noise)
    left = np.sqrt((offset[1:-1] ** 2).mean((0, 2)) / (begun[:-1] ** 2).mean((0, 2)))  # the last cycle may be cut off
    walk = null_projector(problem["features"]) @ (cycles[1:] - cycles[:1])
    # Along the degenerate directions the steps add up, uncorrelated with the rest: their share of the test error.
    seen = problem["test_features"] @ null_projector(problem["features"])
    expected = np.mean(noise**2) * len(noise) * np.sum(seen**2) / len(seen)
    growth = power_law((walk**2).sum(1), seed=seed)
    return {"eigenvalues": values**2, "left_after_cycle": left, "growth": growth, "expected_test_increase": expected}


def _draw(panels: list[tuple[str, str]], seeds: Sequence[Measured]) -> Figure:
    """One row for each panel: the errors with each kind of features, and the norms; the mean and range of the seeds."""
    from matplotlib import pyplot

    by_seed: list[list[Variant]] = [[measured, *measured["others"]] for measured in seeds]
    variants: list[tuple[Variant, ...]] = list(zip(*by_seed, strict=True))
    rows, columns = len(panels), len(variants) + 1
    figure, grid = pyplot.subplots(
        rows, columns, figsize=(4.6 * columns, 4.4 * rows), sharey="col", squeeze=False, layout="constrained"
    )
    for (*lefts, right), (name, kind) in zip(grid, panels, strict=True):
        for left, of_seeds in zip(lefts, variants, strict=True):
            curves = [_curves_of(variant, name, kind) for variant in of_seeds]
            features = of_seeds[0]["features"]
            times = np.asarray(curves[0]["iterations"], float)
            for part, colour, errors in (
                ("train", "C0", [each["train"] for each in curves]),
                ("test", "C1", [each["test"] for each in curves]),
            ):
                _band(left, times, np.maximum(np.asarray(errors, float), FLOOR), f"{part} error", colour)
            left.set_yscale("log")
            left.set(xlabel="iterations", ylabel="mean square error")
            left.set_title(f"{name}, {kind},\n{features}")
            left.locator_params(axis="x", nbins=3)
            left.legend()
            _band(right, times, np.asarray([each["norm"] for each in curves], float), features)
        right.set(
            xlabel="iterations", ylabel="L2 norm of the weights", title="mean over the repetitions,\nrange of seeds"
        )
        right.locator_params(axis="x", nbins=3)
        right.legend()
    return figure


def _curves_of(variant: Variant, name: str, kind: str) -> Curves:
    problem = variant["degenerate"] if name == "degenerate" else variant["convex"]
    return problem["perturbed"] if kind == "perturbed" else problem["unperturbed"]


def _band(axes: Axes, times: np.ndarray, rows: np.ndarray, label: str, colour: str | None = None) -> None:
    """The mean of rows, one for each seed, with their range."""
    (line,) = axes.plot(times, rows.mean(0), color=colour, label=label, linewidth=1)
    axes.fill_between(times, rows.min(0), rows.max(0), color=line.get_color(), alpha=0.2, linewidth=0)


EXPERIMENT = Experiment(
    id="E11",
    title="Linear regression in polynomial features, degenerate and not, with and without perturbations",
    source="Theory III, 4.1 and 6.5, Fig. 4, 15 and 16",
    sizes={
        "smoke": Settings(iterations=8000, perturb_every=400, record_every=200, repeats=4, walk_steps=20, walks=20),
        "laptop": Settings(),
        "paper": Settings(),
    },
    run=run,
    figures={
        "T3-4": OfSeeds(partial(_draw, [("degenerate", "perturbed")])),
        "T3-15": OfSeeds(partial(_draw, [("degenerate", "unperturbed")])),
        "T3-16": OfSeeds(partial(_draw, [("convex", "unperturbed"), ("convex", "perturbed")])),
    },
    checks=(*CHECKS, *CAPTIONS),
    choices="Silent in the paper: which polynomials of degree 30 and 4 the features are (here those of Legendre and "
    "Chebyshev up to this degree, and monomials, side by side: a caption is met if it is with one of them, "
    "contradicted if it is with none; what is no caption is decided with the first, with which gradient descent comes "
    "back to zero after each perturbation, as 4.1 supposes), the 9 points (here Chebyshev nodes, as in Fig. 13: 9 "
    "equally spaced points make every target 0; the test points are equally spaced), what the loss is divided by "
    "(here the mean of squares: with the ½‖Xw − y‖² of 6.2.1 the step 0.2 diverges), and what differs between the "
    "repetitions (here initial weights of standard deviation 0.1, and the perturbations). All these choices are "
    "surveyed by the closed form. A cycle after a perturbation is 4,000 iterations, as the captions say. The walks of "
    "4.1 are taken with perturbations of norm 1 and the limit of gradient descent in closed form, for degrees that "
    "change the dimension of the null space.",
)
