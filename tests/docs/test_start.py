"""README and start page: table, commands and code are those of the record (other numbers: test_page_numbers.py)."""

# mypy: ignore-errors

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"README.md": "docs/", "docs/index.md": ""}


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start_record", ROOT / "docs" / "start_record.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_the_table_is_that_of_the_record(start, page):
    record = json.loads((ROOT / "docs/results/start.json").read_text(encoding="utf-8"))
    assert [each["question"] for each in record["answers"]] == [each[0] for each in start.QUESTIONS]
    assert start.table(record, PAGES[page]) in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_lines_of_python_are_those_of_the_record(start, page):
    record = json.loads((ROOT / "docs/results/start.json").read_text(encoding="utf-8"))
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [(each["typed"], each["does"]) for each in record["first"]] == [
        (typed, does) for typed, _, does in start.FIRST
    ]
    assert record["python"]["code"] == start.PYTHON
    assert len(list(filter(None, start.PYTHON.splitlines()))) == 5
    assert start.first_commands(record) in text
    assert start.five_lines(record) in text


def test_what_python_says_is_what_the_committed_ladder_says(start):
    """The number in a comment of the example is what the committed ladder of this network has."""
    record = json.loads((ROOT / "docs/results/start.json").read_text(encoding="utf-8"))
    ladder = json.loads((ROOT / "docs/results/ladder-layers-3.json").read_text(encoding="utf-8"))
    assert f"exactly {ladder['complex_count']} complex solutions" in record["python"]["said"]


def test_an_answer_begins_with_a_sentence(start, monkeypatch):
    monkeypatch.setattr(start, "ran", lambda words, folder: (["network 1,1,1", "4 weights: exactly 1."], 0.1))
    with pytest.raises(SystemExit, match="does not begin with a sentence"):
        start.measured()
