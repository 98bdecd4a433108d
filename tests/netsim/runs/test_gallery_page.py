"""The gallery page is that of the committed records."""

import json
import re
from pathlib import Path

import pytest

from netsim.runs.experiment import experiments
from netsim.runs.gallery_page import gallery
from netsim.runs.published import read_record
from netsim.runs.seeds_table import as_text
from netsim.runs.session import decide_checks
from netsim.shell import WrongInput, read_json

DOCS = Path(__file__).parents[3] / "docs"
FIGURES = DOCS / "results" / "netsim-figures"
RECORDS = DOCS.parent / "netsim" / "results"
AGAIN = (
    "python -m netsim gallery --records netsim/results --figures docs/results/netsim-figures --to docs/experiments.md"
)


def test_the_pages_are_up_to_date():
    pages = gallery(RECORDS, FIGURES, DOCS / "experiments.md")
    assert sorted(pages) == sorted(DOCS.glob("experiments*.md")), AGAIN
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, AGAIN


def test_every_experiment_stands_on_one_page_with_all_its_figures_and_words_for_each():
    overview, *pages = gallery(RECORDS, FIGURES, DOCS / "experiments.md").values()
    assert len(pages) == 3
    assert ":::{figure}" not in overview
    for name, experiment in experiments().items():
        assert (
            len(
                re.findall(rf"^\[!\[[^]]+\]\([^)]*{name}-[^)]*\.png\) {name}: .*\]\(#{name.lower()}\)$", overview, re.M)
            )
            == 1
        )
        (page,) = (each for each in pages if f"({name.lower()})=\n" in each)
        for figure in experiment.figures:
            assert page.count(f"-{figure}.png\n:alt: Our drawing of {figure}, where the paper says “") == 1
    (third,) = (each for each in pages if each.startswith("# Theory of Deep Learning III"))
    assert "T3-9: {ref}`E01 <e01>`" in third


def test_every_experiment_has_its_laptop_record():
    built = {name for name, experiment in experiments().items() if not experiment.not_built}
    assert {path.name for path in RECORDS.glob("*.json")} == {f"{name}-laptop.json" for name in built}
    (made,) = re.findall(r"^EXPERIMENTS := (.*)$", (DOCS.parent / "Makefile").read_text(encoding="utf-8"), re.M)
    assert {f"E{number}" for number in made.split()} == built


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.json")), ids=lambda path: path.stem)
def test_the_record_is_that_of_the_experiment_as_it_is(path):
    for record in read_record(path):
        experiment = experiments()[record["experiment"]]
        # Options that were added since it was made have their defaults.
        assert record["options"].items() <= experiment.options(record["size"]).as_dict().items()
        assert record["checks"] == decide_checks(experiment, record["measured"], record["size"])
        assert record["figures"] == sorted(experiment.figures)
        assert record["sample_passes"] == experiment.options(record["size"]).sample_passes()
    for figure in experiment.figures:
        assert (FIGURES / f"{path.stem}-{figure}.png").stat().st_size > 2000


MARKS = (
    "a|b", "`code`", "[x](javascript:alert(1))", "![x](y)", "<script>alert(1)</script>", "*a* **b**", "_a_ __b__",
    "two\nlines\n\n# head\n",
    "\n:::{raw} html\n<b>\n:::", "{raw}`x`", "$x$", "&lt;", "\\*a*", "~~a~~", "\x1b[2J", "\u2028# a",
)  # fmt: skip


@pytest.mark.parametrize("said", MARKS)
def test_what_a_record_says_is_text(said):
    """By a reader of Markdown that is not ours: what is shown is the text, and nothing else is there."""
    markdown_it = pytest.importorskip("markdown_it")
    line = f"- **agrees** — {as_text(said)}, end\n"
    assert len(line.splitlines()) == 1
    (inline,) = (
        token for token in markdown_it.MarkdownIt().enable(["table", "strikethrough"]).parse(line) if token.children
    )
    kinds = [token.type for token in inline.children if token.type not in ("text", "text_special")]
    assert kinds == ["strong_open", "strong_close"]
    shown = "".join(token.content for token in inline.children)
    expected = " ".join(said.split()).replace("\x1b", "\\x1b")
    assert shown == f"agrees — {expected}, end"


@pytest.mark.parametrize("field", ["claim", "statement", "reason", "notes", "options", "device", "torch", "size"])
def test_every_text_of_a_record_is_escaped_or_refused(tmp_path, field):
    bad = "x\n\n# [a](javascript:1) <b> | `c`"
    record = read_json(RECORDS / "E12-laptop.json")
    for check in record["checks"]:
        check.update({field: bad} if field in check else {})
    record["notes"] = [bad] if field == "notes" else []
    if field == "options":
        record["options"] = {bad: bad}
    elif field == "torch":
        record["environment"]["libraries"]["torch"] = bad
    elif field in ("device", "size"):
        record[field] = bad
    (tmp_path / "E12-laptop.json").write_text(json.dumps(record), encoding="utf-8")
    if field == "size":
        with pytest.raises(WrongInput, match="is no record"):
            gallery(tmp_path, FIGURES, DOCS / "experiments.md")
        return
    page = "\n".join(gallery(tmp_path, FIGURES, DOCS / "experiments.md").values())
    assert "javascript" in page
    assert not re.search(r"(?<!\\)(\[a\]|<b>|`c`)|^# \[", page, re.MULTILINE)
