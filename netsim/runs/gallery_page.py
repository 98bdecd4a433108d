"""The gallery: for each paper its captions, our figures beside them, and what agrees and what does not."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..shell import WrongInput, shown_path
from .captions import CAPTIONS
from .drawing import draw_figures, said_below
from .experiment import OUTCOMES, AnyExperiment, experiments
from .published import Record, read_record
from .seeds_table import as_text, seeds_table
from .several_seeds import outcomes_over_seeds
from .summary import summary

HEAD = """# The papers' experiments, run again

Every experiment of Theory II, Theory III and of Nguyen, Mukkamala and Hein that the package `netsim` has, in the size
`laptop`: real images that need no download, or the papers' own regressions, on two processor cores. The papers' images
(CIFAR-10, MNIST) could not be had where this page was made; each experiment is ready for them (`--size paper`, see
{doc}`commands-netsim`), and none has been run on them. Where our outcome differs from the paper's, the data, the size
or our choices may be why: the options stand below the figures of each experiment.

This page and one for each paper are written by `python -m netsim gallery --records netsim/results --figures
docs/results/netsim-figures --to docs/experiments.md` from the records that `make experiments` makes, and a test
compares them. A record that is older than today's network says so: run again, that experiment gives other numbers for
the same seed.

Each statement was read literally and decided by a rule that can come out either way: below each stands what would
contradict it. The records hold the numbers that it was decided on, with the thresholds. A run is evidence only where
something was put in and something was learned: with a rate of 0, with noise of 0, or with what is compared shuffled,
nothing agrees. What diverged, was dead at its start or was not fitted is *undecided*, and so is every run of size
`smoke`.
"""

ABOUT_PAPER = """Below each of our figures stands the paper's caption, below each statement what would contradict it.
Which images these are, and how a statement is decided: {doc}`experiments`.
"""
PAPERS = {  # by the beginning of a figure's name: the page, and its title
    "T2": ("theory-2", "Theory of Deep Learning II, run again"),
    "T3": ("theory-3", "Theory of Deep Learning III, run again"),
    "NMH": ("nguyen", "Nguyen, Mukkamala and Hein, run again"),
}
LONGEST_ALT = 200  # characters of the words for a picture


def gallery(records: Path, figures: Path, target: Path) -> dict[Path, str]:
    """All pages by path: ``target``, and beside it one for each paper, of the experiments whose figures it has.

    Args:
        records: the folder of the records.
        figures: that of the pictures, which the pages link to.
    """
    found = {path.name.split("-")[0]: _record(path) for path in sorted(records.glob("E*-laptop.json"))}
    known = {name: experiment for name, experiment in experiments().items() if name in found}
    pages: dict[Path, str] = {}
    for paper, (name, title) in PAPERS.items():
        of_paper = [experiment for experiment in known.values() if _paper(experiment) == paper]
        elsewhere = [each for each in known.values() if each not in of_paper and _figures_of(each, paper)]
        if of_paper:
            parts = [f"# {title}\n\n{ABOUT_PAPER}", *(_also(each, paper) for each in elsewhere)]
            parts += [_section(each, found[each.id], figures, target.parent) for each in of_paper]
            pages[target.with_name(f"{target.stem}-{name}{target.suffix}")] = "\n".join(parts)
    listed = [f"- {{doc}}`{path.stem}`" for path in pages]
    tree = ["", "```{toctree}", ":hidden:", "", *(path.stem for path in pages), "```", ""]
    small = _small_pictures(known, found, figures, target.parent)
    parts = [HEAD, "\n".join([*listed, *tree]), small, summary(known, found)]
    return {target: "\n".join([*parts, seeds_table({name: found[name] for name in known})]), **pages}


def _small_pictures(known: dict[str, AnyExperiment], found: dict[str, Record], figures: Path, page_folder: Path) -> str:
    """The first figure of each experiment, small, as a link to its section."""
    lines = [":::{container} zl-small-pictures"]
    for name, experiment in known.items():
        figure = next(iter(experiment.figures))
        place = _picture(experiment, found[name], figure, figures, page_folder)
        lines += [f"[![Our drawing of {figure}]({place}) {name}: {experiment.title}](#{name.lower()})", ""]
    return "\n".join([*lines, ":::", ""])


def _picture(experiment: AnyExperiment, runs: Record, figure: str, figures: Path, page_folder: Path) -> str:
    """Where a picture lies, from the page on."""
    picture = figures / f"{experiment.id}-{runs[0]['size']}-{figure}.png"
    return Path(os.path.relpath(picture, page_folder)).as_posix()


def _figures_of(experiment: AnyExperiment, paper: str) -> list[str]:
    return [figure for figure in experiment.figures if figure.partition("-")[0] == paper]


def _paper(experiment: AnyExperiment) -> str:
    """Which paper's page an experiment stands on: that of its first figure."""
    return next(iter(experiment.figures)).partition("-")[0]


def _also(experiment: AnyExperiment, paper: str) -> str:
    """Where figures of this paper stand that an experiment of another draws."""
    figures = " and ".join(_figures_of(experiment, paper))
    return f"{figures}: {{ref}}`{experiment.id} <{experiment.id.lower()}>`, on the page of another paper.\n"


def draw_records(records: Path, figures: Path) -> None:
    """All figures of the records of a folder, to another."""
    for path in sorted(records.glob("E*-laptop.json")):
        runs = _record(path)
        experiment = experiments()[runs[0]["experiment"]]
        draw_figures(experiment, runs[0]["measured"], figures, f"{path.stem}-", runs=runs, small=True)


def _record(path: Path) -> Record:
    """The runs of a published record, with what only this page needs."""
    runs = read_record(path)
    for found in runs:
        libraries = found["environment"].get("libraries")
        numbers = (found.get("cpu_seconds"), found.get("sample_passes"))
        outcomes = all(check["outcome"] in OUTCOMES and "name" in check for check in found["checks"])
        named = path.stem == f"{found['experiment']}-{found['size']}"
        if not (named and isinstance(libraries, dict) and "torch" in libraries and outcomes) or any(
            not isinstance(number, int | float) for number in numbers
        ):
            raise WrongInput(f"{shown_path(path)} is no record", hint="publish it again", kind="bad_record")
    return runs


def _alt(figure: str) -> str:
    """Words for a picture: what the paper says that it shows, on one line, with nothing that ends an option."""
    said = " ".join(CAPTIONS[figure].replace("…", " ").replace(": ", ", ").split()).strip()
    shown = said if len(said) <= LONGEST_ALT else f"{said[:LONGEST_ALT].rpartition(' ')[0]} …"
    return f"Our drawing of {figure}, where the paper says “{shown}”"


def _section(experiment: AnyExperiment, runs: Record, figures: Path, page_folder: Path) -> str:
    record = runs[0]
    lines = [f"({experiment.id.lower()})=", f"## {experiment.id}: {experiment.title}", "", f"{experiment.source}.", ""]
    for check in outcomes_over_seeds(runs):
        claim = f"{as_text(check['claim'])}: " if check["claim"] else ""
        lines.append(f"- **{check['outcome']}** — {claim}{as_text(check['statement'])}")
        if check["reason"]:
            lines.append(f"  — {as_text(check['reason'])}")
        against = next((each.against for each in experiment.checks if each.name == check["name"]), "")
        lines += [f"  *Against it would be:* {against}."] if against else []
    lines.append("")
    for figure in experiment.figures:
        place = _picture(experiment, runs, figure, figures, page_folder)
        lines += [f":::{{figure}} {place}", f":alt: {_alt(figure)}", ":width: 80%", ""]
        lines += [f"**{figure}.** The paper's caption: “{CAPTIONS[figure]}”", ""]
        lines += [f"Ours: {as_text('; '.join(said_below(experiment, figure, runs)))}.", ":::", ""]
    options = ", ".join(as_text(f"{key} = {json.dumps(value)}") for key, value in record["options"].items())
    libraries = record["environment"]["libraries"]
    lines.append("How it was run")
    seeds = ",".join(str(run["seed"]) for run in runs)
    said = f"--seeds {seeds}`" if len(runs) > 1 else f"--seed {seeds}` (one seed)"
    lines += [f": `python -m netsim run {experiment.id} --size {record['size']} {said}, "]
    lines[-1] += f"{as_text(record['device'])}, torch {as_text(libraries['torch'])}, "
    lines[-1] += f"{sum(run['cpu_seconds'] for run in runs):.0f} CPU seconds, "
    lines[-1] += f"{sum(run['sample_passes'] for run in runs):,} sample passes. {options}."
    since = [key for key in experiment.options(record["size"]).as_dict() if key not in record["options"]]
    lines += [f"  This record is older than {', '.join(since)}, and than today's images and network."] if since else []
    lines += [f"  {experiment.choices}"] if experiment.choices else []
    notes = [(f"seed {run['seed']}: " if len(runs) > 1 else "") + note for run in runs for note in run["notes"]]
    lines += [f"  Note: {as_text(note)}." for note in notes[:5]]
    if len(notes) > 5:
        lines.append(f"  {len(notes) - 5} further notes are in the record.")
    return "\n".join(lines) + "\n"
