"""Every experiment: its options, its smoke run, its figures, its checks."""

import json
import re

import pytest

from netsim.runs.experiment import Experiment, Outcome, experiments, find_experiment, find_figure, states
from netsim.runs.session import decide_checks, draw_figures

BUILT = [name for name, experiment in experiments().items() if not experiment.not_built]


@pytest.mark.parametrize("name", BUILT)
def test_all_sizes_have_the_same_options(name):
    sizes = experiments()[name].sizes
    assert list(sizes) == ["smoke", "laptop", "paper"]
    assert len({type(options) for options in sizes.values()}) == 1
    assert all(json.loads(json.dumps(options.as_dict())) == options.as_dict() for options in sizes.values())


def test_every_figure_is_drawn_by_one_experiment():
    figures = [figure for experiment in experiments().values() for figure in experiment.figures]
    assert len(figures) == len(set(figures))
    assert all(re.fullmatch(r"(T2|T3|NMH)-T?\d+", figure) for figure in figures)
    for figure in figures:
        assert find_figure(figure.lower())[1] == figure


# The figures of the papers that show experiments: Theory II 1–6, 8–45; Theory III without 2 and 7; NMH 3 and 5
# and its Table 2.
SHOWN = [f"T2-{k}" for k in (*range(1, 7), *range(8, 46))]
SHOWN += [f"T3-{k}" for k in (1, 3, 4, 5, 6, *range(8, 19))] + ["NMH-3", "NMH-5", "NMH-T2"]


def test_no_figure_of_the_papers_is_forgotten():
    drawn = {figure for experiment in experiments().values() for figure in experiment.figures}
    assert drawn == set(SHOWN)


def test_the_checks_speak_of_every_claim_about_training():
    spoken = {claim for experiment in experiments().values() for claim in experiment.claims}
    expected = {f"T2-{k}" for k in range(15, 21)} | {"T3-06", "T3-07", "T3-27", "T3-40", "NMH-12", "NMH-13", "NMH-14"}
    assert expected <= spoken


@pytest.mark.slow
@pytest.mark.torch
@pytest.mark.parametrize("name", BUILT)
def test_the_smoke_run_counts_draws_and_decides(name, smoke, tmp_path):
    experiment = experiments()[name]
    result = smoke(name)
    assert result["sample_passes"] == experiment.options("smoke").sample_passes()
    paths = draw_figures(experiment, result["measured"], tmp_path)
    assert [path.stem for path in paths] == list(experiment.figures)
    assert all(path.stat().st_size > 2000 for path in paths)
    # What is written down is enough to decide again.
    assert decide_checks(experiment, json.loads(json.dumps(result["measured"])), "smoke") == result["checks"]
    assert {(check["outcome"], check["reason"]) for check in result["checks"]} == {("undecided", "smoke: no evidence")}
    assert len({check["name"] for check in result["checks"]}) == len(result["checks"])


def test_an_experiment_is_found_by_its_number():
    assert find_experiment("e2").id == find_experiment("E02").id == "E02"


def test_outcomes_say_why():
    with pytest.raises(ValueError, match="says why"):
        Outcome("contradicts", {})
    with pytest.raises(ValueError, match="none of"):
        Outcome("holds", {})


def test_claims_are_those_of_the_checks():
    checks = tuple(states(claim, "", "")(lambda measured: None) for claim in ("T2-2", "", "T2-1", "T2-2"))
    assert Experiment("E00", "", "", checks=checks).claims == ["T2-1", "T2-2"]


def test_a_check_is_undecided_where_a_need_is_not_met():
    needs = (lambda measured: "", lambda measured: measured.get("why", ""), lambda measured: "never said")
    check = states("", "", "", *needs[:2], against="a 1")(lambda measured: Outcome("agrees", {"number": 1}))
    assert check.decide({}).outcome == "agrees"
    found = check.decide({"why": "nothing was put in"})
    assert (found.outcome, found.reason, found.measured) == ("undecided", "nothing was put in", {"number": 1})
    assert check.given(needs[2]).decide({}).reason == "never said"
    assert (check.against, check.given(needs[2]).against) == ("a 1", "a 1")
