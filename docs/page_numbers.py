"""Where each number in the running text of README and site comes from; one that comes from nowhere ends the build.

``docs/numbers.toml`` has for a page the words around a number, as they stand there, and its source:

* ``FILE: EXPRESSION``: a constant of our code, or a record. The names of the expression are the constants of a Python
  file (``option("--seed")`` is the default of an option), or the keys of a record; ``count("docs/*.py")`` counts files;
* ``FILE has: CODE``, ``cell: CODE``: a file, or a cell of the same page, has this code with the numbers in it. Cells
  and tests are executed;
* ``published: WORK``, ``defined: WHY``: what cannot be computed. The page of the records lists all of these.

Numbers that name a place (section 4.1, Fig. 3, claim 2), an exit code or a year, 0 and 1, small ones in words, and what
stands in code or in a formula are no measurements, and need no source; a formula or code that is only a number does.
``python docs/page_numbers.py`` says what is wrong.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import start_record
from number_sources import BY_HAND, ROOT, disagreement, kind_of
from running_text import Number, Page

TABLE = ROOT / "docs" / "numbers.toml"
# Pages that a program writes from a record, with the test that compares them.
GENERATED = {
    "docs/benchmarks*.md": "tests/docs/test_written_pages.py",
    "docs/experiments*.md": "tests/netsim/runs/test_gallery_page.py",
    "docs/reproduce.md": "tests/verify/reproduce/test_page.py",
}
# What writes these pages: its long texts are written by hand.
WRITERS = (
    "benchmarks/*page.py",
    *(
        f"benchmarks/{name}.py"
        for name in ("checks", "convolution_forms", "curvature", "exact_zeros", "jacobians", "systems")
    ),
    "verify/reproduce/page.py",
    "netsim/runs/gallery_page.py",
)
OF_THE_START = {"README.md": "docs/", "docs/index.md": ""}  # and where they see the pages
NOWHERE = "no record, constant or cell is said to hold it; see docs/page_numbers.py"
EVERYWHERE = "*"  # the entry of the table for words that may stand on any page


@dataclass(frozen=True)
class Source:
    """An entry of the table: the words of a page, and where their numbers come from."""

    words: str
    sources: tuple[str, ...]


Table = dict[str, list[Source]]


def matched(page: Page, table: Table) -> tuple[list[tuple[Source, list[Number]]], list[Number]]:
    """The entries whose words stand on a page, each with the numbers in them, and the numbers that no entry has."""
    numbers, pairs, held = page.numbers(), [], set()
    for entry in (*table.get(page.name, ()), *table.get(EVERYWHERE, ())):
        for start, end in page.spans(entry.words):
            pairs.append((entry, [each for each in numbers if start <= each.start < end]))
            held.update(pairs[-1][1])
    return pairs, [each for each in numbers if each not in held]


def faults(name: str, text: str, table: Table) -> list[str]:
    """What is wrong with the numbers of a page: those without a source, and those that are not what it says."""
    page = Page(name, without_the_record(name, text))
    pairs, open_ones = matched(page, table)
    there = {entry for entry, numbers in pairs if numbers}
    return [
        *(
            f"{name}: docs/numbers.toml has {each.words!r}, where no number is"
            for each in table.get(name, ())
            if each not in there
        ),
        *(wrong for entry, numbers in pairs if numbers for wrong in _differing(page, entry, numbers)),
        *(f"{name}:{each.line}: {each.text}: {NOWHERE}" for each in open_ones),
    ]


def without_the_record(name: str, text: str) -> str:
    """README and start page without the table that ``docs/start_record.py`` writes, if it is that of the record."""
    if name in OF_THE_START:
        table = start_record.table(json.loads(start_record.RECORD.read_text(encoding="utf-8")), OF_THE_START[name])
        return text.replace(table, "\n" * table.count("\n"))
    return text


def _differing(page: Page, entry: Source, numbers: list[Number]) -> Iterator[str]:
    """What is wrong with the numbers in the words of an entry, one line each."""
    sources = entry.sources * len(numbers) if len(entry.sources) == 1 else entry.sources
    if len(sources) != len(numbers):
        said = ", ".join(each.text for each in numbers)
        yield f"{page.name}:{numbers[0].line}: {entry.words!r}: {len(numbers)} numbers ({said}), {len(sources)} sources"
        return
    for number, source in zip(numbers, sources, strict=True):
        try:
            if wrong := disagreement(number.text, source, page.cells):
                yield f"{page.name}:{number.line}: {number.text}: {wrong}"
        except (LookupError, OSError) as error:
            yield f"{page.name}:{number.line}: {number.text}: {error}"


def pages() -> list[Path]:
    """README, the pages for contributors and those of the site that are written by hand."""
    written = {path for pattern in GENERATED for path in ROOT.glob(pattern)} - {ROOT / "docs/benchmarks-gpu.md"}
    found = {*ROOT.glob("docs/*.md"), *ROOT.glob("docs/examples/*.py"), *ROOT.glob("docs/examples/*.md")} - written
    writers = [path for pattern in WRITERS for path in sorted(ROOT.glob(pattern))]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "paper/paper.md", *sorted(found), *writers]


def table() -> Table:
    """The entries of ``docs/numbers.toml`` by page."""
    read = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name: [Source(words, (held,) if isinstance(held, str) else tuple(held)) for words, held in entries.items()]
        for name, entries in read.items()
    }


def all_faults() -> list[str]:
    """Each fault of each page in one line."""
    sources, texts = table(), {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in pages()}
    found = [f"docs/numbers.toml: there is no page {name}" for name in sources if name not in {EVERYWHERE, *texts}]
    return found + [each for name, text in texts.items() for each in faults(name, text, sources)]


def summary() -> str:
    """How many numbers each page has and where they come from, as Markdown; then those that nothing computes."""
    kinds, by_hand, sources = ("records", "cells and tests", "code", *BY_HAND), [], table()
    lines = [f"| page | {' | '.join(kinds)} |", "|---" * (len(kinds) + 1) + "|"]
    for path in pages():
        name, count = path.relative_to(ROOT).as_posix(), Counter()
        pairs, _ = matched(Page(name, without_the_record(name, path.read_text(encoding="utf-8"))), sources)
        for entry, numbers in pairs:
            held = entry.sources if len(entry.sources) > 1 else entry.sources * len(numbers)
            count.update(map(kind_of, held))
            by_hand += [f"| `{name}` | {entry.words} | {each} |" for each in held if kind_of(each) in BY_HAND]
        if count:
            lines.append(f"| `{name}` | {' | '.join(str(count[kind] or '') for kind in kinds)} |")
    return "\n".join([*lines, "", "| page | words | source |", "|---|---|---|", *dict.fromkeys(by_hand)])


if __name__ == "__main__":
    wrong = all_faults()
    print("\n".join(wrong) or "each number of README and site has its source")
    sys.exit(bool(wrong))
