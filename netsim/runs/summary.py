"""The table of all experiments: what they decide over seeds, what they took, and why one decides little."""

from __future__ import annotations

from collections.abc import Mapping

from .experiment import OUTCOMES, AnyExperiment, experiments
from .published import Record
from .seeds_table import as_text
from .several_seeds import outcomes_over_seeds

CORES = 2  # of the machines that the laptop sizes are made for
LITTLE = """
In the size `laptop` these decide less than half of their statements:

"""
NO_REASON = "why is not declared"


def summary(known: Mapping[str, AnyExperiment], found: Mapping[str, Record]) -> str:
    """A row for each experiment, what all of them took, and for each that decides little a sentence why.

    Args:
        known: the experiments, by id.
        found: the runs of each, by id.
    """
    lines = ["| experiment | seeds | " + " | ".join((*OUTCOMES, "seeds that differ")) + " | CPU seconds |"]
    lines.append("|---|---|" + "---|" * (len(OUTCOMES) + 2))
    lines += [_row(name, experiment, found[name]) for name, experiment in known.items()]
    total = sum(run["cpu_seconds"] for record in found.values() for run in record)
    lines.append(
        f"\nAll of them together, with all seeds, took {total / 60:.0f} minutes of processor time, as it was measured: "
        f"{total / 60 / CORES:.0f} minutes of {CORES} cores."
    )
    absent = [f"{name} ({experiment.not_built})" for name, experiment in experiments().items() if experiment.not_built]
    lines += [f"\nNot built yet: {'; '.join(absent)}."] if absent else []
    page = "\n".join(lines) + "\n"
    if reasons := [_why(name, each) for name, each in known.items() if decides_little(found[name])]:
        page += LITTLE + "\n".join(reasons) + "\n"
    return page


def decides_little(runs: Record) -> bool:
    """Whether all seeds together decide less than half of the statements."""
    outcomes = [row["outcome"] for row in outcomes_over_seeds(runs)]
    return 2 * outcomes.count("undecided") > len(outcomes)


def _row(name: str, experiment: AnyExperiment, runs: Record) -> str:
    rows = outcomes_over_seeds(runs)
    outcomes = [row["outcome"] for row in rows]
    differ = sum(len(set(row["by_seed"])) > 1 for row in rows)
    counts = " | ".join(str(each) for each in (*(outcomes.count(outcome) for outcome in OUTCOMES), differ))
    seconds = sum(run["cpu_seconds"] for run in runs)
    return f"| {{ref}}`{name} <{name.lower()}>` {experiment.title} | {len(runs)} | {counts} | {seconds:.0f} |"


def _why(name: str, experiment: AnyExperiment) -> str:
    return f"- {{ref}}`{name} <{name.lower()}>`: {as_text(experiment.why_undecided or NO_REASON)}"
