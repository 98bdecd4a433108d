"""The running text of README, pages and examples, and the numbers in it that need a source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from number_sources import LARGE, SMALL, TENS, WORDS

EXIT_CODES = {"0", "1", "2", "3", "4", "70", "130", "143"}  # algebraic.shell; tests/docs/test_page_numbers.py compares
COUNTED = (
    "examples|commands|packages|pages|claims|experiments|papers|programs|engines|records|rooms|theorems|errata"
    "|solutions|critical\\s+points|eigenvalues|sentences|exceptions|orders\\s+of\\s+magnitude"
)

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*(?:/\d+)?[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*"
POWERS = r"(?:hundred|thousand|million)"
# Small numbers in words count when they count what the repository has or finds; large ones and times always.
WORD = (
    rf"\b(?:half\s+)?(?:an?|{'|'.join(SMALL + LARGE)})\s+(?:minute|hour|day)s?\b|\b(?:{'|'.join(SMALL)})\s+seconds\b|"
    rf"\b(?:(?:{'|'.join(WORDS)})\s+)?{POWERS}(?:\s+{POWERS})?\b|\b(?:{'|'.join(LARGE + TENS)})\b"
    rf"|\b(?:{'|'.join(SMALL)})\b(?=(?:\s+\w+)?\s+(?:{COUNTED})\b)"
)
NUMBER = re.compile(rf"(?<![\w.^/_-])(?:{DIGITS})(?![\w⁄]|\.\w)|{WORD}", re.IGNORECASE)
PLACE = (
    r"(?:[Ss]ections?|§§?|[Ee]quations?|eqs?\.|Fig(?:ure)?s?\.?|Theorems?|Corollar(?:y|ies)|Lemmas?|Propositions?|Remarks?"
    r"|Tables?|Appendix|Theory|claim|unit|layer|arXiv|rule)"
)
NAMES = re.compile(rf"(?<!\w){PLACE}[\s(]*\(?{DIGITS}\)?(?:\s+(?:to|and|or)\s+\(?{DIGITS}\)?)*", re.I)
ENDS = re.compile(r"\b(?:[Ee]xit\s+codes?|Code)\b(?:[^.]|\.(?!\s))*")
ENDS_IN_A_TABLE = re.compile(r"^\| code \|.*\n(?:\|.*\n)+", re.M)
YEAR = re.compile(r"(?<=\()(?:1[89]|20)\d\d(?=[),])|(?<=[a-z] )(?:19|20)\d\d(?=[):])")
ORDINAL = re.compile(r"^ *(?:#+ )?(\d+)\. ", re.M)


@dataclass(frozen=True)
class Number:
    """A number of the running text: where it begins, its line, and how it is written."""

    start: int
    line: int
    text: str


class Page:
    """A page: what is shown but cells, the same without code and formulas, and the code of its cells."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.cells: list[str] = []
        if name.endswith(".py"):
            text = _without_python(text, self.cells) if name.startswith("docs/") else _long_texts(text)
        self.shown = text
        shown = re.sub(r"\A---\n.*?\n---\n", _blank, self.shown, flags=re.S)
        shown = re.sub(r"<!--.*?-->|^\(\S+\)=$|^:\w+:[^\n]*$", _blank, shown, flags=re.S | re.M)
        self.shown = "\n".join(self._without_blocks(shown.split("\n")))
        text = re.sub(r"\$\$.*?\$\$", _blank, self.shown, flags=re.S)
        text = re.sub(r"(`+)((?:(?!\n\n).)*?)\1|\$((?:(?!\n\n)[^$])*)\$", _inline, text, flags=re.S)
        self.running = re.sub(r"\]\([^)]*\)|\{[\w:]+\}|https?://\S+|&\w+;", _blank, text)

    def _without_blocks(self, lines: list[str]) -> Iterator[str]:
        """The lines; those of code, which go to the cells, and the fences are empty."""
        fences: list[tuple[str, bool]] = []
        cell = False
        for line in lines:
            fence = re.match(r" *(`{3,}|:{3,})(.*)$", line)
            inside = bool(fences) and fences[-1][1]
            if fence and fences and not fence[2].strip() and len(fence[1]) >= len(fences[-1][0]):
                fences.pop()
            elif fence and not inside:
                code = not re.match(r"\{(?!code-cell|math|mermaid|toctree)", fence[2])
                fences.append((fence[1], code))
                cell = fence[2].startswith("{code-cell}")
                self.cells += [""] if cell else []
            elif inside and cell:
                self.cells[-1] += line + "\n"
            yield "" if fence or inside else line

    def numbers(self) -> list[Number]:
        """All numbers that need a source, in their order."""
        named = [found.span() for form in (NAMES, YEAR, ORDINAL) for found in form.finditer(self.running)]
        ended = [found.span() for form in (ENDS, ENDS_IN_A_TABLE) for found in form.finditer(self.running)]
        return [
            Number(found.start(), self.running.count("\n", 0, found.start()) + 1, found[0])
            for found in NUMBER.finditer(self.running)
            if found[0] not in ("0", "1")
            and not any(start <= found.start() < end for start, end in named)
            and not (found[0] in EXIT_CODES and any(start <= found.start() < end for start, end in ended))
        ]

    def spans(self, words: str) -> list[tuple[int, int]]:
        """Where these words stand, however their lines are broken."""
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        return [found.span() for found in re.finditer(rf"(?<![\w.,]){pattern}(?!\w)", self.shown)]


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _inline(found: re.Match[str]) -> str:
    """Code and formulas are no running text, but one that is only a number is."""
    inside = found[2] if found[1] else re.sub(r"\\(?:approx|cdot|times|le|ge|pm|,)(?![a-z])", " ", found[3])
    plain = re.fullmatch(rf"[-\s≈±]*{DIGITS}\s*", inside)
    return _blank(found) if not plain else re.sub(r"[`$\\]", " ", found[0])


def _without_python(text: str, cells: list[str]) -> str:
    """The text of the Markdown cells of an example, line by line where it was; the others are put to ``cells``."""
    lines, markdown = [], False
    for line in text.split("\n"):
        if line.startswith("# %%"):
            markdown = "[markdown]" in line
            cells += [] if markdown else [""]
        elif not markdown and cells:
            cells[-1] += line + "\n"
        lines.append(line.removeprefix("#").removeprefix(" ") if markdown and not line.startswith("# %%") else "")
    return "\n".join(lines)


def _long_texts(code: str) -> str:
    """The texts of several lines in a module, but docstrings, each line where it was; what a text is given is blank."""
    tree, lines = ast.parse(code), [line.encode() for line in code.split("\n")]
    shown = [""] * len(lines)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    documentation = {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        text = isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        if text and id(node) not in documentation and node.lineno < node.end_lineno:
            for at in range(node.lineno - 1, node.end_lineno):
                start = node.col_offset if at == node.lineno - 1 else 0
                end = node.end_col_offset if at == node.end_lineno - 1 else None
                line = lines[at][start:end].decode()
                shown[at] = line if at != node.lineno - 1 else " " * len(lines[at][:start].decode()) + line
    return re.sub(r"\{+[^{}]*\}+", _blank, "\n".join(shown).replace('"""', "   "))
