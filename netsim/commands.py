"""The subcommands of ``python -m netsim``."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

from .runs import SIZES, AnyExperiment, Result, experiments, find_experiment, find_figure
from .shell import Missing, Parser, WrongInput, check_plot_path, run_command

DEFAULT_OUT = "runs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run_subcommand, arguments)


def _run_subcommand(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    return int(options.do(options))


def _parser() -> Parser:
    parser = Parser(prog="netsim", description="Training and landscape experiments of the papers.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    listing = commands.add_parser("list", help="all experiments, with their sizes, figures and claims")
    listing.add_argument("--json", action="store_true", help="one JSON document on stdout")
    listing.set_defaults(do=_list)

    show = commands.add_parser("show", help="one experiment: its options in each size, its checks")
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="one JSON document on stdout")
    show.set_defaults(do=_show)

    running = commands.add_parser("run", help="run an experiment, or resume it")
    running.add_argument("id", metavar="ID", help="such as E02")
    _add_run_options(running)
    running.add_argument("--publish", metavar="DIR", help="also write the record there, and its figures")
    _add_figures_option(running)
    running.add_argument("--strict", action="store_true", help="exit with 1 when an outcome contradicts the paper")
    running.set_defaults(do=_run)

    figure = commands.add_parser("figure", help="draw a figure of a paper by its number, such as T2-4")
    figure.add_argument("figure", metavar="FIGURE")
    figure.add_argument("--to", metavar="FILE", help="picture to write (default: FIGURE.png)")
    _add_run_options(figure)
    figure.set_defaults(do=_figure)

    sweep = commands.add_parser("sweep", help="an experiment for several seeds and values: one table of its checks")
    sweep.add_argument("id", metavar="ID")
    sweep.add_argument("--seeds", default="0", metavar="0,1,2", help="seeds (default: 0)")
    sweep.add_argument("--over", metavar="KEY=A,B,C", help="values of one option")
    _add_run_options(sweep)
    sweep.set_defaults(do=_sweep)

    status = commands.add_parser("status", help="the runs in a folder: done, or how far")
    status.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")
    status.add_argument("--json", action="store_true", help="one JSON document on stdout")
    status.set_defaults(do=_status)

    report = commands.add_parser("report", help="an HTML page of the finished runs in a folder")
    report.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")
    report.add_argument("--to", default="netsim-report.html", metavar="FILE", help="page to write")
    report.set_defaults(do=_report)

    gallery = commands.add_parser("gallery", help="the page of the gallery, from published records")
    gallery.add_argument("--records", required=True, metavar="DIR", help="folder of records")
    _add_figures_option(gallery)
    gallery.add_argument("--to", required=True, metavar="FILE", help="Markdown page to write")
    gallery.set_defaults(do=_gallery)
    return parser


def _add_figures_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--figures", metavar="DIR", help="folder of the figures (default: that of the records, -figures)"
    )


def _folders(records: str, figures: str | None) -> tuple[Path, Path]:
    """Of records, and of their figures."""
    from .runs import figures_beside, records_folder

    folder = records_folder(records)
    return folder, Path(figures) if figures else figures_beside(folder)


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", choices=SIZES, default="smoke", help="default: smoke")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change an option; lists with commas"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu, cuda or cuda:INDEX (default: cpu)")
    parser.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")
    parser.add_argument("--data-dir", metavar="DIR", help="folder of CIFAR-10 or MNIST files")
    parser.add_argument(
        "--download", action="store_true", help="fetch CIFAR-10 or MNIST first where they are missing, SHA-256 checked"
    )
    parser.add_argument(
        "--executor", default="processes", metavar="NAME", help="processes (default), here, or dask=tcp://HOST:PORT"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: one for each core)")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="stop after this; the same command resumes")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


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
    checks = [{"claim": c.claim, "name": c.name, "statement": c.statement} for c in e.checks]
    if options.json:
        document = {"id": e.id, "title": e.title, "source": e.source, "options": sizes, "checks": checks}
        _say(json.dumps(document | {"figures": list(e.figures), "choices": e.choices}, indent=1))
        return 0
    _say(f"{e.id}  {e.title}\n{e.source}\n{e.choices}\n")
    for key in next(iter(sizes.values()), ()):
        _say(f"  {key:24}" + "  ".join(f"{size}={sizes[size][key]}" for size in sizes))
    for check in checks:
        _say(f"  {check['claim'] or '(caption)':8} {check['name']}: {check['statement']}")
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
    if options.jobs is not None and options.jobs < 1:
        raise WrongInput(f"--jobs is {options.jobs}", hint="give a number from 1 on", kind="bad_jobs")
    if min(seeds) < 0:
        raise WrongInput(f"--seed is {min(seeds)}", hint="give a number from 0 on", kind="bad_seed")
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
            on_progress=progress.advance,
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
    if folders:
        publish(experiment, result, *folders)
    if options.json:
        _say(json.dumps(result, indent=1))
    else:
        spec = make_spec(
            experiment, options.size, experiment.options(options.size, changes), options.seed, options.device
        )
        _say(f"{experiment.id}  {experiment.title}  ({options.size}, seed {options.seed}, {options.device})")
        for check in result["checks"]:
            _say(f"  {check['outcome']:11} {check['claim'] or 'caption':8} {check['statement']}")
            _say(
                f"              {json.dumps(check['measured'])}"
                + (f"\n              {check['reason']}" * bool(check["reason"]))
            )
        for note in result["notes"]:
            _say(f"  note: {note}")
        _say(f"  {folder_of(spec, Path(options.out))}")
    contradicted = any(check["outcome"] == "contradicts" for check in result["checks"])
    return int(options.strict and contradicted)


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
        seeds = [int(seed) for seed in options.seeds.split(",")]
    except ValueError as problem:
        raise WrongInput(f"--seeds {options.seeds!r}", hint="write --seeds 0,1,2", kind="usage") from problem
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
        _say(f"{row['folder']:32} {row['state']:9} {row['pieces']} pieces, seed {row['seed']}, {row['device']}")
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
