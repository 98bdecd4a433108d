"""``python -m verify``: the claims of the papers, printed numbers, the audit of a model, its curvature."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from algebraic.shell import end_on_interrupt

    end_on_interrupt()

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from algebraic.shell import (
    MAX_SEED,
    Budget,
    OutOfBudget,
    Parser,
    WrongInput,
    check_executor,
    check_range,
    run_command,
    say,
)

if TYPE_CHECKING:
    from .evidence import Evidence, Instance

MAX_JOBS = 1024
INSTANCE_SECONDS = 30.0  # for an instance from a file, which may ask for anything

ACTIONS = ("list", "show", "run", "report", "selftest", "reproduce", "audit", "curvature", "learning")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    if arguments[:1] and arguments[0] in ACTIONS:
        actions = {"list": _list, "show": _show, "run": _decide, "report": _report, "selftest": _selftest}
        action = actions.get(arguments[0], partial(_elsewhere, arguments[0]))
        return action(arguments[1:])
    parser = _parser(
        "",
        "Decide the claims of the four papers on instances, compute printed numbers again, audit a model, "
        "find its curvature, or estimate its learning coefficient.\nactions: " + ", ".join(ACTIONS),
    )
    parser.add_argument("action", choices=ACTIONS)
    parser.parse_args(arguments)
    return 2


def _parser(action: str, description: str) -> Parser:
    return Parser(prog=f"python -m verify {action}".strip(), description=description)


def _list(arguments: Sequence[str]) -> int:
    from .listing import GRADES, PAPERS, VERDICTS, listed

    parser = _parser("list", "All claims that can be decided, with their verdicts.")
    parser.add_argument("--paper", choices=PAPERS, help="those of one paper")
    parser.add_argument("--verdict", choices=VERDICTS, help="those with this verdict in the committed ledger")
    parser.add_argument("--grade", choices=GRADES, help="those decided by evidence of this grade")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    claims = listed(options.paper, options.verdict, options.grade)
    lines = (f"{c['id']:<8}{c['title']}  ({c['source']}): {c['verdict']}" for c in claims)
    print(json.dumps({"claims": claims}, indent=1, ensure_ascii=False) if options.json else "\n".join(lines))
    return 0


def _show(arguments: Sequence[str]) -> int:
    parser = _parser("show", "One claim: verdict, identifier, statement, letters, hypotheses, settings.")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    from .shown import document, lines

    name, as_json = options.id, options.json
    print(json.dumps(document(name), indent=1, ensure_ascii=False) if as_json else "\n".join(lines(name)))
    return 0


def _decide(arguments: Sequence[str]) -> int:
    started = time.monotonic()  # what is imported below counts
    parser = _parser("run", "Decide claims and compare the verdicts with the ledger.")
    parser.add_argument("id", nargs="*", metavar="ID")
    parser.add_argument("--all", action="store_true", help="every claim")
    parser.add_argument("--errata", action="store_true", help="every claim that the ledger has as refuted or misprint")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the instances (default: 0)")
    parser.add_argument("--instances", type=int, metavar="N", help="how many instances (default: the claim's own)")
    parser.add_argument("--drop", metavar="HYPOTHESIS", help="draw instances that violate this hypothesis")
    parser.add_argument("--set", action="append", default=[], metavar="key=value", help="an option of the instances")
    parser.add_argument("--instance", metavar="FILE", help="decide the instance (or counterexample) in this JSON file")
    parser.add_argument(
        "--timeout",
        type=float,
        metavar="S",
        help=f"wall time in seconds (default: none; {INSTANCE_SECONDS:g} with --instance or --set)",
    )
    _add_scale_options(parser)
    words = "processes (default), here, or dask=tcp://HOST:PORT for a Dask cluster"
    parser.add_argument("--executor", default="processes", metavar="NAME", help=words)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument(
        "--resume", metavar="DIR", help="keep what is decided in this folder; an interrupted run goes on in it"
    )
    parser.add_argument("--write-ledger", action="store_true", help="write the verdicts into the ledger")
    options = parser.parse_args(arguments)
    _check_options(options)
    from algebraic.engines import versions

    from .catalogue import find_claim, registry
    from .given import check_recorded, check_settings, in_time, read_instance, readable, setting
    from .jobs import decide_all
    from .ledger import difference, read_ledger, write_ledger
    from .report import errata, kept_or_decided
    from .told import line

    ledger = read_ledger()
    known = registry() if options.all else errata(ledger) if options.errata else options.id
    names = [find_claim(name).id for name in known]
    settings = [setting(pair) for pair in options.set]
    instance = read_instance(options.instance) if options.instance else None
    special = instance is not None or bool(settings)
    if special:
        check_settings(find_claim(names[0]), settings)
        check_recorded(instance, find_claim(names[0]), settings)
    timeout = INSTANCE_SECONDS if special and options.timeout is None else options.timeout
    how: Instance = {"profile": options.profile, "instances": options.instances, "seed": options.seed}
    how |= {"drop": options.drop, "settings": dict(settings), "instance": instance}
    budget = Budget(timeout, None, started)

    def decide(wanted: Sequence[str]) -> Iterator[Evidence]:
        yield from decide_all(wanted, jobs=options.jobs, executor=options.executor, budget=budget, children=True, **how)

    found_in_order = kept_or_decided(names, Path(options.resume), how, decide) if options.resume else decide(names)
    outcomes: list[Evidence] = []
    differing: list[str] = []
    late: list[OutOfBudget] = []
    for found in in_time(readable(found_in_order, options) if special else found_in_order, outcomes, late):
        outcomes.append(found)
        changed = difference(found, ledger) if not (options.drop or options.set or instance) else ""
        if changed:
            differing.append(changed)
        if not options.json:
            print(line(found, changed))
    if options.write_ledger and not late:
        write_ledger(outcomes)
        differing = []
    if options.json:
        print(
            json.dumps(
                {"claims": [o.as_dict() for o in outcomes], "versions": versions()}, indent=1, ensure_ascii=False
            )
        )
    for problem in late:
        say(f"error: {problem}; {len(outcomes)} of {len(names)} claims were decided")
    if late or any(o.verdict == "undecided" for o in outcomes):
        return 4
    return 1 if differing else 0


def _add_scale_options(parser: Parser) -> None:
    parser.add_argument(
        "--profile", choices=("fast", "thorough"), default="fast", help="thorough: ten times the instances"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="worker processes (default: 1)")


def _check_scale_options(options: argparse.Namespace) -> None:
    check_range("--seed", options.seed, 0, MAX_SEED)
    check_range("--jobs", options.jobs, 1, MAX_JOBS)


def _check_options(options: argparse.Namespace) -> None:
    from .jobs import MAX_INSTANCES

    if options.all + options.errata + bool(options.id) != 1:
        raise WrongInput("give ids, or --all, or --errata", hint="see python -m verify list", kind="usage")
    _check_scale_options(options)
    check_executor(options.executor, options.jobs)
    if options.instances is not None and options.profile != "fast":
        raise WrongInput("--profile says how many instances", hint="leave out --instances", kind="usage")
    check_range("--instances", options.instances, 1, MAX_INSTANCES)
    if (options.instance or options.drop or options.set) and len(options.id) != 1:
        raise WrongInput("--instance, --drop and --set go with one claim", hint="give one id", kind="usage")
    if options.write_ledger and (options.instance or options.drop or options.set):
        raise WrongInput("the ledger takes the claims as printed", hint="leave out --drop and --set", kind="usage")


def _report(arguments: Sequence[str]) -> int:
    parser = _parser("report", "An HTML folder that opens offline, with CSV and JSON beside it.")
    parser.add_argument("id", nargs="*", metavar="ID", help="default: every claim")
    parser.add_argument("--out", default="verify-report", metavar="FOLDER", help="default: verify-report")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the instances (default: 0)")
    _add_scale_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    _check_scale_options(options)
    from .report import write_report

    summary = write_report(
        Path(options.out), seed=options.seed, ids=options.id or None, profile=options.profile, jobs=options.jobs
    )
    if options.json:
        print(json.dumps(summary, indent=1, ensure_ascii=False))
    else:
        print(f"written: {summary['index']}")
        for difference in summary["different"]:
            print(f"differs from the ledger: {difference}")
    return 4 if summary["undecided"] else 1 if summary["different"] else 0


def _selftest(arguments: Sequence[str]) -> int:
    parser = _parser("selftest", "Every planted falsehood and every broken check must be refuted for its own reason.")
    parser.add_argument("id", nargs="*", metavar="ID")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    from .catalogue import find_claim, registry
    from .selftest import Tried, counts, tried

    rows: list[Tried] = []
    for claim in [find_claim(name) for name in options.id] or list(registry().values()):
        for found in tried(claim):
            rows.append(found)
            if not options.json:
                print(found.line())
    if options.json:
        document = {"planted": [asdict(row) for row in rows], "counts": counts(rows)}
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        print("beside statements as " + ", ".join(f"{of}: {number}" for of, number in counts(rows).items()))
    return 0 if all(row.refuted for row in rows) else 1


def _elsewhere(action: str, arguments: Sequence[str]) -> int:
    if action == "audit":
        from .audit import run_audit
        from .curvature import find_curvature

        return run_audit(arguments, find_curvature)
    if action == "reproduce":
        from .reproduce import run_reproduce as run
    elif action == "curvature":
        from .curvature import run_curvature as run
    else:
        from .learning import run_learning as run
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
