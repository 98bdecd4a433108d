"""Whole runs with odd but allowed options end as documented; others are refused before anything is computed.

Each option of each experiment is changed singly, in size ``smoke``. All 700 changes take an hour of processor time:
``make odd-options`` tries them, and a plain run of the tests tries those that once failed.
"""

import json
import os

import pytest

from netsim.commands import main
from tests.netsim.odd_options import REFUSED, built, changes

pytestmark = pytest.mark.torch

SECONDS = "20"  # an end of a range may be an hour's work
ONCE_FAILED = [
    ("E03", "noise", "0"),
    ("E04", "probe_coordinates", "1000000"),
    ("E06", "radius", "2e-06"),
    ("E07", "batch_size", "0"),
    ("E11", "walk_degrees", "60"),
    ("E12", "num_test", "2"),
    ("E18", "batch_size", "0"),
]
EVERY = [(name, key, text) for name, experiment in built().items() for key, text in changes(experiment)]


def run(capsys, out, name, key, text):
    """The exit code, and the document."""
    arguments = ["run", name, "--set", f"{key}={text}", "--executor", "here", "--out", str(out), "--timeout", SECONDS]
    code = main([*arguments, "--json"])
    said, err = capsys.readouterr()
    assert err == ""
    return code, json.loads(said)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "key", "text"), EVERY if os.environ.get("ZEROLOCUS_SLOW") else ONCE_FAILED)
def test_a_run_ends_as_documented(capsys, tmp_path, monkeypatch, name, key, text):
    monkeypatch.setenv("ZEROLOCUS_DATA", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code, found = run(capsys, tmp_path, name, key, text)
    assert code in (0, 2, 3, 4), found
    if code == 0:
        for check in found["checks"]:
            assert check["outcome"] != "agrees" or '"nan"' not in json.dumps(check["measured"])
            assert check["reason"] or check["outcome"] == "agrees"
    else:
        assert found["error"]["message"]


@pytest.mark.slow
@pytest.mark.parametrize("name", built())
def test_what_is_not_allowed_is_refused(capsys, tmp_path, name):
    options = built()[name].options("smoke")
    for key, rule in options.rules().items():
        for text in REFUSED:
            if text == "" and rule.items == 1 and not isinstance(getattr(options, key), tuple | str | int | float):
                continue
            code, found = run(capsys, tmp_path, name, key, text)
            assert (code, found["error"]["code"]) == (2, 2), (key, text)
            assert found["error"]["hint"]
    assert list(tmp_path.iterdir()) == []
