import json
from dataclasses import fields, replace
from math import log2

import pytest

from algebraic import Ladder
from tests.algebraic.bezout.test_rungs import climb
from tests.networks import SQUARES


def test_prints_and_shows_itself():
    found = climb(SQUARES[0])
    for text in (str(found), found._repr_html_()):
        assert "27" in text
        assert "network 1,1,1" in text
    assert "D ← ℓ·(D + 1)" in str(found)


def test_plot_labels_every_rung(tmp_path):
    figure = climb(SQUARES[0]).plot(str(tmp_path / "a.svg"))
    axes = figure.axes[0]
    assert len(axes.patches) == len(axes.texts) == len(axes.get_yticks()) == 9
    assert [t.get_text().strip() for t in axes.texts][:2] == ["64", "27"]
    assert (tmp_path / "a.svg").read_text().lstrip().startswith("<?xml")


def test_the_document_has_the_fields_as_keys_in_their_order():
    found = climb(SQUARES[0])
    assert list(json.loads(found.to_json())) == ["schema", *(f.name for f in fields(Ladder))]
    assert json.loads(found.to_json()) == found.as_dict()


def test_what_could_not_be_had_shows_its_power_and_its_reason():
    found = climb(SQUARES[0])
    large = replace(
        found, bezout=None, bezout_log2=4000.0, reasons={"bezout": "a number of 1,204 digits"}, equation_degrees=None
    )
    rows = {label: (value, remark) for label, value, remark in large.rows()}
    assert rows["Bézout"] == ("2^4000", "a number of 1,204 digits")
    assert rows["degree of the equations"] == (str(round(2**found.equation_degree_log2)), "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "proved", "words"),
    [
        ("empty", True, "no solution (proved)"),
        ("empty", False, "no solution (modulo two primes)"),
        ("infinite", True, "infinitely many (proved)"),
        ("exact_mod_p", False, "exact modulo two primes"),
    ],
)
def test_the_strength_of_a_status_is_said_where_it_differs(status, proved, words):
    found = replace(climb(SQUARES[0]), complex_count_status=status, complex_count_evidence={"proved": proved})
    assert found.status_words() == words
    shown = {label: value for label, value, _ in found.rows()}["complex solutions"]
    assert (shown == "∞") == (status == "infinite")


def test_the_real_counts_are_a_range_and_a_bar():
    found = climb(SQUARES[0])
    reals = {**found.real_counts, "min": 2, "max": 6, "median": 4.0, "mean": 3.5, "data_sets": 116}
    assert replace(found, real_counts=reals).real_words() == ("2 to 6", "median 4, mean 3.5 over 116 random ones")
    bars = {bar.label: bar for bar in replace(found, real_counts=reals)._bars()}
    assert bars["real solutions, other data sets"].log2 == log2(6)
    without = replace(found, real_counts=None, reasons={"real_counts": "no time"})
    assert without.real_words() == ("–", "no time")
    assert "real solutions, other data sets" not in {bar.label for bar in without._bars()}
