"""The page: everything on it that comes from a model is escaped, and nothing is loaded from elsewhere."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, Protocol

from algebraic.shell import write_text

from ...report import STYLE, html_table
from ...subject import Options

MORE_STYLE = """.yes { color: #0a5c2b } .no { color: #666 } .unknown { color: #8a5a00 }
details { margin: .2rem 0 } summary { cursor: pointer }
"""
NUMBERS = {
    "num_params": "weights (K)",
    "num_samples": "samples (N)",
    "output_dim": "outputs (m)",
    "num_equations": "equations (N·m)",
    "jacobian_rank": "rank of the Jacobian at these weights",
    "jacobian_rank_status": "how that is known",
    "rank_bound": "bound on its rank, for all weights",
    "singular_gap": "gap in its singular values",
    "zero_set_dimension": "dimension of the fibre through these weights",
}
FLAGS = ("data", "samples", "checkpoint", "loss", "prove", "curvature", "seed", "timeout", "device", "out")
DEFAULTS = {"loss": "square", "seed": 0, "device": "cpu"}


class Told(Protocol):
    """What has a document, as an audit has."""

    def as_dict(self) -> Options:
        """The JSON document."""


def write_page(audit: Told, path: str | Path) -> Path:
    """Write the page of an audit, one file without links to elsewhere, and return its path."""
    write_text(Path(path), page_of(audit.as_dict()))
    return Path(path)


def page_of(document: Options) -> str:
    """The page of an audit's JSON document."""
    title = f"Audit of {document.get('options', {}).get('model') or 'a model'}"
    theorems = document["theorems"]
    disagreeing = [each for each in theorems if each["disagrees"]]
    parts = [f"<h1>{escape(title)}</h1>"]
    if disagreeing:
        parts.append(
            '<p class="bad"><strong>Theory and measurement disagree</strong> on '
            f"{escape(', '.join(each['id'] for each in disagreeing))}: see the first rows below.</p>"
        )
    parts.append("".join(f"<p>{escape(str(each))}</p>" for each in document.get("sentences", ())))
    if document.get("cut"):
        parts.append(f'<p class="bad">Cut short: {escape("; ".join(map(str, document["cut"])))}</p>')
    parts += ["<h2>Theorems</h2>", _theorems(theorems), "<h2>Rank</h2>", _rank(document)]
    parts += ["<h2>An exact zero</h2>", _pairs(document["exact_zero"])]
    for title, key in (("Curvature", "curvature"), ("Learning coefficient", "learning_coefficient")):
        parts += [f"<h2>{title}</h2>", _pairs(document[key])] if document.get(key) else []
    parts += ["<h2>Guards</h2>", _guards(document)]
    parts += ["<h2>What was taken</h2>", _taken(document), "<h2>Repeat</h2>", f"<pre>{escape(command(document))}</pre>"]
    made = {"seed": document["seed"], "device": document.get("device", "cpu"), **document["versions"]}
    parts += ["<h2>Made with</h2>", _pairs(made)]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}{MORE_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _theorems(theorems: Iterable[Options]) -> str:
    rows, kinds = [], []
    for each in theorems:
        about = f"<strong>{escape(str(each['id']))}</strong>"
        if each.get("title"):
            corrected = " (corrected)" if each.get("corrected") else ""
            about += f"<br>{escape(str(each['title']))}<details><summary>statement{corrected}</summary>"
            about += f"{escape(str(each.get('statement', '')))}</details>"
        because = escape(str(each["because"])) + _hypotheses(each.get("hypotheses", ()))
        answer = str(each["applies"])
        word = f'<span class="{answer if answer in ("yes", "no") else "unknown"}">{escape(answer)}</span>'
        rows.append([about, word, because, escape(str(each["follows"])), escape(str(each["measured"] or ""))])
        kinds.append("bad" if each["disagrees"] else "open" if answer == "unknown" else "")
    return html_table(("theorem", "applies", "because", "follows", "measured"), rows, kinds)


def _hypotheses(asked: Iterable[Options]) -> str:
    rows = [[escape(str(each[name])) for name in ("statement", "holds", "why")] for each in asked]
    if not rows:
        return ""
    return f"<details><summary>item by item</summary>{html_table(('hypothesis', 'holds', ''), rows)}</details>"


def _rank(document: Options) -> str:
    told = {name: _text(document[name]) for name in NUMBERS if name in document}
    full = min(document.get("num_equations", 0), document.get("num_params", 0))
    if document.get("singular_gap", 0) is None and document.get("jacobian_rank") == full:
        told["singular_gap"] = "none is left out"
    rows = [[escape(NUMBERS[name]), escape(text)] for name, text in told.items()]
    reasons = "".join(f"<li>{escape(str(each))}</li>" for each in document.get("rank_bound_reasons", ()))
    return html_table(("quantity", "value"), rows) + (
        f"<p>The bound, because:</p><ul>{reasons}</ul>" if reasons else ""
    )


def _guards(document: Options) -> str:
    guards = document["guards"]
    if not guards:
        return "<p>No layer couples samples or draws by chance.</p>"
    return html_table(("layer", "what"), [[escape(str(each["layer"])), escape(str(each["what"]))] for each in guards])


def _taken(document: Options) -> str:
    lines = [*document.get("choices", ())]
    known = document.get("as_data")
    if known:
        lines.append(
            "the model was read as data, layer by layer"
            if known.get("read")
            else f"the model was not read as data: {known.get('because')}"
        )
    lines.append(f"the loss is {document.get('loss', 'square')}; numbers are float64")
    return f"<ul>{''.join(f'<li>{escape(str(each))}</li>' for each in lines)}</ul>"


def _pairs(values: Options) -> str:
    rows = [
        [escape(str(key).replace("_", " ")), f"<pre>{escape(_text(value))}</pre>"]
        for key, value in values.items()
        if key != "weights"
    ]
    return html_table(("", ""), rows)


def _text(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def command(document: Options) -> str:
    """What repeats the audit: a command line, or the call in Python where the model came from there.

    >>> command({"options": {"model": "nets:build", "data": "digits", "samples": 140, "prove": True}})
    'python -m verify audit nets:build --data digits --samples 140 --prove'
    """
    options = document.get("options", {})
    given = {name: options.get(name) for name in FLAGS if options.get(name) not in (None, False, DEFAULTS.get(name))}
    if options.get("model"):
        words = ["python", "-m", "verify", "audit", str(options["model"])]
        for name, value in given.items():
            words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
        return shlex.join(words)
    named = "".join(
        f", {name}={'verify.curvature' if name == 'curvature' else repr(value)}" for name, value in given.items()
    )
    return f"verify.audit_model(model, inputs, targets{named})"
