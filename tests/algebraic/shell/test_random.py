"""Streams that the seed, the role and the index decide alone; primes that are primes."""

import importlib
import inspect
import pkgutil
import sys
from itertools import product
from pathlib import Path

import flint
import numpy as np
import pytest

import algebraic
from algebraic.bezout.__main__ import main as bezout
from algebraic.count.__main__ import main as count
from algebraic.dimension.__main__ import main as dimension
from algebraic.shell import random
from algebraic.shell.random import PRIME_LIMIT, ROLE_LOOPS, random_primes, random_stream

PLAIN = ["--no-hidden-bias"]
ROLES = [value for name, value in inspect.getmembers(random) if name.startswith("ROLE_")]


def test_every_role_has_a_stream_of_its_own():
    assert len(set(ROLES)) == len(ROLES)
    drawn = [random_stream(*key).integers(2**62) for key in product((0, 1), ROLES, (0, 1))]
    assert len(set(drawn)) == len(drawn) == 4 * len(ROLES)


def test_seeds_of_several_words_are_no_others_in_disguise():
    words = (0, 1, 5, 2**32, 2**32 + 1, 5 + 2**32, 5 + 7 * 2**32, 2**63 - 1)
    keys = list(product(words, ROLES, (0, 1, 7, 2**32, 2**40)))
    drawn = [random_stream(*key).integers(2**62) for key in keys]
    assert len(set(drawn)) == len(keys)


def test_no_index_is_left_out():
    """[seed, role] would be [seed, role, 0] to numpy."""
    assert np.random.default_rng([3, 1]).integers(2**62) == np.random.default_rng([3, 1, 0]).integers(2**62)
    with pytest.raises(TypeError):
        random_stream(3, 1)


def test_order_changes_nothing():
    first = random_stream(3, 1, 0).integers(100, size=5)
    random_stream(3, 2, 0).integers(100, size=50)
    np.random.seed(0)
    assert (random_stream(3, 1, 0).integers(100, size=5) == first).all()


@pytest.mark.parametrize("seed", range(5))
def test_primes_are_distinct_large_and_the_first_of_more(seed):
    primes = random_primes(6, seed)
    assert len(set(primes)) == 6
    assert all(flint.fmpz(p).is_prime() and PRIME_LIMIT // 2 < p < PRIME_LIMIT for p in primes)
    assert random_primes(2, seed) == primes[:2]


def test_primes_that_divide_a_denominator_are_passed_over():
    primes = random_primes(3, 0)
    assert random_primes(2, 0, denominators=[primes[0] * 6, 0, 1]) == primes[1:]


RUNS = {
    "zero-error": (count, "--widths 1,1,1 --activation z**3+z --no-output-bias --data-sets 5"),
    "critical": (count, "--widths 1,2,1 --activation z --system critical --ridge entrywise --samples 2"),
    "dimension": (dimension, "--widths 1,2,1 --activation z**2+z --samples 4 --points 2 --groebner"),
    "bezout": (bezout, "--widths 1,1,1 --activation z**2+z --samples 3 --data random"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNS)
def test_no_two_places_draw_the_same_numbers(name, monkeypatch):
    """Each triple belongs to one line of the code, and in the search to one branch."""
    seen, loops = {}, []

    def recording(seed, role, index):
        frame = sys._getframe(1)
        frame = frame.f_back if frame.f_code.co_name == "stream" else frame  # of a branch, for its callers
        seen.setdefault((seed, role, index), set()).add((Path(frame.f_code.co_filename).name, frame.f_lineno))
        if role == ROLE_LOOPS:
            loops.append((index, frame.f_code.co_name))
        return random_stream(seed, role, index)

    for found in pkgutil.walk_packages(algebraic.__path__, "algebraic."):  # what is imported later is not undone
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for module in [module for name, module in sys.modules.items() if name.startswith("algebraic")]:
        if vars(module).get("random_stream") is random_stream:
            monkeypatch.setattr(module, "random_stream", recording)
    main, options = RUNS[name]
    assert main([*f"{options} --seed 5".split(), *PLAIN]) in (0, 4)
    assert len(seen) > 1
    assert {key: places for key, places in seen.items() if len(places) > 1} == {}
    assert len(set(loops)) == len(loops) or name == "dimension"
    if name == "critical":  # several branches
        assert {index // 1000 for index, _ in loops} > {0}
