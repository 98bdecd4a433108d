"""Where the plain texts of the papers are, for tests of what is quoted from them."""

import os
from pathlib import Path

import pytest

VARIABLE = "ZEROLOCUS_PAPERS"
BESIDE = Path(__file__).parents[3] / "shared" / "papers"  # beside a checkout


def lines_of(conversion):
    """The lines of a text by its number, such as "000"; where there is none, the test is skipped."""
    folder = Path(os.environ.get(VARIABLE) or BESIDE)
    found = sorted(folder.glob(f"{conversion}_*.txt"))
    if not found:
        pytest.skip(f"no text {conversion}_*.txt in {folder}: set {VARIABLE} to the folder of the papers' plain texts")
    return found[0].read_text(encoding="utf-8").split("\n")


def misquoted(quotations, lines):
    """What of (line, words) does not stand on its line."""
    return [(line, words) for line, words in quotations if line > len(lines) or words not in lines[line - 1]]
