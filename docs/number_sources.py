"""Whether what ``docs/numbers.toml`` says of a number holds it: a record, a constant of our code, a cell or a test."""

from __future__ import annotations

import ast
import functools
import json
import re
import tomllib
from math import prod
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BY_HAND = ("published", "defined")
SMALL = ["two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
LARGE = ["ten", "eleven", "twelve", *TEENS, "twenty"]
TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
WORDS = {
    **{word: number for number, word in enumerate(["a", *SMALL, *LARGE], 1)},
    **{word: number for number, word in zip(range(30, 100, 10), TENS, strict=True)},
    "an": 1,
    "one": 1,
    "half": 0.5,
    **{f"{unit}{end}": seconds for unit, seconds in SECONDS.items() for end in ("", "s")},
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
}
IN_CODE = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?!\d)|\d[\d_]*(?:\.\d+)?(?:e-?\d+)?)")
COMMENT = re.compile(r"#[^'\"\n]*$", re.M)  # its numbers hold nothing
QUOTIENT = re.compile(r"\b\d+ ?/ ?\d+\b")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SAFE = {"__builtins__": {each.__name__: each for each in (len, sum, min, max, round, int, sorted, set)}}


def disagreement(number: str, source: str, cells: list[str]) -> str:
    """Why a source does not hold a number; empty where it does.

    Raises:
        LookupError: there is no such name in the file.
        OSError: there is no such file.
    """
    kind, _, what = source.partition(": ")
    if kind in BY_HAND:
        return "" if what.strip() else f"{kind}: what?"
    if kind == "cell" or kind.endswith(" has"):
        place = "a cell of the page" if kind == "cell" else kind.removesuffix(" has")
        texts = cells if kind == "cell" else [(ROOT / place).read_text(encoding="utf-8")]
        if not any(what in COMMENT.sub("", text) for text in texts):
            return f"{place} does not have {what!r}"
        written = IN_CODE.findall(what) + [each.replace(" ", "") for each in QUOTIENT.findall(what)]
        return "" if value(number) in map(value, written) else f"is not in {what!r}"
    held = looked_up(kind, what)
    return "" if agrees(number, held) else f"{kind} says {held} ({what})"


def value(text: str) -> float:
    """What a number of the text is.

    >>> value("1,797"), value("10⁻⁶"), value("2²¹"), value("3/4"), value("ten million"), value("half an hour")
    (1797, 1e-06, 2097152, 0.75, 10000000, 1800.0)
    """
    if text[0].isalpha():
        return prod(WORDS[word] for word in text.lower().split())
    if "/" in text:
        above, _, below = text.partition("/")
        return value(above) / value(below)
    base, raised = re.fullmatch(r"([\d,._e-]+)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)", text).groups()
    base = base.replace(",", "").replace("_", "")
    plain = float(base) if "." in base or "e" in base else int(base)
    return plain ** int(raised.translate(RAISED)) if raised else plain


def agrees(text: str, held: float) -> bool:
    """Whether a number is what is held, rounded to the decimals that are printed.

    >>> agrees("4.3", 4.26), agrees("4.3", 4.36), agrees("21", 21.4)
    (True, False, False)
    """
    decimals = len(text.partition(".")[2]) if re.fullmatch(r"[\d,]+\.\d+", text) else 0
    return value(text) == (round(held, decimals) if decimals else held)


def looked_up(file: str, expression: str) -> float:
    """The value of an expression in the names of a file.

    Raises:
        LookupError: there is no such name in it.
        OSError: there is no such file.
    """
    helpers = {"count": lambda pattern: len([*ROOT.glob(pattern)])}
    try:
        return eval(expression, {**SAFE, **helpers, **({} if file == "repository" else names_of(ROOT / file))})
    except (NameError, KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise LookupError(f"docs/numbers.toml: {file}: {expression}: {error}") from None


@functools.cache
def names_of(path: Path) -> dict[str, Any]:
    """The keys of a record, or the constants of a Python file, which is not imported."""
    if path.suffix == ".json":
        read = json.loads(path.read_text(encoding="utf-8"))
        return {**(read if isinstance(read, dict) else {}), "record": read}
    if path.suffix == ".toml":
        return tomllib.loads(path.read_text(encoding="utf-8"))
    tree, known, options = ast.parse(path.read_text(encoding="utf-8")), {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            many = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            for name, held in zip(target.elts, node.value.elts, strict=False) if many else [(target, node.value)]:
                if isinstance(name, ast.Name) and (found := _literal(held, known)) is not None:
                    known.setdefault(name.id, found)
        elif isinstance(node, ast.ClassDef):
            pairs = [(each.targets[0], each.value) for each in node.body if isinstance(each, ast.Assign)]
            known[node.name] = {each.id: _literal(held, known) for each, held in pairs if isinstance(each, ast.Name)}
        elif isinstance(node, ast.FunctionDef):
            arguments = node.args.posonlyargs + node.args.args
            pairs = [*zip(arguments[::-1], node.args.defaults[::-1], strict=False)]
            pairs += zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            known[node.name] = {each.arg: _literal(default, known) for each, default in pairs if default is not None}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            for each in node.keywords:
                if each.arg == "default":
                    options[node.args[0].value] = _literal(each.value, known)
    return {**known, "option": options.__getitem__}


def _literal(node: ast.expr | None, known: dict[str, Any]) -> object:
    """The value of numbers, their sums and products, and collections of them; else None."""
    if node is None or any(isinstance(each, ast.Call | ast.Attribute | ast.Lambda) for each in ast.walk(node)):
        return None
    try:
        return eval(compile(ast.Expression(node), "", "eval"), {**SAFE, **known})
    except Exception:
        return None


def kind_of(source: str) -> str:
    """The column of a source in the table of the page of the records.

    >>> kind_of("docs/results/start.json: first"), kind_of("cell: assert rank == 12"), kind_of("pyproject.toml: tool")
    ('records', 'cells and tests', 'code')
    """
    file = source.partition(": ")[0].removesuffix(" has")
    if file in ("cell", *BY_HAND):
        return "cells and tests" if file == "cell" else file
    return (
        "records" if file.endswith(".json") else "cells and tests" if file.startswith(("tests/", "docs/")) else "code"
    )
