"""The paper cites what its list of references has, and that list has what is cited."""

import re
from pathlib import Path

PAPER = Path(__file__).parents[1] / "paper"


def test_each_reference_is_cited_and_each_citation_is_a_reference():
    _, head, text = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
    listed = (PAPER / re.search(r"^bibliography: (\S+)$", head, re.MULTILINE)[1]).read_text(encoding="utf-8")
    references = re.findall(r"^@\w+\{(\w+),", listed, re.MULTILINE)
    cited = re.findall(r"[\[;]\s*@(\w+)(?=[\];])", text)
    assert len(cited) >= 9
    assert sorted(set(cited)) == sorted(references)
