"""README and start page: table, commands and code are those of the record; every other number has a source."""

# mypy: ignore-errors

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"README.md": "docs/", "docs/index.md": ""}
CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`]*`|\]\([^)]*\)|\{[\w:]+\}", re.M | re.S)
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)*")


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start_record", ROOT / "docs" / "start_record.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sources():
    """The numbers that something else in the repository says, with what that is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pythons = [each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each]
    torch = re.search(r"<(\d+\.\d+)", project["optional-dependencies"]["torch"][0])[1]
    return {*pythons, torch, "4.0", "2.0"}  # versions of Python and torch; of the licences of the pictures


def untraced(text, table):
    """The numbers in running text that stand in no source."""
    running = CODE.sub(" ", text.replace(table, ""))
    return [each for each in NUMBER.findall(running) if each not in sources()]


@pytest.mark.parametrize("page", PAGES)
def test_the_table_is_that_of_the_record(start, page):
    record = json.loads((ROOT / "docs/results/start.json").read_text(encoding="utf-8"))
    assert [each["question"] for each in record["answers"]] == [each[0] for each in start.QUESTIONS]
    assert start.table(record, PAGES[page]) in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_number_has_a_source(start, page):
    record = json.loads((ROOT / "docs/results/start.json").read_text(encoding="utf-8"))
    table, text = start.table(record, PAGES[page]), (ROOT / page).read_text(encoding="utf-8")
    assert untraced(text, table) == []
    assert untraced(f"{text}\n\nThere are 1,234 claims.", table) == ["1,234"]
    changed = table.replace(record["answers"][0]["answer"].split()[0], "17", 1)
    assert changed not in text
    assert untraced(text.replace(table, changed), table)


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
