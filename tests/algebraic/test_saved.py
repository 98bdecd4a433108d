"""Results that are written and read again are equal; files of another kind or version are refused by name."""

import json
from pathlib import Path

import pytest
from matplotlib.figure import Figure

import algebraic
from algebraic import Network
from algebraic.check import check_any
from algebraic.shell import Missing, WrongInput

SMALL = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
DATA = [[3], [5]], [2, 7]
MADE = {
    "ladder": lambda: algebraic.ladder(SMALL, *DATA),
    "ladder without data": lambda: algebraic.ladder(SMALL, num_samples=2),
    "solutions": lambda: algebraic.solve(SMALL, *DATA),
    "critical points": lambda: algebraic.solve(SMALL, *DATA, system="critical", ridge="scalar"),
    "an interrupted search": lambda: algebraic.solve(SMALL, *DATA, system="critical", ridge="entrywise", timeout=1e-9),
    "dimension": lambda: algebraic.dimension_of(SMALL, [[3]], [2], function_space=True, degree=True, points=2),
    "dimension of a large network": lambda: algebraic.dimension_of(Network.dense([100, 100, 1]), [[1] * 100], [2]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_a_result_is_equal_after_a_round_trip(name, tmp_path):
    found = MADE[name]()
    for path in (tmp_path / "result.json", str(tmp_path / "again.json")):
        found.save(path)
        again = algebraic.load(path)
        assert type(again) is type(found)
        assert again == found
        assert again.to_json() == found.to_json()
    document = json.loads(Path(path).read_text())
    assert not check_any(document).problems
    assert len(repr(again).splitlines()) <= 12
    assert again._repr_html_().startswith("<")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ladder", "solutions", "critical points"])
def test_a_result_that_was_read_draws_itself(name, tmp_path):
    MADE[name]().save(tmp_path / "result.json")
    again = algebraic.load(tmp_path / "result.json")
    axes = Figure().subplots()
    assert again.plot(ax=axes) is axes
    assert axes.get_title("left")
    figure = again.plot(tmp_path / "picture.png")
    assert figure.axes
    assert (tmp_path / "picture.png").stat().st_size > 2000


WRONG = {
    "another version": ('{"schema": "zerolocus/count/2"}', "is a zerolocus/count/2, and this version reads"),
    "no schema": ('{"count": 3}', "names no schema"),
    "no object": ("[1, 2]", "names no schema"),
    "not all fields": ('{"schema": "zerolocus/count/1"}', "has not the form of zerolocus/count/1"),
    "another kind": ('{"schema": "zerolocus/rank/1"}', "is a zerolocus/rank/1"),
    "no JSON": ("{", "JSON"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_result_of_this_version_is_refused(name, tmp_path):
    text, said = WRONG[name]
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(WrongInput) as caught:
        algebraic.load(tmp_path / "file.json")
    assert said in caught.value.message
    assert caught.value.hint


def test_fields_of_another_type_are_refused(tmp_path):
    document = MADE["solutions"]().as_dict()
    for key, value in (("count", "3"), ("solutions", {}), ("unknown_field", 1)):
        (tmp_path / "file.json").write_text(json.dumps({**document, key: value}))
        with pytest.raises(WrongInput, match="form"):
            algebraic.load(tmp_path / "file.json")


def test_a_file_that_is_not_there_is_missed(tmp_path):
    with pytest.raises(Missing):
        algebraic.load(tmp_path / "nothing.json")


def test_what_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path):
    with pytest.raises(WrongInput):
        MADE["ladder"]().save(tmp_path / "no" / "folder.json")
    assert list(tmp_path.iterdir()) == []
