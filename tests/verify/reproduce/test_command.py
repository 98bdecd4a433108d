"""``python -m verify reproduce``."""

import json
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.reproduce.registry import read_sources

RECORD = Path(__file__).parents[3] / "docs" / "results" / "reproduce.json"


@pytest.fixture
def command(capsys):
    """Run the command; exit code, stdout, stderr."""

    def run(*arguments):
        return main(["reproduce", *arguments]), *capsys.readouterr()

    return run


def test_one_document_and_nothing_else(command):
    code, said, others = command("--source", "aoyagi2024", "--json")
    document = json.loads(said)
    assert (code, others) == (0, "")
    assert [source["key"] for source in document["sources"]] == ["aoyagi2024"]
    assert document["counts"] == {"equal": 4, "differs": 0, "out of reach": 0}


def test_a_line_for_each_number(command):
    code, said, _ = command("--source", "aoyagi2024")
    assert code == 0
    assert said.count("equal  ") == 4
    assert said.endswith("equal: 4, differs: 0, out of reach: 0\n")


def test_an_unknown_source_names_those_that_there_are(command):
    code, said, others = command("--source", "nobody1900")
    assert (code, said) == (2, "")
    assert all(key in others for key in read_sources())


def test_the_list(command):
    assert [row["key"] for row in json.loads(command("--list", "--json")[1])["sources"]] == list(read_sources())
    assert command("--list")[1].count("\n") == len(read_sources())


def test_from_a_record(command, tmp_path):
    page = tmp_path / "page.md"
    assert command("--from", str(RECORD), "--page", str(page)) == (0, "", "")
    assert page.read_text(encoding="utf-8").startswith("# Printed numbers")
    assert command("--from", str(RECORD), "--source", "aoyagi2024")[0] == 2


WHOLE = json.loads(RECORD.read_text(encoding="utf-8"))
DAMAGED = [
    WHOLE | {"counts": {"equal": "many"}},
    WHOLE | {"cpu_seconds": None},
    WHOLE | {"sources": [{}]},
    WHOLE | {"sources": [WHOLE["sources"][0] | {"numbers": [{"what": 1}]}]},
    WHOLE | {"sources": [WHOLE["sources"][0] | {"numbers": [WHOLE["sources"][0]["numbers"][0] | {"at": 1}]}]},
]


@pytest.mark.parametrize("text", ["[]", "{", '{"counts": {}}', *map(json.dumps, DAMAGED)])
def test_what_is_no_record(command, tmp_path, text):
    file = tmp_path / "record.json"
    file.write_text(text)
    assert command("--from", str(file), "--page", str(tmp_path / "page.md"))[0] == 2
    assert not (tmp_path / "page.md").exists()
