"""Documents that were changed in one place: the check must say so."""

import copy
import json

import pytest

from algebraic import check_solutions
from algebraic.count.__main__ import main
from algebraic.shell.errors import WrongInput
from tests.algebraic.count.test___main__ import run

LINEAR = ["--activation", "z", "--no-hidden-bias", "--no-output-bias", "--system", "critical", "--ridge", "entrywise"]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("count") / "solutions.json"
    assert main(["--layers", "3", "--solutions", str(path), "--plot", str(path.with_suffix(".svg"))]) == 0
    assert path.with_suffix(".svg").stat().st_size > 5000
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_document(document):
    assert (document["complex_count"], document["complex_count_status"], document["count"]) == (21, "exact", 21)
    assert document["real_count"] == sum(s["real"] for s in document["solutions"])
    assert document["num_paths"] > 0
    assert document["seed"] == 0
    assert check_solutions(document) == []


def moved(document):
    document["solutions"][4]["box"][1][0] = str(float(document["solutions"][4]["box"][1][0]) + 1e-3)


def duplicated(document):
    document["solutions"].append(copy.deepcopy(document["solutions"][3]))
    document["count"] += 1


def removed(document):
    del document["solutions"][7]


def removed_and_recounted(document):
    non_real = next(k for k, s in enumerate(document["solutions"]) if not s["real"])
    del document["solutions"][non_real]
    document["count"] -= 1


def other_target(document):
    document["targets"][2][0] = str(int(document["targets"][2][0]) + 1)


def flipped(document):
    document["solutions"][0]["real"] = not document["solutions"][0]["real"]


def larger(document):
    document["solutions"][0]["box"][0][2] = "1e9"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (moved, "solution 5: the box is not proved"),
        (duplicated, "meet"),
        (removed, "count is 21, but 20"),
        (removed_and_recounted, "conjugate"),
        (other_target, "not proved"),
        (flipped, "solution 1 says real"),
        (larger, "solution 1: the box is not proved"),
    ],
)
def test_a_document_that_was_changed_is_rejected(document, change, said, tmp_path, capsys):
    changed = copy.deepcopy(document)
    change(changed)
    problems = check_solutions(changed)
    assert any(said in problem for problem in problems), problems
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(changed), encoding="utf-8")
    found = json.loads(run("check", str(path), "--json", code=1, capsys=capsys).out)
    assert (found["verified"], found["problems"]) == (False, problems)


def test_loss_and_index_are_checked(tmp_path, capsys):
    path = tmp_path / "critical.json"
    run("--widths", "1,1,1", *LINEAR, "--samples", "1", "--solutions", str(path), capsys=capsys)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert check_solutions(document) == []
    real = next(s for s in document["solutions"] if s["real"])
    for key, value in (("loss", real["loss"] + 1e-3), ("index", real["index"] + 1), ("objective", None)):
        changed = copy.deepcopy(document)
        changed["solutions"][document["solutions"].index(real)][key] = value
        assert any(f"says {key}" in problem for problem in check_solutions(changed))


@pytest.mark.parametrize("damage", ['{"network": 3}', "[]", "{}", "not json"])
def test_a_file_of_another_kind_is_refused(damage, tmp_path, capsys):
    path = tmp_path / "other.json"
    path.write_text(damage, encoding="utf-8")
    found = json.loads(run("check", str(path), "--json", code=2, capsys=capsys).out)
    assert found["error"]["kind"] == "bad_certificate"
    run("check", str(tmp_path / "none.json"), code=3, capsys=capsys)


def test_a_ridge_belongs_to_critical_points(document):
    for change in ({"ridge_values": ["1"] * 4}, {"system": "critical"}, {"system": "other"}):
        with pytest.raises(WrongInput, match="no result of algebraic"):
            check_solutions({**document, **change})
