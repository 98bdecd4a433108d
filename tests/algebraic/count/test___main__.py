"""The command: its document, its exit codes, and a search that goes on."""

import json
import sys
from hashlib import sha256

import pytest

from algebraic.count.__main__ import main


def run(*arguments, code=0, capsys=None):
    assert main(list(arguments)) == code
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["--widths", "2,2,1", "--activation", "z**2", "--samples", "2"], 2, "infinite"),
        (["--layers", "3", "--ridge", "scalar"], 2, "bad_ridge"),
        (["--layers", "3", "--solutions", "/nowhere/s.json"], 2, "bad_output"),
        (["--layers", "3", "--data-sets", "1"], 2, "bad_data_sets"),
        (["--layers", "3", "--jobs", "2"], 2, "usage"),
        (["--layers", "3", "--data-sets", "9", "--jobs", "0"], 2, "bad_jobs"),
        (["--layers", "3", "--data-sets", "9", "--executor", "threads"], 2, "unknown_executor"),
        (["--layers", "3", "--resume", "/nowhere/s.json"], 3, "data_missing"),
        (["--layers", "3", "--device", "gpu"], 2, "bad_device"),
        (["--widths", "2,1,1", "--data", "/nowhere/d.csv"], 3, "data_missing"),
    ],
)
def test_errors_have_codes(arguments, code, kind, capsys):
    found = json.loads(run(*arguments, "--json", code=code, capsys=capsys).out)
    assert (found["error"]["code"], found["error"]["kind"]) == (code, kind)


def test_an_interrupted_search_resumes(tmp_path, capsys):
    path = tmp_path / "part.json"
    net = ["--widths", "4,2,1", "--no-hidden-bias", "--no-output-bias", "--json"]
    part = json.loads(run(*net, "--timeout", "4", "--solutions", str(path), code=4, capsys=capsys).out)
    assert part["complex_count_status"] == "lower_bound"
    assert "monodromy" in part["cut_short"]
    assert part["count"] + len(part["suspected"]) <= 2320
    points = len(part["fibres"][0]["points"])
    again = json.loads(run(*net, "--timeout", "4", "--resume", str(path), code=4, capsys=capsys).out)
    assert len(again["fibres"][0]["points"]) >= points
    run("--layers", "3", "--resume", str(path), code=2, capsys=capsys)


def test_what_a_file_names_is_not_run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    (tmp_path / "made_here.py").write_text(
        "from algebraic import Network\n"
        "import pathlib; pathlib.Path('PWNED').touch()\n"
        "def build(): return Network.dense([2, 1, 1, 1], 'z**2+z', hidden_bias=False, output_bias=False)\n"
    )
    net = ["--network", "made_here:build", "--data", "random", "--json"]
    made = run(*net, "--solutions", "a.json", capsys=capsys).out
    source = (tmp_path / "made_here.py").read_bytes()
    assert json.loads(made)["options"]["network_sha256"] == sha256(sha256(source).digest()).hexdigest()
    (tmp_path / "PWNED").unlink()
    del sys.modules["made_here"]
    found = run("--layers", "3", "--data", "random", "--resume", "a.json", "--json", code=2, capsys=capsys).out
    assert json.loads(found)["error"]["kind"] == "bad_resume"
    run("check", "a.json", capsys=capsys)
    assert not (tmp_path / "PWNED").exists()
    run(*net, "--resume", "a.json", capsys=capsys)
    (tmp_path / "made_here.py").write_bytes(source + b"\n")
    assert "its source as it was" in run(*net, "--resume", "a.json", code=2, capsys=capsys).out
