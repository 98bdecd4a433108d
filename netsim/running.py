"""``run`` and ``publish``: an experiment for one seed or several, and its record."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

from .own_inputs import with_own
from .runs import (
    AnyExperiment,
    OverSeeds,
    Result,
    Spec,
    estimate,
    execute,
    figures_beside,
    find_experiment,
    folder_of,
    made_earlier,
    make_spec,
    outcomes_over_seeds,
    publish,
    read_shard,
    records_folder,
    refuse_what_does_not_fit,
    shown_margin,
)
from .shell import Missing, WrongInput, check_output_path, check_range, deliver, printable, say

MOST_SEEDS = 1000
MOST_SEED = 2**63 - 1


def folders_of(records: str, figures: str | None) -> tuple[Path, Path]:
    """Of records, and of their figures."""
    folder = records_folder(records)
    return folder, Path(figures) if figures else figures_beside(folder)


def read_changes(options: argparse.Namespace) -> dict[str, str]:
    """What ``--set`` changes, by option."""
    changes = {}
    for text in options.set:
        key, sign, value = text.partition("=")
        if not sign:
            raise WrongInput(f"--set {text!r} has no =", hint="write --set KEY=VALUE", kind="usage")
        changes[key] = value
    return changes


def check_numbers(options: argparse.Namespace, seeds: Sequence[int]) -> None:
    """Refuse options of a run that no run can have, before anything is computed."""
    check_range("--jobs", options.jobs, 1, 512)
    if options.shard is not None:
        read_shard(options.shard)
    for seed in seeds:
        check_range("--seed", seed, 0, MOST_SEED)
    check_output_path("--out", os.path.join(options.out, "run"))
    if "\0" in (options.data_dir or ""):
        raise WrongInput(f"--data-dir is {options.data_dir!r}", hint="give a folder", kind="bad_data_dir")
    if options.timeout is not None and not 0 < options.timeout < float("inf"):
        raise WrongInput(f"timeout is {options.timeout}", hint="give a positive number", kind="bad_timeout")


def run_one(experiment: AnyExperiment, options: argparse.Namespace, changes: dict[str, str], seed: int) -> Result:
    """Run an experiment with one seed, or resume it, with its progress on stderr."""
    from .shell import Progress

    check_numbers(options, [seed])
    if options.data_dir:
        os.environ["ZEROLOCUS_DATA"] = options.data_dir  # also for the workers
    values = experiment.options(options.size, changes)
    if options.download:
        _download(getattr(values, "data", ""), options.data_dir)
    spec = make_spec(experiment, options.size, values, seed, options.device)
    jobs = _workers(experiment, spec, options)
    with Progress(f"{experiment.id} {options.size}", values.sample_passes()) as progress:
        return execute(
            experiment,
            spec,
            Path(options.out),
            executor=options.executor,
            jobs=jobs,
            timeout=options.timeout,
            progress=progress,
            shard=None if options.shard is None else read_shard(options.shard),
        )


def _workers(experiment: AnyExperiment, spec: Spec[Any], options: argparse.Namespace) -> int:
    """How many workers are asked for and fit; what the run needs is said on stderr, but in size smoke."""
    jobs, out = options.jobs or os.cpu_count() or 1, Path(options.out)
    if options.size == "smoke" or (folder_of(spec, out) / "DONE").exists():
        return jobs
    found = estimate(experiment, spec, out, jobs=jobs)
    say(f"{experiment.id} {options.size}: {'; '.join(found['said'])}")
    refuse_what_does_not_fit(found)
    return found["workers"] if found["worker_bytes"] else jobs


def _estimate(experiment: AnyExperiment, options: argparse.Namespace, changes: dict[str, str]) -> int:
    """What a run would need; nothing is run."""
    values = experiment.options(options.size, changes)
    spec = make_spec(experiment, options.size, values, options.seed, options.device)
    found = estimate(experiment, spec, Path(options.out), jobs=options.jobs or os.cpu_count() or 1)
    print(json.dumps(found, indent=1) if options.json else "\n".join(found["said"]))
    return 0


def _download(name: str, folder: str | None) -> None:
    """Fetch a data set where it is missing, to the given folder or the user's cache."""
    from platformdirs import user_cache_path

    from .data import download, load_dataset

    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    try:
        load_dataset(name, num_train=1, num_test=1, data_dir=folder)
    except Missing:
        download(name, folder or user_cache_path("zerolocus"))


def read_seeds(text: str, *, once: bool = False) -> list[int]:
    """The numbers of ``--seeds 0,1,2``.

    Args:
        once: refuse a seed that is there twice, which would count as two.

    Raises:
        WrongInput: they are none, too many, or twice the same.
    """
    try:
        if not text.isascii() or "_" in text:
            raise ValueError(text)
        seeds = [int(seed) for seed in text.split(",")]
    except ValueError as problem:
        raise WrongInput(f"--seeds {text[:100]!r}", hint="write --seeds 0,1,2", kind="usage") from problem
    if len(seeds) > MOST_SEEDS:
        raise WrongInput(f"--seeds has {len(seeds):,} numbers", hint=f"give at most {MOST_SEEDS}", kind="usage")
    if once and len(set(seeds)) < len(seeds):
        raise WrongInput(f"--seeds {text[:100]} has a seed twice", hint="give each once", kind="usage")
    return seeds


def run_experiments(options: argparse.Namespace) -> int:
    """``run``: an experiment, or resume it, for one seed or several, one after the other."""
    experiment = find_experiment(options.id)
    changes = with_own(experiment, options.size, read_changes(options), options.data)
    seeds = [options.seed] if options.seeds is None else read_seeds(options.seeds, once=True)
    check_numbers(options, seeds)
    if options.estimate:
        return _estimate(experiment, options, changes)
    folders = folders_of(options.publish, options.figures) if options.publish else None
    results = [run_one(experiment, options, changes, seed) for seed in seeds]
    rows = outcomes_over_seeds(results)
    lines = [
        json.dumps(results[0] if options.seeds is None else {**_document(results, rows), "runs": results}, indent=1)
    ]
    if not options.json:
        values = experiment.options(options.size, changes)
        specs = [make_spec(experiment, options.size, values, seed, options.device) for seed in seeds]
        lines = _one_seed(results[0]) if options.seeds is None else _several_seeds(results, rows)
        lines += [f"  {folder_of(spec, Path(options.out))}" for spec in specs]
    lost = deliver("\n".join(lines), save=(lambda: publish(experiment, results, *folders)) if folders else None)
    return lost or int(options.strict and any(row["outcome"] == "contradicts" for row in rows))


def publish_runs(options: argparse.Namespace) -> int:
    """``publish``: the record of runs that were made earlier; nothing is run."""
    experiment = find_experiment(options.id)
    seeds, out = read_seeds(options.seeds, once=True), Path(options.out)
    for seed in seeds:
        check_range("--seeds", seed, 0, MOST_SEED)
    folders = folders_of(options.to, options.figures)
    values = experiment.options(options.size, read_changes(options))
    specs = [make_spec(experiment, options.size, values, seed, options.device) for seed in seeds]
    results = [made_earlier(experiment, spec, out) for spec in specs]
    rows, path = outcomes_over_seeds(results), publish(experiment, results, *folders)
    document = {**_document(results, rows), "record": str(path)}
    print(json.dumps(document, indent=1) if options.json else "\n".join([*_several_seeds(results, rows), f"  {path}"]))
    return 0


class Together(TypedDict):
    """The document of several seeds."""

    experiment: str
    size: str
    seeds: list[int]
    outcomes: list[OverSeeds]


def _document(results: list[Result], rows: list[OverSeeds]) -> Together:
    """Of several seeds."""
    first = results[0]
    seeds = [result["seed"] for result in results]
    return {"experiment": first["experiment"], "size": first["size"], "seeds": seeds, "outcomes": rows}


def _one_seed(result: Result) -> list[str]:
    seed, device = result["seed"], result["device"]
    lines = [f"{result['experiment']}  {result['title']}  ({result['size']}, seed {seed}, {device})"]
    for check in result["checks"]:
        lines.append(f"  {check['outcome']:11} {check['claim'] or 'caption':8} {check['statement']}")
        lines.append(f"              {json.dumps(check['measured'])}")
        lines += [f"              {check['reason']}"] * bool(check["reason"])
    return lines + [f"  note: {printable(note)}" for note in result["notes"]]


def _several_seeds(results: list[Result], rows: list[OverSeeds]) -> list[str]:
    first = results[0]
    seeds = ", ".join(str(result["seed"]) for result in results)
    lines = [f"{first['experiment']}  {first['title']}  ({first['size']}, seeds {seeds}, {first['device']})"]
    for row in rows:
        lines.append(f"  {row['outcome']:11} {row['claim'] or 'caption':8} {row['statement']}")
        lines.append("              " + ", ".join(map("seed {}: {}".format, row["seeds"], row["by_seed"])))
        lines += [f"              {shown_margin(name, margin)}" for name, margin in row["margins"].items()]
        lines += [f"              {row['reason']}"] * bool(row["reason"])
    return lines + [f"  note: seed {r['seed']}: {printable(note)}" for r in results for note in r["notes"]]
