"""Documents that were changed in one place: the check must say so."""

import copy
import json

import pytest

from algebraic import Network, check_solutions, solve
from algebraic.count import check_count
from algebraic.count.__main__ import main
from algebraic.documents import check_document
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


@pytest.mark.slow
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
    for change in ({"ridge_values": ["1"] * 4}, {"system": "critical"}, {"system": "other"}, {"ridge": "scalar"}):
        assert check_solutions({**document, **change}), change
    with pytest.raises(WrongInput, match="no result or certificate"):
        check_solutions({"network": 3})


def emptied(document):
    document |= {"solutions": [], "count": 0, "real_count": 77, "complex_count": 999}


def emptied_consistently(document):
    document |= {"solutions": [], "count": 0, "real_count": 0, "complex_count": 0}


def text_for_real(document):
    document["solutions"][0]["real"] = "false"


def a_target_less(document):
    del document["targets"][2]


def a_row_longer(document):
    document["targets"][3].append("5")


def no_number(document):
    document["inputs"][0][0] = "1/0"


def no_box(document):
    document["solutions"][0]["box"][0][0] = "abc"


def a_list_of_losses(document):
    document["solutions"][0]["loss"] = [1]


def not_a_number(document):
    document["solutions"][0]["loss"] = float("nan")


def another_bound(document):
    document["bkk"] = document["routes"][0]["count"] = 22


def another_route(document):
    document["routes"].append({"route": "oracle", "count": 21, "supports": True, "statement": "trust me"})


def proved_by_word(document):
    document["complex_count_evidence"]["statement"] = "proved by an angel"


def a_lower_bound(document):
    document["complex_count_status"] = "lower_bound"


def parts_of_no_critical_set(document):
    document["strata"] = []


def cut_short(document):
    document["cut_short"] = ["monodromy"]


def a_parameter_more(document):
    document["network"]["num_params"] += 1


def an_edge_to_nothing(document):
    document["network"]["layers"][0]["units"][0][0][0][1] = 9


def an_unknown_field(document):
    document["certified_by"] = "us"


def other_digits(document):
    document["data"] = document["data"].replace("seed 0", "seed 1")


STATUSES = ("empty", "infinite", "proved", None, "exact_mod_p", "undecided")


@pytest.mark.parametrize(
    "change",
    [
        emptied, emptied_consistently, text_for_real, a_target_less, a_row_longer, no_number, no_box,
        a_list_of_losses, not_a_number, another_bound, another_route, proved_by_word, a_lower_bound,
        parts_of_no_critical_set, cut_short,
        a_parameter_more, an_edge_to_nothing, an_unknown_field, other_digits,
    ],
)  # fmt: skip
def test_a_forgery_is_rejected(document, change):
    changed = copy.deepcopy(document)
    change(changed)
    assert check_solutions(changed)


@pytest.mark.parametrize("status", STATUSES)
def test_no_other_status_is_believed(document, status):
    assert check_solutions({**document, "complex_count_status": status})
    assert check_solutions({**document, "complex_count_status": status, "complex_count": None, "real_count": None})
    without = {key: value for key, value in document.items() if key != "complex_count_status"}
    with pytest.raises(WrongInput):
        check_solutions({key: value for key, value in without.items() if key != "schema"})
    assert check_solutions(without)


def test_an_older_document_is_read_and_what_it_lacks_is_named(document):
    found = check_document({k: v for k, v in document.items() if k != "schema"}, {"count": check_count})
    assert found.exit_code() == 0
    assert any(name.startswith("schema: ") for name in found.not_reproved)


def test_a_result_is_taken_and_what_is_none_refused():
    found = solve(Network.dense([1, 1], "z", output_bias=False), [[2]], [3])
    assert check_solutions(found) == []
    for wrong in ("file.json", 3, None):
        with pytest.raises(WrongInput, match="instead of a document") as caught:
            check_solutions(wrong)
        assert caught.value.kind == "bad_certificate"
