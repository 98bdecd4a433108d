"""``figure``: a figure of a paper by its number, from a record or from a run."""

from __future__ import annotations

import argparse
import json
from importlib.resources import files
from pathlib import Path

from .arguments import parser
from .runs import (
    AnyExperiment,
    Result,
    data_of,
    decide_checks,
    draw_figure,
    find_figure,
    outcomes_over_seeds,
    read_record,
    read_result,
    said_below,
)
from .shell import Missing, WrongInput, check_plot_path, check_range, printable, shown_path

MOST_DPI = 1200
RUN_OPTIONS = ("size", "set", "data", "seed", "device", "out", "data_dir", "download", "executor", "jobs", "timeout")


def draw(options: argparse.Namespace) -> int:
    """Draw the figure, and say what it shows and what of the paper's statements agrees."""
    experiment, name = find_figure(options.figure)
    check_plot_path("--to", options.to)
    check_range("--dpi", options.dpi, 10, MOST_DPI)
    usual = parser().parse_args(["figure", name])
    changed = [key for key in RUN_OPTIONS if getattr(options, key) != getattr(usual, key)]
    if options.source is not None and changed:
        option = f"--{changed[0].replace('_', '-')}"
        raise WrongInput(f"--from is a record, and {option} is of a run", hint="give one of them", kind="usage")
    if changed:
        from .own_inputs import with_own  # these need torch; what was measured earlier is drawn without it
        from .running import read_changes, run_one

        options.size = options.size or "smoke"
        changes = with_own(experiment, options.size, read_changes(options), options.data)
        runs = [run_one(experiment, options, changes, options.seed)]
    else:
        runs = read_runs(experiment, records() if options.source is None else Path(options.source))
    target = Path(options.to or f"{name}.png")
    try:
        path, below = _drawn(experiment, name, runs, target, options.dpi)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as problem:
        if changed:
            raise  # what was just measured is no other version's
        raise WrongInput(
            f"{name} cannot be drawn from this record: {type(problem).__name__}: {str(problem)[:200]}",
            hint="run it again: other versions measured something else",
            kind="bad_record",
        ) from problem
    if not options.json:
        print("\n".join([in_a_sentence(name, experiment.id, path, runs), *map(printable, below)]))
        return 0
    shown = {"figure": name, "experiment": experiment.id, "path": str(path), "size": runs[0]["size"]}
    more = {"data": data_of(runs[0]), "seeds": [run["seed"] for run in runs], "outcomes": outcomes_over_seeds(runs)}
    print(json.dumps({**shown, **more}))
    return 0


def in_a_sentence(name: str, experiment: str, path: Path, runs: list[Result]) -> str:
    """Where the figure is, and what of the statements that the experiment checks agrees with what was measured."""
    if runs[0]["size"] == "smoke":
        return f"Figure {name} is in {path}, from a run of size smoke."
    found = [row["outcome"] for row in outcomes_over_seeds(runs)]
    agree, contradict = found.count("agrees"), found.count("contradicts")
    return (
        f"Figure {name} is in {path}. Of {len(found)} statements that {experiment} checks, {agree} "
        f"{'agrees' if agree == 1 else 'agree'}, {contradict} {'contradicts' if contradict == 1 else 'contradict'} and "
        f"{len(found) - agree - contradict} are undecided."
    )


def records() -> Path:
    """The folder of the committed records."""
    return Path(str(files("netsim"))) / "results"


def read_runs(experiment: AnyExperiment, source: Path) -> list[Result]:
    """The runs of a record, of a run folder, or of the experiment's record in a folder.

    Raises:
        Missing: there is none.
        WrongInput: it is another experiment's, or of another version.
    """
    if (source / "result.json").is_file():
        runs = [read_result(source / "result.json")]
    else:
        path = source / f"{experiment.id}-laptop.json" if source.is_dir() else source
        if not path.is_file():
            hint = f"run it: python -m netsim run {experiment.id} --size laptop --publish DIR; or give --size"
            raise Missing(f"there is no record {shown_path(path)}", hint=hint, kind="missing_record")
        runs = read_record(path)
    first = runs[0]
    if first["experiment"] != experiment.id:
        shown = printable(first["experiment"])[:40]
        raise WrongInput(f"{shown_path(source)} is of {shown}, not {experiment.id}", kind="bad_record")
    if first["size"] not in experiment.sizes:
        words = f"{shown_path(source)} is of size {printable(first['size'])[:40]}"
        raise WrongInput(words, hint=" or ".join(experiment.sizes), kind="bad_record")
    return runs


def _drawn(experiment: AnyExperiment, name: str, runs: list[Result], target: Path, dpi: int) -> tuple[Path, list[str]]:
    """The picture, and what stands below it, decided by the checks of today."""
    for run in runs:
        run["checks"] = decide_checks(experiment, run["measured"], run["size"])
    below = said_below(experiment, name, runs)
    first, *others = (run["measured"] for run in runs)
    return draw_figure(experiment, name, first, target, others=others, below=below, dpi=dpi), below
