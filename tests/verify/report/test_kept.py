"""What a run decided is kept: taken over by the same run, and by no other."""

import json

import pytest

from algebraic.shell import WrongInput
from verify.__main__ import main
from verify.jobs import decide_all
from verify.report import kept_or_decided

NAMES = ["T3-13", "T3-14"]
HOW = {"profile": "fast", "instances": 4, "seed": 1, "drop": None, "settings": {}, "instance": None}


def going_on(folder, asked, *, names=NAMES, how=HOW):
    def decide(missing):
        asked.append(list(missing))
        return decide_all(missing, **how)

    return kept_or_decided(names, folder, how, decide)


@pytest.mark.slow
def test_an_interrupted_run_goes_on(tmp_path):
    asked, whole = [], list(decide_all(NAMES, **HOW))
    assert next(going_on(tmp_path, asked)) == whole[0]
    assert list(going_on(tmp_path, asked)) == whole
    assert list(going_on(tmp_path, asked, names=NAMES[::-1])) == whole[::-1]
    assert asked == [NAMES, ["T3-14"], []]


@pytest.mark.parametrize(
    "change", [{"seed": 2}, {"instances": 5}, {"settings": {"scale": 0.5}}, {"profile": "thorough"}]
)
def test_another_run_takes_nothing_over(tmp_path, change):
    asked = []
    for how in (HOW, {**HOW, **change}):
        list(going_on(tmp_path, asked, names=NAMES[:1], how=how))
    assert asked == [NAMES[:1]] * 2


def test_what_was_changed_is_decided_again(tmp_path):
    asked = []
    (first,) = going_on(tmp_path, asked, names=NAMES[:1])
    path = tmp_path / "evidence" / "T3-13.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    for text in (json.dumps({**kept, "evidence": {**kept["evidence"], "verdict": "misprint"}}), "", "{"):
        path.write_text(text, encoding="utf-8")
        assert list(going_on(tmp_path, asked, names=NAMES[:1])) == [first]
    assert asked == [NAMES[:1]] * 4


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "spec.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WrongInput, match="no run"):
        next(going_on(tmp_path, []))


def test_the_command(tmp_path, capsys):
    said = []
    for _ in range(2):
        assert main(["run", "T3-14", "--instances", "20", "--resume", str(tmp_path / "kept")]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert (tmp_path / "kept" / "evidence" / "T3-14.json").is_file()
