"""Real counts: parity, the seed, and a search that is not complete."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from algebraic.census import over_data_sets
from algebraic.census.over_data_sets import real_counts
from algebraic.census.tallies import Tally
from algebraic.shell.errors import HypothesesNotMet, OutOfBudget
from algebraic.tracking.paths import track
from tests.networks import SQUARES


@pytest.mark.slow
@pytest.mark.parametrize("name", ["S1", "S2", "S4"])
def test_real_counts_have_the_parity_of_the_complex_count(name):
    square = next(s for s in SQUARES if s.name == name)
    found = real_counts(square.network, 40, known_bound=square.count)
    assert found.complex_count == square.count
    assert found.data_sets + found.undecided == 40
    assert all((int(value) - square.count) % 2 == 0 and int(value) <= square.count for value in found.histogram)
    assert sum(found.histogram.values()) == found.data_sets
    assert found.min <= found.median <= found.max
    low, high = found.confidence["mean"]
    assert low <= found.mean <= high


@pytest.mark.slow
def test_real_counts_are_a_function_of_the_seed_alone(monkeypatch):
    square = next(s for s in SQUARES if s.name == "S4")
    once = real_counts(square.network, 30, known_bound=21, seed=5)
    monkeypatch.setattr("algebraic.census.over_data_sets.CHUNK_PATHS", 100)
    again = real_counts(square.network, 30, known_bound=21, seed=5)
    assert (once.histogram, once.data_sets) == (again.histogram, again.data_sets)
    assert real_counts(square.network, 30, known_bound=21, seed=6).histogram != once.histogram


@pytest.mark.slow
def test_real_counts_refuse_an_incomplete_search(monkeypatch):
    """Generic data have no fewer solutions than any data set: a search that found fewer says so."""
    square = next(s for s in SQUARES if s.name == "S4")
    assert real_counts(square.network, 5, known_bound=21, at_least=21).complex_count == 21
    monkeypatch.setattr("algebraic.tracking.monodromy.ROUND_PATHS", 1)  # one loop at a time, and an early end
    with pytest.raises(HypothesesNotMet, match="at least 21"):
        real_counts(square.network, 5, known_bound=2, at_least=21)


S1 = next(s for s in SQUARES if s.name == "S1")


@dataclass(frozen=True)
class Killing:
    """A tracker that kills the worker it is in, once."""

    folder: Path
    parent: int

    def __call__(self, *arguments, **options):
        if os.getpid() != self.parent and not (self.folder / "killed").exists():
            (self.folder / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return track(*arguments, **options)


@pytest.mark.slow
def test_the_same_numbers_by_any_number_of_jobs_whoever_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(over_data_sets, "CHUNK_PATHS", 5 * S1.count)  # ten data sets, by three classes of solutions
    alone = real_counts(S1.network, 57, known_bound=S1.count, seed=2)
    killing = Killing(tmp_path, os.getpid())
    assert real_counts(S1.network, 57, known_bound=S1.count, seed=2, jobs=2, tracker=killing) == alone
    assert (tmp_path / "killed").exists()


@pytest.mark.slow
@pytest.mark.parametrize("ends", [OutOfBudget("time is over", kind="time_limit"), KeyboardInterrupt()])
def test_what_was_counted_is_gone_on_from(ends, monkeypatch):
    monkeypatch.setattr(over_data_sets, "CHUNK_PATHS", 5 * S1.count)  # ten data sets, by three classes of solutions
    whole = real_counts(S1.network, 45, known_bound=S1.count)
    count, calls = over_data_sets._count_some, []

    def some(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 4:
            raise ends
        return count(*arguments, **options)

    monkeypatch.setattr(over_data_sets, "_count_some", some)
    tally = Tally()
    try:
        part = real_counts(S1.network, 45, known_bound=S1.count, tally=tally)
        assert part == tally.summary()
    except KeyboardInterrupt:
        assert isinstance(ends, KeyboardInterrupt)
    assert tally.drawn == 30
    begun = Tally.from_dict(tally.summary().as_dict())
    assert begun == tally
    assert real_counts(S1.network, 45, known_bound=S1.count, tally=begun) == whole
    assert len(calls) == 4 + 2
    other = Tally.from_dict({**tally.summary().as_dict(), "complex_count": S1.count + 1})
    assert real_counts(S1.network, 45, known_bound=S1.count, tally=other) == whole  # from the beginning
    assert len(calls) == 6 + 5
