"""The runs of a folder: a table, and a page."""

from __future__ import annotations

import base64
import html
from pathlib import Path

from ..shell import Missing, read_json, write_text
from .results import Listed, Result

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
        spec, folder = read_json(spec_file), spec_file.parent
        rows.append(
            {
                "folder": folder.name,
                "state": "done" if (folder / "DONE").exists() else "unfinished",
                "pieces": len(list((folder / "work").glob("*.safetensors"))),
            }
            | spec
        )
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
    result: Result = read_json(folder / "result.json")
    title = f"{result['experiment']}: {result['title']}"
    lines = [
        f"<h2>{html.escape(title)}</h2><p>{html.escape(result['source'])}. Size {result['size']}, seed "
        f"{result['seed']}, {html.escape(result['environment']['device_name'])}, {result['seconds']} s.</p><ul>"
    ]
    for check in result["checks"]:
        words = f"{check['statement']} {check['measured']} {check['reason']}"
        lines.append(
            f"<li><b class={check['outcome']}>{check['outcome']}</b> {check['claim']} {html.escape(words)}</li>"
        )
    lines += [f"<li>{html.escape(note)}</li>" for note in result["notes"]] + ["</ul>"]
    for picture in sorted((folder / "figures").glob("*.png")):
        data = base64.b64encode(picture.read_bytes()).decode()
        lines.append(f'<figure><img alt="{picture.stem}" src="data:image/png;base64,{data}"></figure>')
    return "\n".join(lines)
