"""Streams depend on seed, role and index, and on nothing else."""

import ast
import random
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

import netsim
from netsim.shell import kept_streams, random_stream

NETSIM = Path(netsim.__file__).parent


def test_a_stream_is_numpys_for_these_numbers():
    known = np.random.default_rng([7, crc32(b"batches"), 3, 1])
    assert np.array_equal(random_stream(7, "batches", 3, 1).random(5), known.random(5))


def test_what_differs_in_anything_is_another_stream():
    asked = [(0, "a"), (1, "a"), (0, "b"), (0, "a", 1), (0, "a", 2), (0, "a", 0, 1), (0, "a", 1, 1)]
    first = [random_stream(*each).random() for each in asked]
    assert len(set(first)) == len(asked)
    assert [random_stream(*each).random() for each in reversed(asked)] == first[::-1]
    assert random_stream(0, "a", 0, 0).random() == first[0]


def test_a_negative_seed_is_none():
    with pytest.raises(ValueError, match="non-negative"):
        random_stream(-1, "a")


def sums_with_a_seed(tree):
    """Seeds that something is added to, or that are multiplied: two of them may then meet."""

    def is_seed(node):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        return name == "seed" or name.endswith("_seed")

    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and not isinstance(node.op, ast.Mod)
        and (is_seed(node.left) or is_seed(node.right))
    ]


def fixed_seeds(tree):
    """Calls that are given a number as the seed: every run then draws the same there."""
    return [
        ast.unparse(call)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg == "seed" and isinstance(word.value, ast.Constant)
    ]


def test_the_search_sees_both_kinds():
    assert sums_with_a_seed(ast.parse("f(seed=run.seed + repeat)")) == ["run.seed + repeat"]
    assert sums_with_a_seed(ast.parse("f(seed=10 * seed)")) == ["10 * seed"]
    assert fixed_seeds(ast.parse("f(x, seed=0)")) == ["f(x, seed=0)"]
    assert not sums_with_a_seed(ast.parse("f(seed=seed, index=repeat + 1)"))


@pytest.mark.parametrize("path", sorted(NETSIM.rglob("*.py")), ids=lambda path: str(path.relative_to(NETSIM)))
def test_no_seed_is_made_of_another_and_none_is_fixed(path):
    """Seeds that are sums of others share their draws: of seed 0, repetition 1, and of seed 1, repetition 0."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert sums_with_a_seed(tree) == []
    assert fixed_seeds(tree) == []


@pytest.mark.torch
def test_streams_that_a_process_shares_go_on_as_they_were():
    torch = pytest.importorskip("torch")

    def draw():
        return torch.rand(1).item(), np.random.random(), random.random()

    states = torch.random.get_rng_state(), np.random.get_state(), random.getstate()
    expected = draw()
    torch.random.set_rng_state(states[0])
    np.random.set_state(states[1])
    random.setstate(states[2])
    with suppress(KeyError), kept_streams():  # also after a failure
        assert draw() == expected
        raise KeyError
    assert draw() == expected
    assert draw() != expected
