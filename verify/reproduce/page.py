"""The record of all printed numbers as a page of the documentation."""

from __future__ import annotations

from .documents import Document, NumberData, SourceData

INTRODUCTION = """\
# Printed numbers, computed again

Numbers that the literature prints, each beside the one that we compute: {total} numbers from {sources} sources
({counts}). The page is generated from a record, which takes {seconds} CPU seconds:

```text
python -m verify reproduce --json > docs/results/reproduce.json
python -m verify reproduce --from docs/results/reproduce.json --page docs/reproduce.md
```

`python -m verify reproduce --source KEY` computes the numbers of one source; `--list` has the keys.

- **equal**: our number is proved (it is exact, or lies in an interval in which every number would be rounded or cut
  off to the printed one), and it is what is printed.
- **differs**: what we prove excludes the printed number. At least two other routes, which share nothing with the
  first, must show the same before this is written down.
- **out of reach**: what we prove decides neither. Bounds that are proved stand in the column "ours", and the reason
  below the table: often each solution is certified, and that no other exists is supported modulo primes only, or by
  the word of a program of others.

The printed values were taken from what is named with each source under "seen", and from nothing else. Of many papers
this is a list that quotes them, and then a wrong quotation would look like a wrong print. No more than ten numbers are
from one table or formula. The registry stands in `verify/reproduce/sources`, one file for each source; the tests
compute a part of it, and the whole is computed by hand, with the first of the two commands.
"""


def page_of(document: Document) -> str:
    """The whole page.

    Args:
        document: of :func:`document_of`, or read from the record.
    """
    words = {
        "counts": ", ".join(f"{status} {number}" for status, number in document["counts"].items()),
        "total": sum(document["counts"].values()),
        "sources": len(document["sources"]),
        "seconds": round(document["cpu_seconds"]),
    }
    return INTRODUCTION.format(**words) + "\n" + "\n".join(map(_section, document["sources"]))


def _section(source: SourceData) -> str:
    said = f"{source['authors']}. {source['reference']}. Seen: {source['seen']}. `{source['key']}`"
    table = ["| what | where | printed | ours | status | call |", "|---|---|---|---|---|---|"]
    table += [_line(number) for number in source["numbers"]]
    return "\n".join([f"## {source['title']}", "", said, "", *table, "", *_notes(source["numbers"])])


def _line(number: NumberData) -> str:
    cells = [number["what"], number["at"], number["printed"], number["ours"], number["status"], f"`{number['call']}`"]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _notes(numbers: list[NumberData]) -> list[str]:
    """Why a number is out of reach, and for a wrong print all routes; an empty line behind the list."""
    said = []
    for number in numbers:
        if number["status"] == "out of reach":
            said.append(f"- {number['what']}: {number['because']}.")
        if number["erratum"]:
            routes = "; ".join(f"`{r['call']}`: {r['ours']} ({r['because']})" for r in number["routes"])
            said.append(f"- {number['what']}: {number['erratum']} Ours: {number['because']}. Other routes: {routes}.")
    return [*said, ""] if said else []
