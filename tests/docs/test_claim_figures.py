"""The figures on the page of a claim are those that its place names; one that is not there is named."""

# mypy: ignore-errors

from dataclasses import replace

import pytest

from verify.catalogue import registry

from .test_explorer import load


@pytest.fixture(scope="module")
def drawn():
    return load("claim_figures")


def test_figures_that_the_place_names(drawn):
    assert drawn.named("T2 §5, App. C, Figs. 4, 30, 37") == [4, 30, 37]
    assert drawn.named("T3 Fig. 4, Fig. 13, Fig. 15") == [4, 13, 15]
    assert drawn.named("T2 §4.3, §5, App. B.4") == []
    records = drawn.experiments_of()
    claim = registry()["T2-16"]
    assert [figure for figure, _ in drawn.chosen(claim, records["T2-16"])] == ["T2-4", "T2-30", "T2-37"]
    elsewhere = replace(claim, source="T2 §5")
    first = [(figure, record["experiment"]) for figure, record in drawn.chosen(elsewhere, records["T2-16"])]
    assert first == [("T2-4", "E03"), ("T2-5", "E04"), ("T2-1", "E06")]


def test_every_claim_that_an_experiment_decides_has_one(drawn):
    records = drawn.experiments_of()
    assert records
    for name, found in records.items():
        text = "\n".join(drawn.figures(registry()[name], found))
        assert f"results/netsim-figures/{found[0]['experiment']}" in text or len(found) > 1
        assert text.count(":alt:") == text.count(":::{figure}") > 0
    assert drawn.figures(registry()["T2-01"], ()) == []


def test_a_picture_that_is_not_there_is_named(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(drawn, "PICTURES", tmp_path)
    with pytest.raises(SystemExit, match=r"NMH-13: E17-laptop-NMH-3\.png is not there"):
        drawn.figures(registry()["NMH-13"], drawn.experiments_of()["NMH-13"])
