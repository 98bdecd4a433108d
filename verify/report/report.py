"""The report: an HTML folder that opens offline, with the same as CSV and JSON, written claim by claim."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from algebraic.shell import WrongInput, ZerolocusError, write_text

from ..catalogue import find_claim, registry
from ..claims import Claim
from ..evidence import Evidence
from ..jobs import PROFILES, in_order, num_instances
from ..ledger import difference, read_ledger
from ..run import refutes, run_claim
from .pages import ERRATA, STYLE, claim_page, index_page, verdict_of

DROPPED_INSTANCES = 8  # for each hypothesis, in the fast profile

COLUMNS = (
    "id",
    "source",
    "part",
    "name",
    "verdict",
    "grade",
    "instances",
    "failures",
    "undecided",
    "not_applicable",
    "as_in_ledger",
    "seed",
)


def errata(ledger: dict[str, dict[str, Any]]) -> list[str]:
    """The claims that the ledger has as refuted or as a misprint, in the order of the registry."""
    return [name for name in registry() if ledger.get(name, {}).get("verdict") in ERRATA]


def write_report(
    folder: Path, *, seed: int = 0, ids: Sequence[str] | None = None, profile: str = "fast", jobs: int = 1
) -> dict[str, Any]:
    """Decide claims and write the report into a folder.

    What an earlier, interrupted run with the same seed, profile and versions left in the folder is taken over.

    Args:
        ids: every claim by default.
        profile: one of :data:`verify.jobs.PROFILES`; jobs: how many processes.

    Returns:
        ``index`` (the page to open), ``claims`` (how many), ``different`` (from the ledger), ``undecided``,
        ``raised`` (ids whose check raised; they are among ``different``), ``resumed``, ``seed``.

    Raises:
        WrongInput: an unknown id, or a folder that holds something else.
    """
    names = [find_claim(name).id for name in ids] if ids else list(registry())
    _check_folder(folder)
    spec = _spec(names, seed, profile)
    _open_folder(folder, spec)
    work = partial(_decide, folder=str(folder), seed=seed, profile=profile, key=spec["key"])
    found: list[dict[str, Any]] = []
    for outcome in in_order(work, names, jobs):
        found.append(outcome)
        _progress(len(found), len(names), outcome["id"])
    _progress(len(found), 0, "")
    ledger = read_ledger()
    for outcome in found:
        outcome["difference"] = _difference(outcome, ledger)
    _write_pages(folder, found, spec)
    write_text(folder / "DONE", "")
    return {
        "index": str(folder / "index.html"),
        "claims": len(found),
        "different": [each["difference"] for each in found if each["difference"]],
        "undecided": [each["id"] for each in found if verdict_of(each) == "undecided"],
        "raised": [each["id"] for each in found if each["error"]],
        "resumed": sum(each["resumed"] for each in found),
        "seed": seed,
    }


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WrongInput(f"{str(folder)!r} is a file", hint="give a folder", kind="bad_output")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "spec.json").is_file():
        raise WrongInput(
            f"{str(folder)!r} holds files that are no report", hint="give a new or an empty folder", kind="bad_output"
        )


def _open_folder(folder: Path, spec: dict[str, Any]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_json(spec, folder / "spec.json")
        (folder / "DONE").unlink(missing_ok=True)
        for name in ("outcomes", "claims", "counterexamples"):
            (folder / name).mkdir(exist_ok=True)
    except OSError as problem:
        raise WrongInput(
            f"{str(folder)!r} cannot be written: {problem.strerror}", hint="choose another place", kind="bad_output"
        ) from None


def _spec(names: Sequence[str], seed: int, profile: str) -> dict[str, Any]:
    from algebraic.engines import versions

    made_with = versions() | {"source": _source_hash()}
    key = hashlib.sha256(json.dumps([seed, profile, made_with], sort_keys=True).encode()).hexdigest()
    return {"ids": list(names), "seed": seed, "profile": profile, "versions": made_with, "key": key}


def _source_hash() -> str:
    """Of all that decides: the checks, the algebra and the experiments under them, and the records of these."""
    import algebraic
    import netsim

    from ..trained import records

    digest = hashlib.sha256()
    for root in (Path(__file__).parents[1], *(Path(str(package.__file__)).parent for package in (algebraic, netsim))):
        for path in sorted(root.rglob("*.py")):
            if not path.name.startswith("test_"):
                digest.update(path.read_bytes())
    for path in sorted(records().glob("*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _write_json(document: Any, target: Path) -> None:
    write_text(target, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def _progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        text = f"{done}/{total} {name}" if total else ""
        print(f"\r{text:<40}", end="" if total else "\r", file=sys.stderr, flush=True)


# What is decided for a claim


def _decide(name: str, *, folder: str, seed: int, profile: str, key: str) -> dict[str, Any]:
    """The outcome of a claim, from its file where that is of the same run."""
    path = Path(folder, "outcomes", f"{name}.json")
    known = _read(path)
    if known.get("key") == key:
        return {**known, "resumed": True}
    outcome = {"key": key, **_outcome(find_claim(name), seed, profile)}
    if not outcome["error"]:  # a check that raised is tried again
        _write_json(outcome, path)
    return {**outcome, "resumed": False}


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _outcome(claim: Claim, seed: int, profile: str) -> dict[str, Any]:
    started = time.monotonic()
    outcome: dict[str, Any] = {"id": claim.id, "error": "", "evidence": None, "dropped": {}, "planted": []}
    try:
        outcome["evidence"] = run_claim(claim, seed=seed, num_instances=num_instances(claim, profile)).as_dict()
        for hypothesis in claim.hypotheses:
            found = run_claim(
                claim, seed=seed, drop=hypothesis.name, num_instances=DROPPED_INSTANCES * PROFILES[profile]
            )
            outcome["dropped"][hypothesis.name] = found.as_dict()
        for variant in claim.planted:
            refuted, said = refutes(claim, variant, seed=seed)
            outcome["planted"].append({"name": variant.name, "refuted": refuted, "reason": said})
    except ZerolocusError as problem:
        outcome["error"] = str(problem)
    except Exception as problem:
        outcome["error"] = f"{type(problem).__name__}: {problem}"
    outcome["seconds"] = round(time.monotonic() - started, 3)
    return outcome


def _difference(outcome: dict[str, Any], ledger: dict[str, dict[str, Any]]) -> str:
    if outcome["error"]:
        return f"{outcome['id']}: the check raised {outcome['error']}"
    missed = [each["name"] for each in outcome["planted"] if not each["refuted"]]
    if missed:
        return f"{outcome['id']}: planted and not refuted: {', '.join(missed)}"
    return difference(Evidence(**outcome["evidence"]), ledger)


# The files


def _write_pages(folder: Path, found: list[dict[str, Any]], spec: dict[str, Any]) -> None:
    for old in [*folder.glob("claims/*.html"), *folder.glob("counterexamples/*.json")]:
        old.unlink()
    write_text(folder / "style.css", STYLE)
    for outcome in found:
        for name, evidence in _all_evidence(outcome):
            if evidence["counterexample"]:
                _write_json(evidence["counterexample"], folder / "counterexamples" / f"{name}.json")
        write_text(folder / "claims" / f"{outcome['id']}.html", claim_page(find_claim(outcome["id"]), outcome, spec))
    _write_json({"spec": spec, "claims": found}, folder / "outcomes.json")
    write_text(folder / "outcomes.csv", _csv(found))
    write_text(folder / "index.html", index_page(found, spec))


def _all_evidence(outcome: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The evidence as printed and with each hypothesis dropped, by the name of its counterexample's file."""
    printed = [(outcome["id"], outcome["evidence"])] if outcome["evidence"] else []
    return printed + [(f"{outcome['id']}-{name}", evidence) for name, evidence in outcome["dropped"].items()]


def _csv(found: list[dict[str, Any]]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for outcome in found:
        writer.writerows(_rows(outcome))
    return stream.getvalue()


def _rows(outcome: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """One row for each statement that was decided: printed, corrected, with a hypothesis dropped, planted."""
    claim, evidence = find_claim(outcome["id"]), outcome["evidence"]
    shared = {"id": claim.id, "source": claim.source}
    if outcome["error"]:
        yield {**shared, "part": "printed", "verdict": "raised", "as_in_ledger": False}
    if not evidence:
        return
    shared["seed"] = evidence["seed"]
    if not outcome["error"]:
        yield {**shared, **evidence, "part": "printed", "as_in_ledger": not outcome["difference"]}
    if evidence["corrected"]:
        yield {**shared, **evidence["corrected"], "part": "corrected"}
    for name, dropped in outcome["dropped"].items():
        yield {**shared, **dropped, "part": "dropped", "name": name}
    for planted in outcome["planted"]:
        verdict = "refuted" if planted["refuted"] else "not refuted"
        yield {**shared, "part": "planted", "name": planted["name"], "verdict": verdict}
