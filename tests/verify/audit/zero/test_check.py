"""A certificate that was changed in any one place does not hold."""

import base64
import copy
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted
from verify.audit.zero import check_zero, find_zero

pytestmark = pytest.mark.torch

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def certificate():
    subject, _ = planted(dense(3, 6, 2), 5, 3)
    return json.loads(json.dumps(find_zero(subject).certificate))


def places(value, path=()):
    """Every place in a document."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from places(entry, (*path, key))
    elif isinstance(value, list):
        for key, entry in enumerate(value):
            yield from places(entry, (*path, key))


def put(document, path, value):
    changed = copy.deepcopy(document)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return changed


def drop(document, path):
    changed = copy.deepcopy(document)
    at = changed
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return changed


def floats(text):
    return np.frombuffer(base64.b64decode(text), dtype="<f8").copy()


def text(values):
    return base64.b64encode(values.astype("<f8").tobytes()).decode()


def test_it_holds_and_is_plain_json(certificate):
    found = check_zero(certificate)
    assert found.holds, found.because


def test_no_number_can_be_changed(certificate):
    tried = 0
    for path in places(certificate):
        at = certificate
        for key in path:
            at = at[key]
        if type(at) in (int, float):
            others = [at * 1.001 + 1, at * (1 + 1e-9), at / 2, 0, -at, 1e400, float("nan"), str(at), True, None]
        elif path[-1] == "float64":
            values = floats(at)
            others = []
            for n in (0, len(values) // 2, len(values) - 1):
                for change in (1e-6, 1.0, np.inf, np.nan):
                    moved = values.copy()
                    moved[n] += change
                    others.append(text(moved))
            others += [at[:-4], at + "AAAA", "!", "", 7]
        elif isinstance(at, str):
            others = [at + "x", "", 3]
        else:
            others = [None, [], {}, 7, "x", [[]] * 3] if at is not None else [0, 1, [], "x"]
        for other in others:
            if other == at and type(other) is type(at):
                continue
            tried += 1
            assert not check_zero(put(certificate, path, other)).holds, (path, other)
    assert tried > 300


def test_nothing_can_be_left_out_or_added(certificate):
    for path in places(certificate):
        assert not check_zero(drop(certificate, path)).holds, path
    for part in ("", "claims", "inputs"):
        changed = copy.deepcopy(certificate)
        (changed[part] if part else changed)["more"] = 1
        assert not check_zero(changed).holds


def test_a_network_that_is_not_at_a_zero(certificate):
    values = floats(certificate["targets"]["float64"])
    assert not check_zero(put(certificate, ("targets", "float64"), text(values + 1e-3))).holds


def test_weights_moved_by_more_than_the_radius(certificate):
    """In a direction that moves the outputs, as most do: along the set of zeros another zero may be as near."""
    radius = certificate["claims"]["radius"]
    for n, part in enumerate(certificate["weights"]):
        values = floats(part["float64"])
        moved = values + 30 * max(radius, 2e-16) / np.sqrt(len(values))
        assert (moved != values).any()
        assert not check_zero(put(certificate, ("weights", n, "float64"), text(moved))).holds


def test_what_is_no_document():
    for other in (None, [], {}, "x", 1, {"format": "zerolocus exact zero"}):
        assert not check_zero(other).holds


def test_sizes_are_compared_before_arrays_are_made(certificate):
    huge = put(certificate, ("graph", 0, "shape"), [10**15])
    assert not check_zero(huge).holds
    assert not check_zero(put(certificate, ("targets", "shape"), [10**9, 10**9])).holds


def test_the_check_needs_no_torch(certificate, tmp_path):
    file = tmp_path / "zero.json"
    file.write_text(json.dumps(certificate))
    program = (
        "import json, sys\nfrom verify.audit.zero import check_zero\n"
        f"assert check_zero(json.load(open({str(file)!r}))).holds\nassert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
