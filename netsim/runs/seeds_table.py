"""The table of all outcomes over seeds, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..shell import printable
from .margins import shown_margin
from .published import Record
from .several_seeds import OverSeeds, outcomes_over_seeds

ABOUT = """## Outcomes over seeds

A statement is decided for each seed by itself, with images, weights, batches and noise of its own; where the seeds
differ it is *undecided*. A number that an outcome turns on is *fragile* where it is no further from its threshold than
the seeds are from one another, or within a tenth of it; ratios and distances are compared by their ratio. Sizes were
settled on other seeds than those that are recorded.

"""


def as_text(text: object) -> str:
    r"""What a record says, so that Markdown shows it as it is: on one line, with nothing in it that is a mark or HTML.

    >>> print(as_text("a|b [x](javascript:1) `c` <b> two_words"))
    a\|b \[x\](javascript:1) \`c\` \<b\> two_words
    """
    return _MARKS.sub(r"\\\g<0>", printable(" ".join(str(text).split())))


# All that has a meaning inside a line, for MyST too; an underscore has none inside a word, nor ~ and ^ alone.
_MARKS = re.compile(r"[\\`*\[\]<>|${}&#]|~~|(?<![^\W_])_|_(?![^\W_])")


def seeds_table(found: Mapping[str, Record]) -> str:
    """A row for each check of each experiment: what it says for how many seeds, and how near that is."""
    lines = ["| experiment | statement | outcome | seeds | agree | contradict | undecided | what it turns on |"]
    lines.append("|" + "---|" * 8)
    for name, runs in found.items():
        lines += [_row(name, row) for row in outcomes_over_seeds(runs)]
    return ABOUT + "\n".join(lines) + "\n"


def _row(experiment: str, row: OverSeeds) -> str:
    claim = f"{row['claim']}: " if row["claim"] else ""
    margins = "; ".join(shown_margin(name, margin) for name, margin in row["margins"].items())
    counts = f"{row['agree']} | {row['contradict']} | {row['undecided']}"
    seeds = len(row["seeds"])
    words = f"{as_text(claim + row['name'])} | **{row['outcome']}** | {seeds} | {counts} | {as_text(margins)}"
    return f"| {{ref}}`{experiment} <{experiment.lower()}>` | {words} |"
