"""The census against published numbers and closed forms, and the command with its file and its check."""

import copy
import json
from math import sqrt

import pytest

from algebraic import Network, check_solutions, solve
from algebraic.count.__main__ import main
from algebraic.shell.errors import WrongInput
from algebraic.tracking.paths import SINGULAR, Tracked, track
from tests.networks import SQUARES


def run(*arguments, code=0, capsys=None):
    assert main(list(arguments)) == code
    return capsys.readouterr()


LINEAR = ["--activation", "z", "--no-hidden-bias", "--no-output-bias", "--system", "critical", "--ridge", "entrywise"]


# Bharadwaj's thesis, table 3.1 (one hidden layer: H = 1), with the origin; the thesis prints 16 for [1,1,1,1].
@pytest.mark.parametrize(
    ("widths", "count"),
    [
        ([1, 1, 1], 5),
        ([2, 1, 1], 5),
        ([2, 1, 2], 9),
        ([3, 1, 2], 9),
        ([1, 2, 1], 9),
        ([2, 2, 1], 9),
        ([1, 2, 2], 33),
        ([1, 1, 1, 1], 17),
        ([2, 1, 1, 1], 17),
    ],
)
def test_critical_points_of_deep_linear_networks(widths, count):
    net = Network.dense(widths, "z", hidden_bias=False, output_bias=False)
    inputs, targets = [[3, -2, 5][: widths[0]]], [[7, 4][: widths[-1]]]
    found = solve(net, inputs, targets, system="critical", ridge="entrywise")
    assert (found.complex_count, found.count, found.suspected, found.at_infinity) == (count, count, [], 0)
    assert found.complex_count_status in ("exact", "exact_mod_p", "lower_bound")
    assert [r["supports"] for r in found.routes if r["route"] == "index_sum"] == [True]
    assert all(s["certified"] for s in found.solutions)
    assert check_solutions(found.as_dict()) == []


def test_a_linear_network_with_a_scalar_ridge_in_closed_form():
    """½ (v w x − y)² + ½ Λ (w² + v²): the origin and, if |x y| > Λ, v = ± w with w² = (x y − Λ) / x²."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = solve(net, [[2]], [[3000]], system="critical", ridge="scalar")
    ridge = int(found.ridge_values[0])
    assert 0 < ridge < 6000
    assert (found.complex_count, found.real_count) == (5, 3)
    real = sorted((s["index"], float(s["box"][0][0])) for s in found.solutions if s["real"])
    assert [index for index, _ in real] == [0, 0, 1]
    assert abs(real[0][1]) == pytest.approx(sqrt(6000 - ridge) / 2, rel=1e-12)
    assert real[2][1] == 0
    losses = sorted(s["loss"] for s in found.solutions if s["real"])
    assert losses == pytest.approx([(ridge / 2) ** 2 / 2] * 2 + [3000**2 / 2], rel=1e-12)


def test_inputs_in_special_position_have_fewer_solutions():
    """x_4 − x_3 is parallel to x_1 here: three of 21 solutions do not exist for any targets."""
    net = SQUARES[2].network
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 3]], [1, 2, 3, -4])
    assert (found.complex_count, found.count, found.at_infinity) == (18, 18, 0)
    assert found.complex_count_status != "exact"


@pytest.mark.parametrize(("inputs", "count"), [([-5, 9, -7, -1, -6, 3], 96), ([1009, -733, 411, 2003, -87, 555], 100)])
def test_small_inputs_are_not_generic(inputs, count):
    net = Network.dense([1, 1, 1, 1], "z**3+z")
    found = solve(net, [[x] for x in inputs], [3, -1, 4, 1, -5, 9])
    assert found.complex_count == found.count == count


def test_a_planted_solution_is_found():
    """Targets from integer weights: these weights are among the solutions, exactly."""
    net = SQUARES[8].network  # S13
    weights = [1, -2, 1, 2, 1, -1, 3, 2]
    inputs = [[k, (k * k) % 7 - 3, (3 * k) % 5 - 2] for k in range(1, 9)]
    a = [[sum(w * x for w, x in zip(weights[3 * u : 3 * u + 3], row, strict=True)) for u in range(2)] for row in inputs]
    targets = [sum(v * (z**3 + z) for v, z in zip(weights[6:], z2, strict=True)) for z2 in a]
    found = solve(net, inputs, targets)
    middles = [[round(float(re)) for re, _, _ in s["box"]] for s in found.solutions if s["real"]]
    assert weights in middles
    assert found.real_count % 8 == 0  # the group of order 8 acts freely


def test_without_a_ridge_the_parts_are_named():
    """Two hidden units: a fibre over the best function of dimension K − r, lines of split units, dead units."""
    net = Network.dense([1, 2, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.complex_count_status) == (None, "infinite")
    parts = {(p["name"], p["active_units"]): p for p in found.strata}
    assert parts["critical on the set of functions", 2]["dimension"] == 2  # K = 4, and functions a x + b x³
    split = parts["split units", 1]
    assert (split["dimension"], split["groups"], split["proved"]) == (1, [2], True)
    assert split["base_points"] == 2
    assert parts["dead units", 0]["dead_units"] == 2


def test_one_unit_without_a_ridge_is_finite():
    net = Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.count) == (5, 5)  # three with v = 0, and two more
    assert found.at_infinity == 13 - 5  # with a ridge there are 13
    assert sum(all(float(part) == 0 for part in s["box"][1][:2]) for s in found.solutions) == 3


def test_refusals_are_clear():
    net = SQUARES[2].network
    with pytest.raises(WrongInput, match="nan"):
        solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4]], [1, 2, 3, float("nan")])
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4], [1, 7]], [1, 2, 3, -4, 11])
    assert (found.complex_count, found.complex_count_status, found.real_count) == (0, "empty", 0)


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


def test_any_tracker_can_follow_the_paths():
    """A tracker that loses half of what goes to the data: the rest is a lower bound, and nothing is called exact."""

    def lossy(family, points, start, end, **options):
        found = track(family, points, start, end, **options)
        status = found.status.copy()
        if not end.imag.any():
            status[: len(status) // 2 + 1] = SINGULAR
        return Tracked(found.points, status, found.residuals, found.num_steps)

    net = SQUARES[2].network
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4]], [1, 2, 3, -4], tracker=lossy)
    assert found.count < 21
    assert found.complex_count_status == "lower_bound"
    assert len(found.suspected) > 0


def test_an_interrupt_keeps_what_was_found():
    calls = []

    def impatient(family, points, start, end, **options):
        calls.append(points.shape[1])
        if len(calls) > 4:
            raise KeyboardInterrupt
        return track(family, points, start, end, **options)

    net = SQUARES[8].network
    inputs = [[k, (k * k) % 7 - 3, (3 * k) % 5 - 2] for k in range(1, 9)]
    found = solve(net, inputs, list(range(8)), tracker=impatient)
    assert found.cut_short[-1] == "interrupted"
    assert (found.count, found.complex_count_status) == (0, "lower_bound")
    assert len(found.fibres[0]["points"]) >= 2
