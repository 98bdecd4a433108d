"""``run --seeds`` and ``publish``: several seeds, decided together, and the record of them."""

import json

import pytest

from netsim.commands import main
from netsim.running import read_seeds
from netsim.runs.published import read_record
from netsim.shell import WrongInput


def call(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.slow
@pytest.mark.torch
def test_several_seeds_are_run_published_and_published_again_without_running(capsys, tmp_path, monkeypatch):
    runs, first, second = tmp_path / "runs", tmp_path / "first", tmp_path / "second"
    arguments = ["run", "E13", "--executor", "here", "--out", runs, "--seeds", "0,2"]
    code, out, _ = call(capsys, *arguments, "--json", "--publish", first)
    document = json.loads(out)
    assert code == 0
    assert (document["experiment"], document["size"], document["seeds"]) == ("E13", "smoke", [0, 2])
    assert [run["seed"] for run in document["runs"]] == [0, 2]
    for row in document["outcomes"]:
        assert (row["outcome"], row["seeds"], row["undecided"]) == ("undecided", [0, 2], 2)
        assert row["reason"] == "smoke: no evidence"
    record = first / "E13-smoke.json"
    assert [run["checks"] for run in read_record(record)] == [run["checks"] for run in document["runs"]]
    code, out, _ = call(capsys, *arguments)
    assert "smoke, seeds 0, 2, cpu" in out
    assert "seed 0: undecided, seed 2: undecided" in out

    def never(*arguments, **options):
        raise AssertionError("a run was begun")

    monkeypatch.setattr("netsim.running.execute", never)
    publishing = ["publish", "E13", "--size", "smoke", "--out", runs, "--to", second]
    code, out, _ = call(capsys, *publishing, "--seeds", "0,2", "--json")
    assert code == 0
    assert json.loads(out) == {key: document[key] for key in ("experiment", "size", "seeds", "outcomes")} | {
        "record": str(second / "E13-smoke.json")
    }
    assert (second / "E13-smoke.json").read_bytes() == record.read_bytes()
    for seeds, code, words in (
        ("0,1", 3, "seed 1, was not made"),
        ("0,0", 2, "a seed twice"),
        ("-1", 2, "--seeds is -1"),
    ):
        found, out, err = call(capsys, *publishing, f"--seeds={seeds}")
        assert (found, out) == (code, "")
        assert words in err


@pytest.mark.slow
@pytest.mark.torch
def test_a_run_that_was_damaged_is_not_published(capsys, tmp_path):
    call(capsys, "run", "E13", "--executor", "here", "--out", tmp_path)
    (result,) = tmp_path.glob("E13-*/result.json")
    publishing = ["publish", "E13", "--size", "smoke", "--out", tmp_path, "--to", tmp_path / "records"]
    result.write_text(result.read_text().replace("0", "1"))
    code, _, err = call(capsys, *publishing)
    assert (code, "it is not what was written" in err) == (2, True)
    (result.parent / "DONE").unlink()
    code, _, err = call(capsys, *publishing)
    assert (code, "is not finished" in err) == (3, True)
    assert not (tmp_path / "records").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "write --seeds"),
        ("a", "write --seeds"),
        ("1_0", "write --seeds"),
        ("1,1", "twice"),
        ("0," * 2000 + "0", "at most"),
    ],
)
def test_seeds_that_are_none(text, words):
    with pytest.raises(WrongInput, match=words):
        read_seeds(text, once=True)


def test_seeds():
    assert read_seeds("0,1,2", once=True) == [0, 1, 2]
    assert read_seeds("3,3") == [3, 3]
