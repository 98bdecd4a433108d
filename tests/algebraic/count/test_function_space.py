"""``algebraic.count --system function-space``: what it prints, and what it refuses."""

import json

import pytest

from algebraic.count.__main__ import main

RANK_ONE = ["--widths", "2,1,2", "--activation", "z", "--no-hidden-bias", "--no-output-bias"]
SYSTEM = ["--system", "function-space"]


def test_the_document(capsys, tmp_path):
    assert main([*SYSTEM, *RANK_ONE, "--json", "--seed", "4"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["complex_count"], found["complex_count_status"], found["metric"]) == (6, "exact", "generic")
    own = {"metric", "ambient_dimension", "fibre_size", "zero_function", "strata", "gauge"}
    assert own < set(found)
    assert found["system"] == "function-space"
    assert found["options"]["widths"] == "2,1,2"
    path = tmp_path / "found.json"
    path.write_text(json.dumps(found))
    assert main(["check", str(path)]) == 0


def test_samples_of_a_file(capsys, tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x1,x2,y1,y2\n1,0,3,1\n0,1,1,2\n")
    code = main([*SYSTEM, *RANK_ONE, "--metric", "data", "--data", str(path), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["complex_count"], found["real_count"], len(found["targets"])) == (2, 2, 4)
    assert code == (4 if found["complex_count_status"] == "lower_bound" else 0)
    assert main([*SYSTEM, *RANK_ONE, "--metric", "data", "--data", str(path), "--samples", "1"]) == 0
    assert "critical sets of dimension 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--metric", "generic"], 2, "--metric with --system zero-error"),
        (["--system", "critical", "--gauge", "random"], 2, "--gauge with --system critical"),
        ([*SYSTEM, "--metric", "euclidean"], 2, "euclidean"),
        ([*SYSTEM, "--samples", "3"], 2, "--samples or --data with the metric generic"),
        ([*SYSTEM, "--ridge", "scalar"], 2, "--ridge with --system function-space"),
        ([*SYSTEM, "--data-sets", "3"], 2, "--data-sets with --system function-space"),
        ([*SYSTEM, "--jobs", "2"], 2, "--jobs and --executor"),
        ([*SYSTEM, "--widths", "9,1,1", "--activation", "z**5"], 4, "400 coefficients"),
        ([*SYSTEM, "--metric", "data", "--data", "nowhere.csv"], 3, "nowhere.csv"),
    ],
)
def test_what_is_refused(arguments, code, words, capsys):
    assert main(arguments) == code
    assert words in capsys.readouterr().err
