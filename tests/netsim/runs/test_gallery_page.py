"""The gallery page is that of the committed records."""

from pathlib import Path

import pytest

from netsim.runs.experiment import experiments
from netsim.runs.gallery_page import gallery
from netsim.runs.session import decide_checks
from netsim.shell import read_json

DOCS = Path(__file__).parents[3] / "docs"
FIGURES = DOCS / "results" / "netsim-figures"
RECORDS = DOCS.parent / "netsim" / "results"
AGAIN = (
    "python -m netsim gallery --records netsim/results --figures docs/results/netsim-figures --to docs/experiments.md"
)


def test_the_page_is_up_to_date():
    assert (DOCS / "experiments.md").read_text(encoding="utf-8") == gallery(RECORDS, FIGURES, DOCS), AGAIN


def test_every_experiment_has_its_laptop_record():
    built = {name for name, experiment in experiments().items() if not experiment.not_built}
    assert {path.name for path in RECORDS.glob("*.json")} == {f"{name}-laptop.json" for name in built}


@pytest.mark.parametrize("path", sorted(RECORDS.glob("*.json")), ids=lambda path: path.stem)
def test_the_record_is_that_of_the_experiment_as_it_is(path):
    record = read_json(path)
    experiment = experiments()[record["experiment"]]
    assert record["options"] == experiment.options(record["size"]).as_dict()
    assert record["checks"] == decide_checks(experiment, record["measured"])
    assert record["figures"] == sorted(experiment.figures)
    assert record["sample_passes"] == experiment.options(record["size"]).sample_passes()
    for figure in experiment.figures:
        assert (FIGURES / f"{path.stem}-{figure}.png").stat().st_size > 2000
