"""Figures of one seed and of several, with what is known of them below."""

from dataclasses import dataclass, replace

import pytest

from netsim.runs.drawing import OfSeeds, data_of, draw_figure, draw_figures, said_below
from netsim.runs.experiment import Check, Experiment, Outcome
from netsim.runs.options import Options
from netsim.runs.session import decide_checks


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    width: int = 3


def decide(measured):
    outcome = measured["outcome"]
    return Outcome(outcome, {}, "" if outcome == "agrees" else "as made up")


CHECKS = (
    Check("T2-01", "first", "", decide),
    Check("", "second", "", lambda measured: Outcome("undecided", {}, "always")),
)
E99 = Experiment("E99", "made up", "", sizes={"laptop": Settings()}, checks=CHECKS)


def drawn(seeds):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(4, 3))
    for measured in seeds:
        axes.plot(measured["curve"])
    return figure


def result(seed, outcome="agrees", size="laptop"):
    measured = {"outcome": outcome, "curve": [seed, 1]}
    options = {"data": "patches", "num_train": [200, 1000]}
    found = {"experiment": "E99", "size": size, "options": options, "seed": seed, "device": "cpu"}
    return found | {"measured": measured, "checks": decide_checks(E99, measured, size)}


@pytest.fixture
def texts(monkeypatch, tmp_path):
    """What is written and drawn: texts of the figure, and the number of lines of its first axes."""
    from matplotlib.figure import Figure

    seen = []
    save = Figure.savefig

    def keep(figure, *arguments, **options):
        seen.append(([text.get_text() for text in figure.texts], len(figure.axes[0].lines)))
        return save(figure, *arguments, **options)

    monkeypatch.setattr(Figure, "savefig", keep)
    return seen


def test_what_stands_below():
    experiment = replace(E99, figures={"T2-3": OfSeeds(drawn), "T2-4": lambda measured: drawn([measured])})
    runs = [result(0), result(1), result(2)]
    data = "E99, laptop, 200, 1,000 patches of two photographs"
    assert said_below(experiment, "T2-3", runs) == [
        f"{data}, seeds 0, 1, 2", "agrees: first (T2-01)", "undecided: 1 of 2 statements",
    ]  # fmt: skip
    assert said_below(experiment, "T2-4", runs)[0] == f"{data}, seeds 0, 1, 2 (drawn: 0)"
    assert said_below(experiment, "T2-4", runs[:1])[0] == f"{data}, seed 0"
    differ = said_below(experiment, "T2-3", [result(0), result(1, "contradicts")])
    assert differ[1:] == ["undecided: 2 of 2 statements"]
    assert said_below(experiment, "T2-3", [result(0, "contradicts")])[1] == "contradicts: first (T2-01)"


def test_a_smoke_run_is_no_evidence_in_the_figure_and_the_text(tmp_path, texts):
    experiment = replace(E99, figures={"T2-3": OfSeeds(drawn)})
    run = result(0, size="smoke")
    lines = said_below(experiment, "T2-3", [run])
    assert lines[0] == "smoke: no evidence of any statement"
    assert not any("agrees" in line for line in lines)
    draw_figures(experiment, run["measured"], tmp_path, runs=[run])
    assert "smoke: no evidence of any statement" in texts[0][0]


def test_all_seeds_are_drawn_where_a_figure_shows_them(tmp_path, texts):
    experiment = replace(E99, figures={"T2-3": OfSeeds(drawn), "T2-4": lambda measured: drawn([measured])})
    runs = [result(0), result(1), result(2)]
    paths = draw_figures(experiment, runs[0]["measured"], tmp_path, "a-", runs=runs)
    assert [path.name for path in paths] == ["a-T2-3.png", "a-T2-4.png"]
    assert [lines for _, lines in texts] == [3, 1]
    draw_figures(experiment, runs[0]["measured"], tmp_path)
    assert texts[2] == ([], 1)


def test_the_same_picture_is_the_same_file(tmp_path):
    experiment = replace(E99, figures={"T2-3": OfSeeds(drawn)})
    for ending in ("svg", "pdf", "png"):
        measured = result(0)["measured"]
        paths = [draw_figure(experiment, "T2-3", measured, tmp_path / f"{k}.{ending}") for k in range(2)]
        assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, []),
        ({"data": "digits", "num_train": 60}, ["60 digits of 8×8 pixels"]),
        ({"data": "own", "num_train": 5}, ["5 images of own"]),
    ],
)
def test_data(options, said):
    assert data_of({"options": options}) == said
