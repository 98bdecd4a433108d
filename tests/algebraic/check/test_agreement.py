"""The package's check and the stranger's agree on changed results of a count.

All five hundred: ``ALL_MUTATIONS=1 python -m pytest tests/algebraic/check/test_agreement.py``.
"""

import json
import os

import pytest

from algebraic import Network, solve
from algebraic.check import check_any, stranger
from algebraic.shell import ZerolocusError
from tests.algebraic.check.mutations import mutate

BARE = {"hidden_bias": False, "output_bias": False}
EACH = 250 if os.environ.get("ALL_MUTATIONS") else 60


@pytest.fixture(scope="module", params=["two layers", "critical"])
def document(request):
    if request.param == "critical":
        linear = Network.dense([1, 1, 1], "z", **BARE)
        found = solve(linear, [[1]], [50], system="critical", ridge="entrywise")
    else:
        found = solve(Network.dense([2, 1, 1], "z**2+z", **BARE), [[1, 2], [3, -1], [-2, 5]], [1, 2, 3])
    return json.loads(found.to_json())


def package(text, folder):
    """The exit code of our check for a file with this text, and what it left."""
    from algebraic.shell import read_json_file

    path = folder / "document.json"
    path.write_text(text, encoding="utf-8")
    try:
        found = check_any(read_json_file(str(path)))
    except ZerolocusError:
        return 2, []
    return found.exit_code(), found.not_reproved


def test_changed_documents(document, tmp_path):
    wrong = []
    for number in range(EACH):
        change = mutate(document, 2, number)
        ours, left = package(change.text, tmp_path)
        theirs = stranger.exit_code(stranger.check(stranger.read(str(tmp_path / "document.json"))))
        named = any(change.field in words for words in left)
        right = {"false": ours != 0, "true": ours == 0, "listed": ours != 0 or named}[change.expected]
        if not right or ((ours == 0) != (theirs == 0) and change.expected != "listed"):
            wrong.append((change.kind, change.expected, number, ours, theirs, left[-1:]))
    assert wrong == []
