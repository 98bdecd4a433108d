"""Figures from records: the committed ones, others, damaged ones; or from a run."""

import json
from pathlib import Path

import pytest

import netsim
from netsim.commands import main
from netsim.figures import records

RECORD = Path(netsim.__file__).parent / "results" / "E15-laptop.json"


def call(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_committed_record_is_drawn_and_said(capsys, tmp_path):
    target = tmp_path / "talk.svg"
    code, out, _ = call(capsys, "figure", "t3-18", "--to", target)
    sentence, *below = out.splitlines()
    assert "<svg" in target.read_text()
    images = f"{json.loads(RECORD.read_text())['options']['num_train']:,} patches of two photographs"
    assert below[0].startswith(f"E15, laptop, {images}, seed")
    assert code == 0
    code, out, _ = call(capsys, "figure", "T3-18", "--to", target, "--json")
    document = json.loads(out)
    found = [row["outcome"] for row in document["outcomes"]]
    assert sentence.startswith(f"Figure T3-18 is in {target}. Of {len(found)} statements that E15 checks, ")
    assert sentence.endswith(f" and {found.count('undecided')} are undecided.")
    assert (document["figure"], document["experiment"], document["size"]) == ("T3-18", "E15", "laptop")
    assert document["data"] == [images]
    record = json.loads(RECORD.read_text())
    assert document["seeds"] == [record["seed"], *(other["seed"] for other in record["others"])]
    assert document["outcomes"][0]["claim"] == ""


def test_the_resolution_is_a_choice(capsys, tmp_path):
    sizes = []
    for dpi in (50, 100):
        target = tmp_path / f"{dpi}.png"
        assert call(capsys, "figure", "T3-18", "--from", records(), "--to", target, "--dpi", dpi)[0] == 0
        sizes.append(int.from_bytes(target.read_bytes()[16:20]))  # the width, in the head of a PNG file
    assert sizes[1] == 2 * sizes[0]


@pytest.mark.slow
@pytest.mark.torch
def test_a_run_and_its_folder(capsys, tmp_path):
    target, again = tmp_path / "a.png", tmp_path / "b.png"
    code, out, _ = call(capsys, "figure", "T3-8", "--executor", "here", "--out", tmp_path / "runs", "--to", target)
    assert code == 0
    assert "smoke: no evidence" in out
    (folder,) = (tmp_path / "runs").iterdir()
    assert call(capsys, "figure", "T3-8", "--from", folder, "--to", again)[0] == 0
    assert target.read_bytes() == again.read_bytes()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"experiment": "E14"}, "is of E14, not E15"),
        ({"size": "huge"}, "is of size huge"),
        ({"measured": {}}, "cannot be drawn from this record"),
        ({"measured": []}, "cannot be drawn from this record"),
        ({"record": 9}, "form 9"),
        ({"checks": 0}, "checks"),
    ],
)
def test_what_is_no_record_of_today(capsys, tmp_path, change, words):
    path = tmp_path / "E15-laptop.json"
    path.write_text(json.dumps(json.loads(RECORD.read_text()) | change))
    for source in (path, tmp_path):
        code, out, err = call(capsys, "figure", "T3-18", "--from", source, "--to", tmp_path / "a.png")
        assert (code, out) == (2, "")
        assert words in err
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["T3-18", "--from", "nowhere"], 3, "no record 'nowhere'"),
        (["T3-18", "--from", "."], 3, "no record"),
        (["T3-18", "--from", ".", "--size", "smoke"], 2, "--size is of a run"),
        (["T3-18", "--from", ".", "--seed", "1"], 2, "--seed is of a run"),
        (["T3-18", "--dpi", "0"], 2, "--dpi is 0"),
        (["T3-18", "--dpi", "99999"], 2, "--dpi is 99999"),
        (["T3-18", "--to", "a.jpg"], 2, ".png, .svg"),
        (["T3-99"], 2, "no experiment draws"),
    ],
)
def test_mistakes(capsys, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    found, out, err = call(capsys, "figure", *arguments)
    assert (found, out) == (code, "")
    assert words in err
    assert not list(tmp_path.iterdir())
