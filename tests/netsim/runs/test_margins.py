"""How near numbers are to their thresholds, and which numbers those are."""

from pathlib import Path

import pytest

import netsim
from netsim.runs.margins import TURNS_ON, is_fragile, margins_over_seeds, shown_margin
from netsim.runs.published import read_record

RECORDS = Path(netsim.__file__).parent / "results"


@pytest.mark.parametrize(
    ("values", "threshold", "fragile"),
    [
        ([0.6, 1.0, 0.8], 0.5, True),  # nearer to it than to one another
        ([1.4, 1.6, 1.5], 0.5, False),
        ([0.54], 0.5, True),  # within a tenth
        ([0.56], 0.5, False),
        ([-1.0, 1.0], 0.0, True),
        ([0.2], 0.0, False),
        ([0.0], 0.0, True),
    ],
)
def test_fragile(values, threshold, fragile):
    assert is_fragile(values, threshold) is fragile


@pytest.mark.parametrize(
    ("values", "threshold", "fragile"),
    [
        ([2.8e-4, 6.5e-4, 4.3e-4], 1e-7, False),  # a thousandfold above it
        ([2e-7, 6.5e-4], 1e-7, True),  # twice it, where seeds differ three-thousandfold
        ([0.006, 0.003], 0.1, False),  # far below it, though they differ twofold
        ([0.06, 0.03], 0.1, True),
        ([1.08, 1.09], 1.0, True),  # within a tenth
        ([0.91], 1.0, True),
        ([0.6, 1.0, 0.8], 0.5, True),
        ([1.4, 1.6, 1.5], 0.5, False),
    ],
)
def test_fragile_by_ratio(values, threshold, fragile):
    assert is_fragile(values, threshold, ratio=True) is fragile
    scaled = [1000 * value for value in values]
    assert is_fragile(scaled, 1000 * threshold, ratio=True) is fragile, "a ratio has no unit"


def test_a_ratio_is_taken_where_all_is_positive():
    numbers = {"smallest": 3e-4, "same_below": 1e-7, "interval": [3e-4], "threshold": 1e-7}
    found = margins_over_seeds([numbers, numbers | {"smallest": 7e-4, "interval": [7e-4]}])
    assert {name: margin["fragile"] for name, margin in found.items()} == {
        "smallest, same_below": False,
        "interval, threshold": True,  # a difference may be of either sign
    }
    (met,) = margins_over_seeds(
        [{"smallest": 0.0, "same_below": 1e-7}, {"smallest": 7e-4, "same_below": 1e-7}]
    ).values()
    assert met["fragile"]
    (spread,) = margins_over_seeds([{"largest": [0.1, 5.0], "slight_below": 1.1}]).values()
    assert spread["values"] == [5.0], "nearest by ratio, too"


def test_of_several_numbers_the_nearest_counts():
    rows = [{"scale": 1, "interval_95": [0.0, 0.04]}, {"scale": 2, "interval_95": [0.0, 0.1]}]
    found = margins_over_seeds([{"almost_never": 0.05, "by_scale": rows}])
    assert found == {"by_scale.interval_95, almost_never": {"values": [0.04], "threshold": 0.05, "fragile": False}}


@pytest.mark.parametrize(
    "numbers",
    [
        [{"interval": [0.1, 0.3]}],  # no threshold
        [{"interval": [0.1, 0.3], "threshold": [0.1, 0.2]}],
        [{"interval": ["nan"], "threshold": 0.1}],
        [{"interval": [0.3], "threshold": 0.1}, {"interval": [0.3], "threshold": 0.2}],
        [{"interval": [0.3], "threshold": 0.1}, {"threshold": 0.1}],
        [{"interval": True, "threshold": 0.1}],
        [[]],
    ],
)
def test_where_there_is_none(numbers):
    assert margins_over_seeds(numbers) == {}


def test_every_name_of_the_list_is_one_that_a_check_gives():
    """A check that calls its numbers otherwise would lose its margin without a word."""
    files = (Path(netsim.__file__).parent / "experiments").rglob("*.py")
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    parts = {part for pair in TURNS_ON for name in pair for part in name.split(".")}
    assert sorted(part for part in parts if f'"{part}"' not in written) == []


def test_most_of_them_are_those_of_a_record():
    checks = [check for path in RECORDS.glob("*.json") for run in read_record(path) for check in run["checks"]]
    found = {name for check in checks for name in margins_over_seeds([check["measured"]])}
    assert len(found) >= len(TURNS_ON) / 2


def test_shown():
    margin = {"values": [0.8, 0.9], "threshold": 0.5, "fragile": False}
    assert shown_margin("share", margin) == "share: 0.8, 0.9 against 0.5"
