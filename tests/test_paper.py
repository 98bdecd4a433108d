"""The paper has the sections and the length that the journal asks for, and cites what its list of references has."""

import re
from pathlib import Path

PAPER = Path(__file__).parents[1] / "paper"
ASKED = ("Summary", "Statement of need", "State of the field", "Software design", "Research impact statement")
ASKED += ("AI usage disclosure", "Acknowledgements", "References")
WORDS = range(750, 1751)


def test_sections_and_length_are_those_that_the_journal_asks_for():
    """By its page on the format of papers; numbers are traced by ``docs/page_numbers.py``."""
    text = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    heading = re.compile(r"^#+ (.*)$", re.MULTILINE)
    assert tuple(heading.findall(text)) == ASKED
    assert len(heading.sub("", text).split()) in WORDS


def test_each_reference_is_cited_and_each_citation_is_a_reference():
    _, head, text = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
    listed = (PAPER / re.search(r"^bibliography: (\S+)$", head, re.MULTILINE)[1]).read_text(encoding="utf-8")
    references = re.findall(r"^@\w+\{(\w+),", listed, re.MULTILINE)
    cited = re.findall(r"[\[;]\s*@(\w+)(?=[\];])", text)
    assert len(cited) >= 9
    assert sorted(set(cited)) == sorted(references)
