"""The subcommands of ``python -m netsim``."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from .arguments import parser
from .runs import AnyExperiment, Result, experiments, find_experiment, find_figure
from .shell import Missing, WrongInput, check_output_path, check_plot_path, check_range, deliver, printable, run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run_subcommand, arguments)


def _run_subcommand(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    return SUBCOMMANDS[options.command](options)


def _folders(records: str, figures: str | None) -> tuple[Path, Path]:
    """Of records, and of their figures."""
    from .runs import figures_beside, records_folder

    folder = records_folder(records)
    return folder, Path(figures) if figures else figures_beside(folder)


def _say(line: str = "") -> None:
    print(line)


def _list(options: argparse.Namespace) -> int:
    found = list(experiments().values())
    if options.json:
        rows = [
            {
                "id": e.id,
                "title": e.title,
                "sizes": list(e.sizes),
                "figures": list(e.figures),
                "claims": e.claims,
                "not_built": e.not_built or None,
            }
            for e in found
        ]
        _say(json.dumps({"experiments": rows}, indent=1))
        return 0
    for e in found:
        _say(f"{e.id}  {e.title}" + (f"  (not built yet: {e.not_built})" if e.not_built else ""))
        if e.figures:
            claims = f"; claims {', '.join(e.claims)}" if e.claims else ""
            _say(f"     figures {', '.join(e.figures)}{claims}")
    return 0


def _show(options: argparse.Namespace) -> int:
    e = find_experiment(options.id)
    sizes = {size: values.as_dict() for size, values in e.sizes.items()}
    rules = {key: str(rule) for values in e.sizes.values() for key, rule in values.rules().items()}
    checks = [{"claim": c.claim, "name": c.name, "statement": c.statement, "against": c.against} for c in e.checks]
    if options.json:
        document = {"id": e.id, "title": e.title, "source": e.source, "options": sizes, "checks": checks}
        _say(json.dumps(document | {"figures": list(e.figures), "choices": e.choices, "ranges": rules}, indent=1))
        return 0
    _say(f"{e.id}  {e.title}\n{e.source}\n{e.choices}\n")
    for key in next(iter(sizes.values()), ()):
        _say(f"  {key:24}" + "  ".join(f"{size}={sizes[size][key]}" for size in sizes))
    if rules:
        _say("\nwhat they may be")
    for key, rule in rules.items():
        _say(f"  {key:24}{rule}")
    if checks:
        _say("\nchecks")
    for check in checks:
        _say(f"  {check['claim'] or '(caption)':8} {check['name']}: {check['statement']}")
        _say(f"{'':11}against it: {check['against']}")
    return 0


def _changes(options: argparse.Namespace) -> dict[str, str]:
    changes = {}
    for text in options.set:
        key, sign, value = text.partition("=")
        if not sign:
            raise WrongInput(f"--set {text!r} has no =", hint="write --set KEY=VALUE", kind="usage")
        changes[key] = value
    return changes


def _check_numbers(options: argparse.Namespace, seeds: Sequence[int]) -> None:
    check_range("--jobs", options.jobs, 1, 512)
    for seed in seeds:
        check_range("--seed", seed, 0, 2**63 - 1)
    check_output_path("--out", os.path.join(options.out, "run"))
    if "\0" in (options.data_dir or ""):
        raise WrongInput(f"--data-dir is {options.data_dir!r}", hint="give a folder", kind="bad_data_dir")
    if options.timeout is not None and not 0 < options.timeout < float("inf"):
        raise WrongInput(f"timeout is {options.timeout}", hint="give a positive number", kind="bad_timeout")


def _run_one(experiment: AnyExperiment, options: argparse.Namespace, changes: dict[str, str], seed: int) -> Result:
    from .runs import execute, make_spec
    from .shell import Progress

    _check_numbers(options, [seed])
    if options.data_dir:
        os.environ["ZEROLOCUS_DATA"] = options.data_dir  # also for the workers
    values = experiment.options(options.size, changes)
    if options.download:
        _download(getattr(values, "data", ""), options.data_dir)
    spec = make_spec(experiment, options.size, values, seed, options.device)
    with Progress(f"{experiment.id} {options.size}", values.sample_passes()) as progress:
        return execute(
            experiment,
            spec,
            Path(options.out),
            executor=options.executor,
            jobs=options.jobs or os.cpu_count() or 1,
            timeout=options.timeout,
            progress=progress,
        )


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


def _run(options: argparse.Namespace) -> int:
    from .runs import folder_of, make_spec, publish

    experiment = find_experiment(options.id)
    changes = _changes(options)
    folders = _folders(options.publish, options.figures) if options.publish else None
    result = _run_one(experiment, options, changes, options.seed)
    lines = [json.dumps(result, indent=1)]
    if not options.json:
        values = experiment.options(options.size, changes)
        spec = make_spec(experiment, options.size, values, options.seed, options.device)
        lines = [f"{experiment.id}  {experiment.title}  ({options.size}, seed {options.seed}, {options.device})"]
        for check in result["checks"]:
            lines.append(f"  {check['outcome']:11} {check['claim'] or 'caption':8} {check['statement']}")
            lines.append(f"              {json.dumps(check['measured'])}")
            lines += [f"              {check['reason']}"] * bool(check["reason"])
        lines += [f"  note: {printable(note)}" for note in result["notes"]]
        lines.append(f"  {folder_of(spec, Path(options.out))}")
    lost = deliver("\n".join(lines), save=(lambda: publish(experiment, result, *folders)) if folders else None)
    contradicted = any(check["outcome"] == "contradicts" for check in result["checks"])
    return lost or int(options.strict and contradicted)


def _figure(options: argparse.Namespace) -> int:
    from .runs import draw_figure

    experiment, name = find_figure(options.figure)
    check_plot_path("--to", options.to)
    result = _run_one(experiment, options, _changes(options), options.seed)
    path = draw_figure(experiment, name, result["measured"], Path(options.to or f"{name}.png"))
    _say(json.dumps({"figure": name, "experiment": experiment.id, "path": str(path)}) if options.json else str(path))
    return 0


def _sweep(options: argparse.Namespace) -> int:
    experiment = find_experiment(options.id)
    key, sign, values = (options.over or "").partition("=")
    if options.over and not sign:
        raise WrongInput(f"--over {options.over!r}", hint="write --over KEY=A,B,C", kind="usage")
    try:
        if not options.seeds.isascii() or "_" in options.seeds:
            raise ValueError(options.seeds)
        seeds = [int(seed) for seed in options.seeds.split(",")]
    except ValueError as problem:
        raise WrongInput(f"--seeds {options.seeds[:100]!r}", hint="write --seeds 0,1,2", kind="usage") from problem
    if len(seeds) > 1000:
        raise WrongInput(f"--seeds has {len(seeds):,} numbers", hint="give at most 1000", kind="usage")
    _check_numbers(options, seeds)
    rows = []
    for value in values.split(",") if options.over else [""]:
        for seed in seeds:
            changes = _changes(options) | ({key: value} if options.over else {})
            result = _run_one(experiment, options, changes, seed)
            rows += [
                {"seed": seed, "value": value, "run_id": result["run_id"]}
                | {name: check[name] for name in ("claim", "name", "outcome", "measured")}
                for check in result["checks"]
            ]
    if options.json:
        _say(
            json.dumps({"experiment": experiment.id, "size": options.size, "key": key or None, "rows": rows}, indent=1)
        )
        return 0
    for row in rows:
        _say(
            f"{key or 'seed'}={row['value'] or row['seed']}  seed {row['seed']}  {row['outcome']:11} {row['name']}  "
            f"{json.dumps(row['measured'])}"
        )
    return 0


def _status(options: argparse.Namespace) -> int:
    from .runs import runs_in

    rows = runs_in(Path(options.out))
    if options.json:
        _say(json.dumps({"runs": rows}, indent=1))
        return 0
    for row in rows:
        line = f"{row['folder']:32} {row['state']:9} {row['pieces']} pieces, seed {row['seed']}, {row['device']}"
        _say(printable(line))
    if not rows:
        _say(f"no runs in {options.out}")
    return 0


def _report(options: argparse.Namespace) -> int:
    from .runs import write_report

    path = write_report(Path(options.out), Path(options.to))
    _say(str(path))
    return 0


def _gallery(options: argparse.Namespace) -> int:
    from .runs import gallery
    from .shell import write_text

    target = Path(options.to)
    text = gallery(*_folders(options.records, options.figures), target.parent)
    write_text(target, text)
    _say(str(target))
    return 0


SUBCOMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "run": _run,
    "figure": _figure,
    "sweep": _sweep,
    "status": _status,
    "report": _report,
    "gallery": _gallery,
}
