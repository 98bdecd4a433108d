"""The runs of a folder: a table, and a page."""

from __future__ import annotations

import base64
import html
from pathlib import Path

from ..shell import Missing, NetsimError, read_file, write_text
from .experiment import OUTCOMES
from .nothing import NO_EVIDENCE
from .results import Listed, maker_of, read_finished, read_spec

MOST_PICTURE = 2**24

STYLE = """body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
img { max-width: 100% } .contradicts { color: #b00 } .undecided { color: #a60 } .agrees { color: #060 }"""


def runs_in(out: Path) -> list[Listed]:
    """Every run folder: its specification, whether it is done, and how many pieces of work are on the disk.

    Raises:
        Missing: there is no such folder.
    """
    if not out.is_dir():
        raise Missing(f"there is no folder {out}", hint="give --out DIR", kind="missing_folder")
    rows: list[Listed] = []
    for spec_file in sorted(out.glob("*/spec.json")):
        folder = spec_file.parent
        try:
            spec, state = read_spec(spec_file), "done" if (folder / "DONE").exists() else "unfinished"
        except NetsimError as problem:
            spec = {"experiment": "", "size": "", "options": {}, "seed": -1, "device": ""}
            state = f"damaged: {problem.message}"
        pieces = 0 if folder.is_symlink() else len(list((folder / "work").glob("*.safetensors")))
        rows.append({**spec, "folder": folder.name, "state": state, "pieces": pieces})
    return rows


def write_report(out: Path, target: Path) -> Path:
    """One HTML page, which needs no other file, of all finished runs: figures, checks, notes."""
    parts = [f"<!doctype html><meta charset=utf-8><title>netsim</title><style>{STYLE}</style><h1>Experiments</h1>"]
    for row in runs_in(out):
        if row["state"] == "done":
            parts.append(_section(out / row["folder"]))
    text = "\n".join(parts)
    write_text(target, text)
    return target


def _section(folder: Path) -> str:
    try:
        result = read_finished(folder)
    except NetsimError as problem:
        why = "not read" if problem.kind == "old_record" else "damaged"
        return f"<h2>{html.escape(folder.name)}</h2><p>{why}: {html.escape(problem.message)}</p>"
    title = f"{result['experiment']}: {result['title']}"
    lines = [
        f"<h2>{html.escape(title)}</h2><p>{html.escape(result['source'])}. Size {html.escape(result['size'])}, seed "
        f"{result['seed']}, {html.escape(result['environment']['device_name'])}, {result['seconds']} s, made by "
        f"{html.escape(maker_of(folder))}.</p><ul>"
    ]
    for check in result["checks"]:
        smoke = result["size"] == "smoke"  # written by an older version, perhaps, that took it for evidence
        reason = NO_EVIDENCE if smoke else check["reason"]
        words = f"{check['claim']} {check['statement']} {check.get('measured')} {reason}"
        outcome = "undecided" if smoke else html.escape(check["outcome"])
        style = outcome if outcome in OUTCOMES else "undecided"
        lines.append(f"<li><b class={style}>{outcome}</b> {html.escape(words)}</li>")
    lines += [f"<li>{html.escape(note)}</li>" for note in result["notes"]] + ["</ul>"]
    for picture in sorted((folder / "figures").glob("*.png")):
        if picture.is_symlink():
            continue
        data = base64.b64encode(read_file(picture, MOST_PICTURE, kind="bad_record")).decode()
        lines.append(f'<figure><img alt="{html.escape(picture.stem)}" src="data:image/png;base64,{data}"></figure>')
    return "\n".join(lines)
