"""``python -m verify`` as a user runs it: exit codes, JSON documents, files that it takes back."""

# mypy: ignore-errors

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from verify.__main__ import main
from verify.catalogue import find_claim, registry
from verify.claims import Hypothesis
from verify.evidence import Finding
from verify.ledger import read_ledger

KEYS = {"id", "verdict", "grade", "instances", "failures", "counterexample", "corrected", "seed"}


@pytest.fixture
def command(capsys):
    """Run a command in this process; the exit code, stdout and stderr."""

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def document(command):
    def run(*arguments, code=0):
        found, out, err = command(*arguments, "--json")
        assert (found, err) == (code, ""), out
        return json.loads(out)

    return run


def undecided(instance):
    return Finding(None, "certified", reason="the ball holds 0 at 53 bits")


def test_in_a_process_of_its_own():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "verify", "run", "T3-13", "T3-14", "--json", "--jobs", "2"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [each["verdict"] for each in json.loads(done.stdout)["claims"]] == ["holds", "misprint"]


@pytest.mark.parametrize("action", ["", "list", "show", "run", "report", "selftest", "audit"])
def test_help(action, capsys):
    assert main([*action.split(), "--help"]) == 0
    assert f"python -m verify {action}".strip() in capsys.readouterr().out


def test_list(document, command):
    found = document("list")["claims"]
    assert [each["id"] for each in found] == list(registry())
    assert set(found[0]) == {"id", "title", "source", "verdict", "grade"}
    assert "T3 §6.2.2, eq. (14)" in command("list")[1]
    slips = document("list", "--paper", "T3", "--verdict", "misprint")["claims"]
    assert "T3-14" in [each["id"] for each in slips]


def test_show(document, command):
    found = document("show", "T3-14")
    assert found["letters"]["N"] == "hidden_width"
    assert set(found["planted"]) == {"half", "summed"}
    assert found["planted_of_corrected"] == ["summed"]
    code, out, _ = command("show", "T3-14")
    assert code == 0
    for text in (found["statement"], "quantifier: for all", "corrected: Ẇ2 =", "sign is turned"):
        assert text in out


def test_run(document, command):
    found = document("run", "T3-13", "T3-14")
    assert set(found) == {"claims", "versions"}
    holds, misprint = found["claims"]
    assert set(holds) >= KEYS
    assert (holds["id"], holds["verdict"], holds["counterexample"], holds["seed"]) == ("T3-13", "holds", None, 0)
    assert misprint["verdict"] == "misprint"
    assert misprint["corrected"]["verdict"] == "holds"
    assert "sign is wrong" in misprint["counterexample"]["finding"]["reason"]
    assert "numpy" in found["versions"]
    code, out, err = command("run", "T3-14")
    assert (code, err) == (0, "")
    assert "misprint (exact" in out


def test_profiles(document, claims):
    claims(replace(find_claim("T3-13"), num_instances=2))
    assert document("run", "T3-13")["claims"][0]["instances"] == 2
    assert document("run", "T3-13", "--profile", "thorough")["claims"][0]["instances"] == 20


def test_another_seed_is_another_run(document):
    one, two, again = (
        document("run", "T3-14", "--seed", seed, "--instances", "3")["claims"][0]["sample"] for seed in (1, 2, 1)
    )
    assert one != two
    assert one == again


def test_a_counterexample_is_taken_back(document, tmp_path):
    path = tmp_path / "found.json"
    whole = document("run", "T3-14")
    counterexample = whole["claims"][0]["counterexample"]
    for saved in (whole, whole["claims"][0], counterexample, counterexample["instance"]):
        path.write_text(json.dumps(saved), encoding="utf-8")
        found = document("run", "T3-14", "--instance", path)["claims"][0]
        assert found["instances"] == found["failures"] == 1
        assert found["counterexample"] == counterexample
    path.write_text(json.dumps(counterexample), encoding="utf-8")
    assert document("run", "T3-13", "--instance", path)["claims"][0]["verdict"] == "holds"


def test_files_that_hold_no_instance(document, tmp_path):
    path = tmp_path / "instance.json"
    for text in ("[1]", "{", "{}", '{"X": [[1]]}', '{"X": 3, "Y": 3, "W1": "x", "W2": null}'):
        path.write_text(text, encoding="utf-8")
        error = document("run", "T3-14", "--instance", path, code=2)["error"]
        assert error["kind"] == "bad_instance"
        assert "instance.json" in error["message"]
    assert document("run", "T3-14", "--instance", tmp_path / "no", code=3)["error"]["kind"] == "data_missing"


def test_an_instance_that_does_not_meet_the_hypotheses(document, claims, tmp_path):
    claim = find_claim("T3-13")
    small = Hypothesis("small", "d ≤ 1", lambda i: f"d is {len(i['X'])}, {len(i['X']) - 1} too many")
    claims(replace(claim, hypotheses=(small,)))
    instance = {"X": [[1], [2], [3]], "Y": [[1]], "W1": [[1, 1, 1]], "W2": [[1]]}
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance), encoding="utf-8")
    error = document("run", "T3-13", "--instance", path, code=2)["error"]
    assert error["kind"] == "not_applicable"
    assert "small (d ≤ 1): d is 3, 2 too many" in error["message"]


def test_a_verdict_that_differs(document, command, ledger):
    document("run", "T3-14", code=1)
    code, out, _ = command("run", "T3-14")
    assert code == 1
    assert "differs from the ledger: T3-14: verdict 'holds' → 'misprint'" in out
    document("run", "T3-14", "--write-ledger")
    document("run", "T3-14")
    assert json.loads(ledger.read_text(encoding="utf-8"))["T3-14"]["verdict"] == "misprint"


def test_undecided(document, claims):
    claims(replace(find_claim("T3-13"), decide=undecided))
    found = document("run", "T3-13", "--instances", "2", code=4)["claims"][0]
    assert (found["verdict"], found["undecided"]) == ("undecided", 2)


def test_out_of_time(document):
    assert document("run", "T3-13", "--timeout", "1e-9", code=4)["error"]["kind"] == "time_limit"


def test_the_errata_are_those_of_the_ledger(document, ledger):
    known = {name: entry | {"verdict": "holds"} for name, entry in read_ledger().items()}
    known["T3-14"]["verdict"] = "misprint"
    ledger.write_text(json.dumps(known), encoding="utf-8")
    assert [each["id"] for each in document("run", "--errata", "--instances", "2")["claims"]] == ["T3-14"]


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (["run", "T3-14x"], "unknown_claim", "did you mean T3-14"),
        (["show", "banana"], "unknown_claim", ""),
        (["report", "T3-14x"], "unknown_claim", "did you mean T3-14"),
        (["selftest", "T3-14x"], "unknown_claim", "did you mean T3-14"),
        (["run"], "usage", "give ids"),
        (["run", "T3-14", "--all"], "usage", "give ids"),
        (["run", "T3-14", "--drop", "square"], "unknown_hypothesis", "it has none"),
        (["run", "T3-14", "--set", "width=3"], "unknown_setting", "width"),
        (["run", "T3-14", "--set", "width"], "usage", "has no ="),
        (["run", "--all", "--set", "width=3"], "usage", "one claim"),
        (["run", "T3-14", "--seed", "-1"], "bad_seed", "-1"),
        (["run", "T3-14", "--instances", "0"], "bad_instances", "0"),
        (["run", "T3-14", "--jobs", "0"], "bad_jobs", "0"),
        (["run", "T3-14", "--executor", "threads"], "unknown_executor", "threads"),
        (["run", "T3-14", "--profile", "thorough", "--instances", "3"], "usage", "--profile"),
        (["run", "T3-14", "--profile", "slow"], "usage", "slow"),
        (["run", "T3-14", "--sed", "3"], "unknown_option", "did you mean --seed"),
        (["lst"], "usage", "lst"),
        (["report", "--seed", "-1"], "bad_seed", "-1"),
    ],
)
def test_wrong_usage(document, arguments, kind, words):
    error = document(*arguments, code=2)["error"]
    assert error["kind"] == kind
    assert words in f"{error['message']} {error['hint']}"


def test_report(document, command, tmp_path):
    folder, holding = tmp_path / "report", tmp_path / "holding"
    summary = document("report", "T3-13", "T3-14", "--out", folder)
    assert (summary["index"], summary["claims"]) == (str(folder / "index.html"), 2)
    document("run", "T3-14", "--instance", folder / "counterexamples" / "T3-14.json")
    assert command("report", "T3-13", "--out", folder) == (0, f"written: {folder / 'index.html'}\n", "")
    holding.mkdir()
    (holding / "thesis.tex").write_text("", encoding="utf-8")
    assert document("report", "T3-13", "--out", holding, code=2)["error"]["kind"] == "bad_output"


def test_selftest(document, command, claims):
    rows = document("selftest", "T3-13")["planted"]
    assert [(row["id"], row["planted"], row["refuted"]) for row in rows] == [
        ("T3-13", "sign", True),
        ("T3-13", "factor", True),
    ]
    assert all("differ from" in row["reason"] for row in rows)
    claim = find_claim("T3-13")
    claims(replace(claim, planted=(replace(claim.planted[0], decide=claim.decide),)))
    code, out, _ = command("selftest", "T3-13")
    assert code == 1
    assert "NOT REFUTED" in out
