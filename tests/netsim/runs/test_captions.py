"""Captions of the papers belong to figures that are drawn."""

import re

from netsim.runs.captions import CAPTIONS
from netsim.runs.experiment import experiments


def test_every_figure_has_a_caption_and_every_caption_a_figure():
    drawn = {figure for experiment in experiments().values() for figure in experiment.figures}
    assert drawn == set(CAPTIONS)


def test_captions_that_speak_of_other_figures_speak_of_some_that_are_there():
    """T3-6 is compared with T3-17, T2-12 is the same as T2-8, and so on: a number that is none would be a slip."""
    for name, text in CAPTIONS.items():
        paper = name.partition("-")[0]
        for number in re.findall(r"Figure (\d+)", text):
            assert f"{paper}-{number}" in CAPTIONS, name
            assert f"{paper}-{number}" != name


def test_no_caption_is_empty_or_half_filled_in():
    for name, text in CAPTIONS.items():
        assert len(text) > 30, name
        assert not set("{}") & set(text), name
        assert text == text.strip(), name
