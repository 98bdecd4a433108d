"""The package's check and the stranger's agree on changed documents of every kind.

A few of each kind by default; five hundred and more, of slower originals too, with
``ALL_MUTATIONS=1 python -m pytest tests/algebraic/check/test_agreement.py``.
"""

import json
import os

import pytest

from algebraic.check import check_any, stranger
from algebraic.engines import find_engine
from algebraic.shell import ZerolocusError, read_json_file
from tests.algebraic.check.mutations import is_named, mutate, stranger_is_right
from tests.algebraic.check.originals import QUICK, RANKS, SLOW, make

ALL = bool(os.environ.get("ALL_MUTATIONS"))
NAMES = [*QUICK, *RANKS, *SLOW] if ALL else [*QUICK, *RANKS]
EACH = 120 if ALL else 12
ENGINES = ("groebner", "engine", "critical, no ridge", "parts", "lower rank", "a curve")


@pytest.fixture(scope="module", params=NAMES)
def document(request):
    name = request.param
    if any(word in name for word in ENGINES) and find_engine("msolve") is None:
        pytest.skip("its evidence is msolve's")
    return name, make(name)


def package(path):
    """The exit code of our check for a file, and what it left."""
    try:
        found = check_any(read_json_file(str(path)))
    except ZerolocusError:
        return 2, []
    return found.exit_code(), found.not_reproved


@pytest.mark.slow
def test_changed_documents(document, tmp_path):
    name, original = document
    path = tmp_path / "document.json"
    path.write_text(json.dumps(original), encoding="utf-8")
    base, proves = package(path)[0], stranger.check(stranger.read(str(path)))["verified"]
    assert base in (0, 4)
    first, wrong = [*QUICK, *RANKS, *SLOW].index(name) * 7, []
    for number in range(first, first + EACH):
        change = mutate(original, 2, number)
        path.write_text(change.text, encoding="utf-8")
        ours, left = package(path)
        found = stranger.check(stranger.read(str(path)))
        theirs = stranger.exit_code(found)
        right = {
            "false": ours in (1, 2) or base == ours == 4,  # was no proof before, and is none
            "true": ours == base,
            "listed": ours in (1, 2) or base == ours == 4 or is_named(change.field, left),
        }[change.expected]
        agree = stranger_is_right(change, theirs, found["not_reproved"]) if proves else theirs != 0
        if not right or not agree:
            wrong.append((number, change.kind, change.expected, change.field, ours, theirs, left[-1:]))
    assert wrong == []
