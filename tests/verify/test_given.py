"""Instances and settings from outside: what they must be, and what a file cannot do."""

import json

import pytest

from algebraic.shell import WrongInput
from verify.__main__ import main
from verify.catalogue import find_claim
from verify.given import check_recorded, check_settings, read_instance, setting


@pytest.mark.parametrize(
    "line",
    [
        "NMH-02 num_samples=",
        "NMH-02 num_samples=[1]",
        "NMH-02 num_samples=-1",
        "NMH-02 num_samples=1e9",
        "NMH-02 num_samples=999999999999999999999999999999",
        "NMH-02 num_samples=true",
        "NMH-02 kind=3",
        "T2-04 square=1",
        "T3-18 scale=1e308",
        "T3-18 scale=NaN",
        "T3-18 scale=-0.1",
        "T3-18 scale={}",
        "T3-18 scale=true",
        "C18-06 largest_unit={}",
        "T2-17 seed=[]",
        "T2-17 size=3",
        "T2-17 size=huge",
    ],
)
def test_a_setting_has_the_type_of_its_default_and_a_range(line, capsys):
    name, pair = line.split()
    assert main(["run", name, "--instances", "1", "--set", pair, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["hint"]


def test_settings_that_are_right():
    check_settings(find_claim("NMH-02"), [setting("num_samples=50"), setting("kind=relu"), setting("scale=1")])
    check_settings(find_claim("T2-04"), [setting("square=false"), setting("scale=0.25")])


@pytest.mark.parametrize("option", ["--seed", "--jobs", "--instances", "--timeout"])
@pytest.mark.parametrize("value", ["--", "-1", "9" * 60, "9" * 5000, "x", "", "1.5e999", "nan"])
def test_numbers_have_ranges(option, value, capsys):
    code = main(["run", "T3-14", f"{option}={value}", "--json"])
    if option == "--timeout" and value == "9" * 60:  # no limit
        assert code == 0
        return
    error = json.loads(capsys.readouterr().out)["error"]
    assert code == error["code"] == 2
    assert len(error["message"]) < 600


def test_a_file_cannot_start_an_experiment(tmp_path, capsys):
    instance = {"experiment": "E03", "check": "nearby paths", "size": "laptop", "seed": 1}
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance))
    assert main(["run", "T2-16", "--instance", str(path), "--json"]) == 2
    assert "--set seed=1" in json.loads(capsys.readouterr().out)["error"]["hint"]
    claim = find_claim("T2-16")
    check_recorded(instance, claim, [("seed", 1)])
    check_recorded({**instance, "seed": 0}, claim, [])
    check_recorded({"X": [[1]]}, find_claim("T3-14"), [])
    for seed in ([], {}, "1", None, True):
        with pytest.raises(WrongInput):
            check_recorded({**instance, "seed": seed}, claim, [])


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10**5,
        '{"X": NaN}',
        '{"X": 1e999}',
        "[]",
        "3",
        '{"X": 1, "X": 2}',
        '{"X": [[' + "9" * 5000 + "]]}",
    ],
)
def test_files_that_hold_no_instance(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(WrongInput) as caught:
        read_instance(str(path))
    assert caught.value.kind == "bad_instance"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["T2-04", "T3-13", "T3-14", "NMH-02", "C18-06", "T2-14", "T3-40"])
@pytest.mark.parametrize("change", ["empty", "null", "text", "list", "negative", "dropped"])
def test_an_instance_that_was_changed_is_no_defect(name, change, tmp_path, capsys):
    main(["run", name, "--instances", "1", "--json"])
    sample = json.loads(capsys.readouterr().out)["claims"][0]["counterexample"] or {"instance": {"X": [[1, 2]]}}
    instance = sample["instance"]
    new = {"empty": [], "null": None, "text": "x", "list": [[[1]]], "negative": -1}
    for key in list(instance)[:4]:
        changed = {**instance, key: new.get(change)}
        if change == "dropped":
            del changed[key]
        path = tmp_path / "a.json"
        path.write_text(json.dumps(changed))
        code = main(["run", name, "--instance", str(path), "--timeout", "5", "--json"])
        assert code in (0, 1, 2, 4)
        json.loads(capsys.readouterr().out)
