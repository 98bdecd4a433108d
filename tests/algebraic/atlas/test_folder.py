"""An atlas on disk: complete, resumed, damaged."""

import json

import pytest

from algebraic.atlas import Folder, box_of, build_atlas, folder as rooms, row_of
from algebraic.shell import Budget, Missing, OutOfBudget, WrongInput

BOX = {"kind": "dense", "depth": [2, 2], "widths": [1, 3], "degree": [2, 3], "bias": False}


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(rooms, "ROWS_PER_FILE", 10)
    return box_of(BOX)


def files(path):
    return {file.name: file.read_bytes() for file in path.iterdir()}


def test_every_architecture_has_its_row(small, tmp_path):
    built = build_atlas(small, tmp_path / "a")
    assert [row["label"] for row in built.rows()] == [one.label for one in small.architectures()]
    assert list(Folder(tmp_path / "a").rows()) == [row_of(one) for one in small.architectures()]
    assert set(built.hashes()) == {f"rows-{k:05d}.jsonl" for k in range(6)}


def test_an_interrupted_run_goes_on_and_gives_the_same(small, tmp_path):
    build_atlas(small, tmp_path / "whole")
    said = []

    def stop(text):
        said.append(text)
        if len(said) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_atlas(small, tmp_path / "cut", report=stop)
    assert len(list((tmp_path / "cut").glob("rows-*"))) == 2
    assert Folder(tmp_path / "cut").hashes() is None
    kept = (tmp_path / "cut" / "rows-00000.jsonl").stat().st_mtime_ns
    build_atlas(small, tmp_path / "cut")
    assert files(tmp_path / "cut") == files(tmp_path / "whole")
    assert (tmp_path / "cut" / "rows-00000.jsonl").stat().st_mtime_ns == kept


def test_the_time_is_over(small, tmp_path):
    with pytest.raises(OutOfBudget):
        build_atlas(small, tmp_path / "a", budget=Budget(1e-6))
    assert Folder(tmp_path / "a").hashes() is None


def test_other_boxes_and_other_folders_are_refused(small, tmp_path):
    build_atlas(small, tmp_path / "a")
    before = files(tmp_path / "a")
    with pytest.raises(WrongInput, match="has the box"):
        build_atlas(small, tmp_path / "a", seed=1)
    with pytest.raises(WrongInput, match="has the box"):
        build_atlas(box_of({**BOX, "bias": True}), tmp_path / "a")
    assert files(tmp_path / "a") == before
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine.txt").write_text("mine")
    with pytest.raises(WrongInput, match="not empty"):
        build_atlas(small, tmp_path / "b")
    with pytest.raises(WrongInput):
        build_atlas(small, tmp_path / "b" / "mine.txt")
    with pytest.raises(Missing):
        Folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda row: {**row, "dimension": row["dimension"] + 1}, "proved from above"),
        (lambda row: {**row, "dimension": True}, "proved from above"),
        (lambda row: {**row, "label": "pnn.1.1.1.r9"}, "it has the label"),
        (lambda row: {**row, "more": 1}, "nothing else"),
        (lambda row: {**row, "certificate": {**row["certificate"], "prime": "7"}}, "certificate"),
        (lambda row: [row], "nothing else"),
    ],
)
def test_a_damaged_row_is_named_and_made_again(small, tmp_path, change, said):
    build_atlas(small, tmp_path / "a")
    whole = files(tmp_path / "a")
    file = tmp_path / "a" / "rows-00001.jsonl"
    lines = file.read_text().splitlines()
    lines[3] = json.dumps(change(json.loads(lines[3])))
    file.write_text("\n".join(lines) + "\n")
    with pytest.raises(WrongInput, match=rf"line 4 \(pnn\.1\.3\.1\.r3\).*{said}"):
        list(Folder(tmp_path / "a").rows())
    heard = []
    build_atlas(small, tmp_path / "a", report=heard.append)
    assert heard[0].startswith("made again")
    assert files(tmp_path / "a") == whole


def test_lines_that_are_missing_or_no_json(small, tmp_path):
    build_atlas(small, tmp_path / "a")
    file = tmp_path / "a" / "rows-00000.jsonl"
    text = file.read_text()
    for broken, said in ((text[:-1], "9 lines"), (text + text, "20 lines"), (text.replace("{", "", 1), "is not JSON")):
        file.write_text(broken)
        with pytest.raises(WrongInput, match=said):
            list(Folder(tmp_path / "a").rows())
    file.unlink()
    with pytest.raises(Missing):
        list(Folder(tmp_path / "a").rows())
