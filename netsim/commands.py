"""The subcommands of ``python -m netsim``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from .arguments import parser
from .runs import experiments, find_experiment
from .shell import WrongInput, printable, run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run_subcommand, arguments)


def _run_subcommand(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    return SUBCOMMANDS[options.command](options)


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


def _run(options: argparse.Namespace) -> int:
    from .running import run_experiments

    return run_experiments(options)


def _publish(options: argparse.Namespace) -> int:
    from .running import publish_runs

    return publish_runs(options)


def _figure(options: argparse.Namespace) -> int:
    from .figures import draw

    return draw(options)


def _sweep(options: argparse.Namespace) -> int:
    from .own_inputs import with_own
    from .running import check_numbers, read_changes, read_seeds, run_one

    experiment = find_experiment(options.id)
    key, sign, values = (options.over or "").partition("=")
    if options.over and not sign:
        raise WrongInput(f"--over {options.over!r}", hint="write --over KEY=A,B,C", kind="usage")
    seeds = read_seeds(options.seeds)
    check_numbers(options, seeds)
    rows = []
    given = with_own(experiment, options.size, read_changes(options), options.data)
    for value in values.split(",") if options.over else []:
        experiment.options(options.size, given | {key: value})  # refused before the first of them is run
    for value in values.split(",") if options.over else [""]:
        for seed in seeds:
            changes = given | ({key: value} if options.over else {})
            result = run_one(experiment, options, changes, seed)
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
    from .running import folders_of
    from .runs import draw_records, gallery
    from .shell import write_text

    target, folders = Path(options.to), folders_of(options.records, options.figures)
    if options.draw:
        draw_records(*folders)
    for path, text in gallery(*folders, target).items():
        write_text(path, text)
        _say(str(path))
    return 0


SUBCOMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "show": _show,
    "run": _run,
    "publish": _publish,
    "figure": _figure,
    "sweep": _sweep,
    "status": _status,
    "report": _report,
    "gallery": _gallery,
}
