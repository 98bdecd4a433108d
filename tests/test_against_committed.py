"""Ratios of two records: what has become slower is found, whatever the machine, and nothing compared is no success."""

import json
from copy import deepcopy

import pytest

from benchmarks.against_committed import COMMITTED, RECORDS, compare, main, ratios

LADDER = {
    "bkk": [
        {
            "case": "planted",
            "num_points": 5,
            "results": {
                "zerolocus": {"status": "ok", "cpu": [2.0, 1.0]},
                "gfan": {"status": "ok", "cpu": [4.0]},
                "PHCpack": {"status": "ok", "cpu": [12.0]},
                "Qhull (float)": {"status": "declined", "cpu": []},
            },
        }
    ],
    "commands": {"python -c pass": {"cpu": [0.1]}, "--help": {"cpu": [0.3]}},
}


def slower(record, times):
    """The record of a machine half as fast, on which our program takes so many times longer beside."""
    made = deepcopy(record)
    for name, result in made["bkk"][0]["results"].items():
        result["cpu"] = [2 * time * (times if name == "zerolocus" else 1) for time in result["cpu"]]
    return made


def test_ratios_are_least_times_of_programs_that_answered():
    assert ratios(LADDER) == {
        ("bkk: planted, 5", "zerolocus"): {"gfan": 4.0, "PHCpack": 12.0},
        ("--help", "zerolocus"): {"python -c pass": pytest.approx(1 / 3)},
    }


@pytest.mark.parametrize("times", [0.5, 1, 3])
def test_the_machine_cancels_and_a_change_of_ours_does_not(times):
    found, alone = compare(LADDER, slower(LADDER, times))
    assert [each.slowdown for each in found] == pytest.approx([1, times] if found[0].case == "--help" else [times, 1])
    assert alone == 0


def test_every_committed_record_has_ratios():
    for name in RECORDS.values():
        record = json.loads((COMMITTED / name).read_text())
        found, alone = compare(record, record)
        assert found
        assert alone == 0
        assert {each.slowdown for each in found} == {1.0}


def scaled(times):
    """The committed record with our BKK bounds so many times slower."""
    record = json.loads((COMMITTED / RECORDS["ladder"]).read_text())
    for row in record["bkk"]:
        row["results"]["zerolocus"]["cpu"] = [time * times for time in row["results"]["zerolocus"]["cpu"]]
    return record


@pytest.mark.parametrize(("times", "code"), [(1, 0), (1.9, 0), (2.1, 1), (0.1, 0)])
def test_the_exit_code_says_whether_something_is_slower(tmp_path, capsys, times, code):
    (tmp_path / RECORDS["ladder"]).write_text(json.dumps(scaled(times)))
    assert main(["--from", str(tmp_path), "--only", "ladder"]) == code
    assert ("| slower |" in capsys.readouterr().out) == bool(code)


def test_a_script_without_a_record_is_no_success(tmp_path, capsys):
    assert main(["--from", str(tmp_path), "--only", "ladder"]) == 1
    assert "did not come to its end" in capsys.readouterr().out


def test_other_cases_than_the_committed_ones_are_no_success(tmp_path, capsys):
    (tmp_path / RECORDS["ladder"]).write_text(json.dumps(LADDER))
    assert main(["--from", str(tmp_path), "--only", "ladder"]) == 1
    assert "0 compared; 2 more of today" in capsys.readouterr().out


@pytest.mark.parametrize("factor", ["1", "0.5", "nan"])
def test_a_factor_that_says_nothing_is_refused(capsys, factor):
    with pytest.raises(SystemExit) as ended:
        main(["--factor", factor])
    assert ended.value.code == 2
    assert "must be above 1" in capsys.readouterr().err
