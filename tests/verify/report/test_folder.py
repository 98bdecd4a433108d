"""The folder of a report: what is not touched, what is read again."""

import json
from dataclasses import asdict, replace

import pytest

from algebraic.shell import WrongInput
from verify.report.folder import open_folder, read_json, write_json
from verify.report.spec import Spec

SPEC = Spec([], 0, "fast", {}, "")


def test_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "thesis.tex").write_text("", encoding="utf-8")
    for place in (tmp_path, tmp_path / "thesis.tex", tmp_path / "thesis.tex" / "report"):
        with pytest.raises(WrongInput) as refusal:
            open_folder(place, SPEC)
        assert refusal.value.kind == "bad_output"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_report_is_opened_again(tmp_path):
    folder = tmp_path / "new" / "report"
    open_folder(folder, SPEC)
    (folder / "DONE").write_text("", encoding="utf-8")
    write_json(folder / "outcomes" / "T3-14.json", {"ℓ": 1})
    open_folder(folder, replace(SPEC, seed=1))
    assert not (folder / "DONE").exists(), "it is not done before all is written anew"
    assert read_json(folder / "spec.json") == asdict(SPEC) | {"seed": 1}
    assert read_json(folder / "outcomes" / "T3-14.json") == {"ℓ": 1}


@pytest.mark.parametrize("text", [None, "", '{"key": ', "[1]", "\xff"])
def test_what_is_no_document_is_empty(tmp_path, text):
    path = tmp_path / "outcome.json"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    assert read_json(path) == {}


def test_text_stays_text(tmp_path):
    write_json(tmp_path / "a.json", {"a": "ℓ"})
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert "ℓ" in text
    assert json.loads(text) == {"a": "ℓ"}
