"""E11: linear regression in polynomial features, degenerate and not, perturbed and not (Theory III, Fig. 4, 15, 16)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Annotated

import numpy as np

from ..data import POINTS, polynomial_features, sine_points
from ..probes import LOSSES, closed_form, descend, loss_factor, null_projector, power_law, slope
from ..runs import Arrays, Experiment, Options, Run
from ..shell import Every, Few, OneOf, Range, Rate, Samples, Several, Spread, Steps, random_stream, refuse
from .parts.regression_checks import CHECKS
from .parts.regressions import Choice, Curves, Directions, Measured, Returned, Walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS = 400  # of the bootstrap


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

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
    record_every: Every = 1000
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
    """The literal iteration for both degrees with and without perturbations; a perturbation of a converged model."""
    o = run.options
    many, few = (_features(o, o.points, degree) for degree in (o.degree, o.small_degree))
    rate = o.learning_rate * loss_factor(o.loss, o.num_train)
    calls = []
    for problem in (many, few):
        for every in (0, o.perturb_every):
            start = o.initial_std * _normal(run.seed, "initial weights", problem, o.repeats)[0]
            count = (o.iterations - 1) // every if every else 0
            noise = o.noise * _normal(run.seed, "perturbations", problem, o.repeats, count)
            calls.append(_descent(o, problem, rate, start, every, noise))
    alone, perturbed, few_alone, few_perturbed = run.map("descend", calls)
    return {
        "survey": survey(o),
        "mean_square_of_targets": float(np.mean(many["targets"] ** 2)),
        "degenerate": {
            "degree": o.degree,
            "unperturbed": _curves(many, alone),
            "perturbed": _curves(many, perturbed),
            "directions": _directions(many, perturbed, rate, calls[1].keywords["noise"]),
        },
        "convex": {
            "degree": o.small_degree,
            "unperturbed": _curves(few, few_alone),
            "perturbed": _curves(few, few_perturbed),
        },
        "returned": _returned(run, many, rate, alone),
        "walk": _walks(run),
    }


def _features(o: Settings, points: str, degree: int) -> Arrays:
    x, y = sine_points(o.num_train, points, frequency=o.frequency)
    test_x, test_y = sine_points(o.num_test, frequency=o.frequency)
    features, test_features = polynomial_features(x, degree), polynomial_features(test_x, degree)
    return {"features": features, "targets": y, "test_features": test_features, "test_targets": test_y}


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


def survey(o: Settings) -> list[Choice]:
    """What the paper leaves open, by the closed form from w = 0: where the points are, what the loss is divided by.

    Returns:
        for each degree, kind of points and loss the step times the largest eigenvalue of the Hessian (above 2 it
        diverges), and the training error relative to the mean square of the targets after a cycle, at the end and in
        the limit.
    """
    degrees = (o.degree, o.small_degree)
    return [_choice(o, *place) for place in product(degrees, POINTS, LOSSES)]


def _choice(o: Settings, degree: int, points: str, loss: str) -> Choice:
    problem = _features(o, points, degree)
    features, targets = problem["features"], problem["targets"]
    rate, size = o.learning_rate * loss_factor(loss, o.num_train), float(np.mean(targets**2))

    def left(time: float) -> float:
        rest = closed_form(features, targets, np.zeros(degree + 1), rate, time)[1]
        with np.errstate(over="ignore"):
            return float(np.mean(rest**2)) / size if size else 0.0

    return {
        "degree": degree,
        "points": points,
        "loss": loss,
        "mean_square_of_targets": size,
        "step_times_eigenvalue": float(rate * np.linalg.norm(features, 2) ** 2),
        "cycle": left(o.perturb_every),
        "end": left(o.iterations),
        "limit": left(np.inf),
    }


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


def _directions(problem: Arrays, arrays: Arrays, rate: float, noise: np.ndarray) -> Directions:
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
    growth = power_law((walk**2).sum(1), seed=0)
    return {"eigenvalues": values**2, "left_after_cycle": left, "growth": growth, "expected_test_increase": expected}


def random_walk(features: np.ndarray, steps: int, seed: int, walks: int) -> Arrays:
    """Perturbations of norm one, each followed by gradient descent to its limit, which moves the rest alone.

    Returns:
        ``squares``: ‖P(w_m − w_0)‖² on the degenerate directions, (steps, walks).
    """
    project = null_projector(features)
    squares = np.empty((steps, walks))
    for walk in range(walks):
        noise = random_stream(seed, "random walk", len(project), walk).standard_normal((steps, len(project)))
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        squares[:, walk] = (np.cumsum(noise @ project, axis=0) ** 2).sum(1)
    return {"squares": squares}


def _walks(run: Run[Settings]) -> Walk:
    o = run.options
    problems = [_features(o, o.points, degree)["features"] for degree in o.walk_degrees]
    walk = partial(random_walk, steps=o.walk_steps, seed=run.seed, walks=o.walks)
    found = run.map("walk", [partial(walk, features=features) for features in problems])
    sizes = [features.shape[1] for features in problems]
    nullity = np.array(sizes) - o.num_train
    fits = [power_law(arrays["squares"], seed=run.seed) for arrays in found]
    times = np.arange(1, o.walk_steps + 1)[:, None]
    random = random_stream(run.seed, "bootstrap of the constants")
    picks = random.integers(o.walks, size=(DRAWS, o.walks))
    slopes = []
    for pick in [np.arange(o.walks), *picks]:
        constants = [np.sqrt((arrays["squares"][:, pick] / times).mean()) for arrays in found]
        slopes.append(float(slope(np.log(nullity), np.log(constants))))
    return {
        "num_params": sizes,
        "nullity": nullity,
        "fits": fits,
        "curves": [np.sqrt(arrays["squares"].mean(1)) for arrays in found],
        "expected_constant": np.sqrt(nullity / np.array(sizes)),
        "constant_exponent": slopes[0],
        "constant_interval": np.quantile(slopes[1:], (0.025, 0.975)),
    }


def _draw(panels: list[tuple[str, str]], measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(len(panels), 2, figsize=(10, 4 * len(panels)), squeeze=False, layout="constrained")
    for (left, right), (name, kind) in zip(grid, panels, strict=True):
        problem = measured["degenerate"] if name == "degenerate" else measured["convex"]
        curves = problem["perturbed"] if kind == "perturbed" else problem["unperturbed"]
        times = np.asarray(curves["iterations"], float)
        for part, colour, errors in (("train", "tab:blue", curves["train"]), ("test", "tab:orange", curves["test"])):
            values = np.maximum(np.asarray(errors, float), 1e-16)
            left.semilogy(times, values, color=colour, label=f"{part} error", linewidth=1)
        left.set(xlabel="iterations", ylabel="mean square error", title=f"{name}, {kind}")
        left.legend()
        right.plot(times, np.asarray(curves["norm"], float), color="tab:green", linewidth=1)
        right.set(xlabel="iterations", ylabel="L2 norm of the weights", title="mean over the repetitions")
    return figure


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
        "T3-4": partial(_draw, [("degenerate", "perturbed")]),
        "T3-15": partial(_draw, [("degenerate", "unperturbed")]),
        "T3-16": partial(_draw, [("convex", "unperturbed"), ("convex", "perturbed")]),
    },
    checks=CHECKS,
    choices="Silent in the paper: the 9 points (here Chebyshev nodes, as in Fig. 13: 9 equally spaced points make "
    "every target 0; the test points are equally spaced), what the loss is divided by (here the mean of "
    "squares: with the ½‖Xw − y‖² of 6.2.1 the step 0.2 diverges; all choices are surveyed by the closed "
    "form), and what differs between the repetitions (here initial weights of standard deviation 0.1, and the "
    "perturbations). A cycle after a perturbation is 4,000 iterations, as the captions say. The walks of 4.1 "
    "are taken with perturbations of norm 1 and the limit of gradient descent in closed form, for degrees that"
    " change the dimension of the null space.",
)
