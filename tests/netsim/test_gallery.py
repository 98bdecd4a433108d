"""The gallery page is that of the committed records."""

from pathlib import Path

import pytest

from netsim.captions import CAPTIONS
from netsim.experiment import experiments
from netsim.gallery import gallery
from netsim.records import read_json
from netsim.session import decide_checks, figures_beside

DOCS = Path(__file__).parents[2] / "docs"
RECORDS = DOCS / "results" / "netsim"
AGAIN = "python -m netsim gallery --records docs/results/netsim --to docs/experiments.md"


def test_every_figure_has_a_caption_and_every_caption_a_figure():
    drawn = {figure for experiment in experiments().values() for figure in experiment.figures}
    assert drawn == set(CAPTIONS)


def test_the_page_is_up_to_date():
    assert (DOCS / "experiments.md").read_text(encoding="utf-8") == gallery(RECORDS, DOCS), AGAIN


def test_every_experiment_has_its_laptop_record():
    built = {name for name, experiment in experiments().items() if not experiment.not_built}
    assert {path.name for path in RECORDS.glob("*.json")} == {f"{name}-laptop.json" for name in built}


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.json")), ids=lambda path: path.stem)
def test_the_record_is_that_of_the_experiment_as_it_is(path):
    record = read_json(path)
    experiment = experiments()[record["experiment"]]
    assert record["options"] == experiment.options(record["size"])
    assert record["checks"] == decide_checks(experiment, record["measured"])
    assert record["figures"] == sorted(experiment.figures)
    assert record["sample_passes"] == experiment.work(record["options"])
    for figure in experiment.figures:
        assert (figures_beside(RECORDS) / f"{path.stem}-{figure}.png").stat().st_size > 2000
