"""The command: its document, its exit codes, and a search that goes on."""

import json

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
