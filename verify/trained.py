"""Claims about training: decided on what an experiment of ``netsim`` measured.

An instance names an experiment, one of its checks, a size and a seed. By default (size ``laptop``, seed 0) the
committed records are read, with all of the seeds that they have, which takes no torch and no time; any other size or
seed is run, with torch. Over seeds there is one rule, :func:`netsim.runs.over_seeds`.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial, wraps
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, final

import numpy as np

from algebraic.shell import Missing, OutOfBudget, WrongInput, ZerolocusError

from .claims import Decide, Settings
from .declare import Declaration, claim
from .evidence import Finding

if TYPE_CHECKING:
    from netsim.runs import Check, Experiment

Measured = dict[str, Any]  # a JSON document
SETTINGS = {"size": "laptop", "seed": 0}  # they stand for the committed records, whichever seeds these have
HOLDS = {"agrees": True, "contradicts": False, "undecided": None}
IMAGES = {"patches": "patches of two photographs", "digits": "digits of 8×8 pixels"}


@final
class OneCheck(TypedDict):
    """An instance: a check of an experiment, in a size and with a seed."""

    experiment: str
    check: str
    size: str
    seed: int


@cache
def checks_of(name: str) -> list[tuple[str, str]]:
    """(experiment, check) of every check that speaks of a claim.

    >>> checks_of("NMH-14")[1]
    ('E18', 'skips: within 200 epochs')
    """
    from netsim.runs import experiments

    return [(e.id, check.name) for e in experiments().values() for check in e.checks if check.claim == name]


def draw(name: str, stream: np.random.Generator, settings: Settings) -> OneCheck:
    """The checks of a claim in turn, each an instance of its own."""
    checks = checks_of(name)
    experiment, check = checks[round(settings.scale * (len(checks) - 1))]
    return {
        "experiment": experiment,
        "check": check,
        "size": settings.options.get("size", SETTINGS["size"]),
        "seed": settings.options.get("seed", SETTINGS["seed"]),
    }


def find(instance: OneCheck) -> tuple[Experiment, Check]:
    """The experiment and the check that an instance names.

    Raises:
        WrongInput: there is no such experiment; KeyError: it has no such check.
    """
    from netsim.runs import find_experiment

    with _as_ours():
        experiment = find_experiment(instance["experiment"])
    return experiment, {check.name: check for check in experiment.checks}[instance["check"]]


def measured_by(instance: OneCheck) -> dict[int, Measured]:
    """What the experiment measured, by seed: from its record, or, for another size or seed, by running it now.

    Empty where there is no record, or one of other options than the experiment has today.

    Raises:
        WrongInput: an unknown size, or a seed that is none.
        Missing: it has to be run, and torch is not installed.
    """
    experiment, size, seed = find(instance)[0], instance["size"], instance["seed"]
    if {"size": size, "seed": seed} == SETTINGS:
        return _recorded(experiment.id)[0]
    return {seed: _run(experiment.id, size, seed)}


def records() -> Path:
    """The folder of records."""
    return Path(str(files("netsim"))) / "results"


@cache
def _recorded(experiment: str) -> tuple[dict[int, Measured], list[str]]:
    """What was measured, by seed, and the options that were added since."""
    from netsim.runs import experiments, read_record

    path = records() / f"{experiment}-{SETTINGS['size']}.json"
    if not path.is_file():
        return {}, []
    with _as_ours():
        runs = read_record(path)
    options = experiments()[experiment].options(str(SETTINGS["size"])).as_dict()
    made_with = runs[0]["options"]
    if not made_with.items() <= options.items():
        return {}, []
    return {run["seed"]: run["measured"] for run in runs}, [key for key in options if key not in made_with]


@cache
def _run(experiment: str, size: str, seed: int) -> Measured:
    from netsim.runs import execute, find_experiment, make_spec

    if not isinstance(seed, int) or seed < 0:
        raise WrongInput(f"the seed of an experiment is {seed!r}", hint="give a number from 0 on", kind="bad_seed")
    with _as_ours(), tempfile.TemporaryDirectory() as folder:
        found = find_experiment(experiment)
        spec = make_spec(found, size, found.options(size), seed, "cpu")
        return execute(found, spec, Path(folder), executor="here")["measured"]


@contextmanager
def _as_ours() -> Iterator[None]:
    """Errors of the experiments as errors of this package, with the same exit code."""
    from netsim.shell import NetsimError

    try:
        yield
    except NetsimError as problem:
        kinds = {error.exit_code: error for error in (WrongInput, Missing, OutOfBudget)}
        error: type[ZerolocusError] = kinds.get(problem.exit_code, ZerolocusError)
        raise error(problem.message, hint=problem.hint, kind=problem.kind) from problem


def decide(
    instance: OneCheck,
    *,
    grade: str = "statistical",
    as_printed: bool = False,
    change: Callable[[Any], None] | None = None,
) -> Finding:
    """The outcome of a check as a finding.

    Args:
        as_printed: the claim is bound to the paper's settings: with others nothing is refuted.
        change: spoils the measured data first, for planted falsehoods.
    """
    from netsim.runs import decided, margins_over_seeds, over_seeds, shown_margin
    from netsim.shell import tidy_numbers

    experiment, check = find(instance)
    found = {}
    for seed, measured in measured_by(instance).items():
        if change is not None:
            measured = copy.deepcopy(measured)
            change(measured)
        found[seed] = decided(check, measured, instance["size"])
    if not found:
        return no_record(instance, grade)
    outcome = over_seeds(found)
    reason = said(instance, outcome.reason) if outcome.reason else ""
    holds = HOLDS[outcome.outcome]
    if holds is False and as_printed and experiment.options(instance["size"]) != experiment.options("paper"):
        holds, reason = None, f"{reason} (contradicts; but these are not the paper's settings)"
    margins = margins_over_seeds([each.measured for each in found.values()])
    together = {
        "experiment": experiment.id,
        "check": check.name,
        "size": instance["size"],
        "seeds": list(found),
        "outcomes": [each.outcome for each in found.values()],
        "outcome": outcome.outcome,
        "older": _recorded(experiment.id)[1] if instance["size"] == SETTINGS["size"] else [],
        "fragile": [shown_margin(name, margin) for name, margin in margins.items() if margin["fragile"]],
    }
    measured = {"statement": check.statement, "over_seeds": together, **tidy_numbers(outcome.measured)}
    return Finding(holds, grade, measured, reason)


def on_each_seed(instance: OneCheck, grade: str, decide_one: Callable[[Measured], Finding]) -> Finding:
    """What is decided on the measured data of one seed, over all of them by the rule of :func:`decide`."""
    from netsim.runs import Outcome, over_seeds

    found = {seed: decide_one(measured) for seed, measured in measured_by(instance).items()}
    if not found:
        return no_record(instance, grade)
    words = {holds: outcome for outcome, holds in HOLDS.items()}
    outcome = over_seeds(
        {seed: Outcome(words[each.holds], dict(each.measured), each.reason) for seed, each in found.items()}
    )
    return Finding(HOLDS[outcome.outcome], grade, dict(outcome.measured), outcome.reason)


def no_record(instance: OneCheck, grade: str) -> Finding:
    """Undecided, with what to do."""
    name, size = instance["experiment"], instance["size"]
    command = f"python -m netsim run {name} --size {size} --publish netsim/results --seeds 0,1,2"
    return Finding(None, grade, reason=f"no record of {name} in size {size} with the options of today; run {command}")


def said(instance: OneCheck, reason: str) -> str:
    """A reason with its place."""
    return f"{instance['experiment']}, {instance['size']}, {instance['check']}: {reason}"


def about_training(
    name: str, title: str, *, note: str, on_images: bool = True, **fields: Any
) -> Callable[[Decide], Declaration]:
    """Declare a claim whose instances are the checks of experiments, as with :func:`verify.declare.claim`.

    Args:
        note: what a reader must know besides where the numbers come from, which is added.
        on_images: whether it is about networks that are trained on images.
        fields: further ones of the claim.
    """
    return claim(
        name,
        title,
        draw=partial(draw, name),
        settings=dict(SETTINGS),
        num_instances=max(1, len(checks_of(name))),
        listed=True,
        note=f"{note} {sources_of(name, on_images)}",
        **fields,
    )


def numbers_of(experiment: str, check: str) -> Callable[[Callable[[Any], str]], Decide]:
    """A statement that is decided on the numbers of one check.

    What is decorated says what in these numbers contradicts its docstring; nothing where they do not.
    """

    def decides(contradiction: Callable[[Any], str]) -> Decide:
        @wraps(contradiction)
        def decide_numbers(instance: OneCheck) -> Finding:
            if (instance["experiment"], instance["check"]) != (experiment, check):
                return Finding(None, "statistical", reason="another check decides it")
            check_of = find(instance)[1]

            def decide_one(measured: Measured) -> Finding:
                why = contradiction(check_of.decide(measured).measured)
                return Finding(not why, "statistical", {}, said(instance, why) if why else "")

            return on_each_seed(instance, "statistical", decide_one)

        return decide_numbers

    return decides


def spoils(experiment: str) -> Callable[[Callable[[Any], None]], Decide]:
    """A fault in what an experiment measured, which its checks must notice: what is decorated changes the data."""

    def decides(change: Callable[[Any], None]) -> Decide:
        @wraps(change)
        def decide_spoiled(instance: OneCheck) -> Finding:
            if instance["experiment"] != experiment:
                return Finding(None, "statistical", reason=f"the fault is in {experiment}")
            return decide(instance, change=change)

        return decide_spoiled

    return decides


def sources_of(name: str, on_images: bool) -> str:
    """Which experiments decide a claim, and on which images in the size of the records.

    >>> sources_of("NMH-14", on_images=True)
    'An instance is a check of an experiment: E18 (digits of 8×8 pixels, 360 of them; CIFAR-10 was not at \
hand). What we chose where the paper is silent: `python -m netsim show E18`.'
    """
    from netsim.runs import experiments

    parts = []
    ids = list(dict.fromkeys(experiment for experiment, _ in checks_of(name)))
    for each in ids:
        options = experiments()[each].options(str(SETTINGS["size"])).as_dict()
        if on_images and "data" in options:
            counts = options["num_train"] if isinstance(options["num_train"], list) else [options["num_train"]]
            number = " or ".join(f"{count:,}" for count in counts)
            absent = {"cifar10": "CIFAR-10", "mnist": "MNIST"}[experiments()[each].options("paper").data]
            parts.append(f"{each} ({IMAGES[options['data']]}, {number} of them; {absent} was not at hand)")
        else:
            parts.append(each)
    show = ", ".join(f"`python -m netsim show {each}`" for each in ids)
    return (
        f"An instance is a check of an experiment: {', '.join(parts)}. What we chose where the paper is silent: {show}."
    )
