"""``python -m verify curvature``."""

import json

import numpy as np
import pytest

from tests.verify.subject.models import torch  # noqa: F401
from verify.__main__ import main

pytestmark = pytest.mark.torch
HERE = "tests.verify.subject.factories"


@pytest.fixture
def command(tmp_path, capsys):
    """Run the command on a small file; exit code, stdout, stderr."""
    data = tmp_path / "data.npz"
    np.savez(data, inputs=np.arange(8.0).reshape(4, 2) ** 2, targets=np.zeros((4, 1)))

    def run(*arguments, model=f"{HERE}:good", data=data):
        code = main(["curvature", model, "--data", str(data), *arguments])
        return code, *capsys.readouterr()

    return run


def test_the_answer(command, tmp_path):
    place = tmp_path / "found.json"
    code, said, _ = command("--out", str(place))
    assert code == 0
    assert said.startswith("The Hessian of the loss square")
    document = json.loads(place.read_text())
    assert document["rank"] == 3
    assert f"{document['eigenvalues'][0]['value']:.10e}" in said


def test_one_document_and_nothing_else(command):
    code, said, others = command("--json", "--samples", "3", "--seed", "5", "--top", "1", "--lowest", "0")
    document = json.loads(said)
    assert (code, document["num_samples"], document["seed"]) == (0, 3, 5)
    assert len(document["eigenvalues"]) == 1
    assert document["options"]["top"] == 1
    assert "a factory may print" in others


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"model": f"{HERE}:failing"}, 2, "no such size"),
        ({"model": "no_such:thing"}, 3, "no_such"),
        ({"data": "none.npz"}, 3, "none.npz"),
        ({"extra": ["--loss", "cubic"]}, 2, "cubic"),
        ({"extra": ["--loss", f"{HERE}:infinite"]}, 2, "inf"),
        ({"extra": ["--top", "4"]}, 2, "3 rows"),
        ({"extra": ["--top", "-1"]}, 2, "--top"),
        ({"extra": ["--method", "power"]}, 2, "power"),
        ({"extra": ["--out", "/no/such/folder/x.json"]}, 2, "--out"),
        ({"extra": ["--timeout", "1e-6"]}, 4, "time"),
    ],
)
def test_what_is_refused(command, changes, code, words):
    extra = changes.pop("extra", [])
    found, said, others = command(*extra, **changes)
    assert (found, said) == (code, "")
    assert words in others
