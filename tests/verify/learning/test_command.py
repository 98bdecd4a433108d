"""``python -m verify learning``."""

import json

import numpy as np
import pytest

from tests.verify.subject import factories
from verify.__main__ import main

pytestmark = pytest.mark.torch
HERE = factories.__name__  # imported before: what is drawn meanwhile is not drawn in a test
QUICK = ["--chains", "5", "--temperatures", "4", "--decades", "2", "--draws", "100", "--steps", "1"]


@pytest.fixture
def command(tmp_path, capsys):
    """Run the command on a small file; exit code, stdout, stderr."""
    data = tmp_path / "data.npz"
    np.savez(data, inputs=np.arange(8.0).reshape(4, 2), targets=np.zeros((4, 1)))

    def run(*arguments, model=f"{HERE}:good", data=data):
        code = main(["learning", model, "--data", str(data), *QUICK, *arguments])
        return code, *capsys.readouterr()

    return run


@pytest.mark.slow
def test_one_document_and_nothing_else(command):
    code, said, others = command("--json", "--samples", "3", "--seed", "5")
    document = json.loads(said)
    assert code == {"estimated": 0, "undecided": 4}[document["status"]]
    assert (document["num_samples"], document["seed"], document["plan"]["chains"]) == (3, 5, 5)
    assert document["options"]["model"] == f"{HERE}:good"
    assert "a factory may print" in others
    assert json.loads(command("--json", "--samples", "3", "--seed", "5")[1]) == document


@pytest.mark.slow
def test_the_answer(command):
    code, said, _ = command()
    assert said.startswith("λ ")
    assert code in (0, 4)


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (("--seed", "-1"), 2, None),
        (("--draws", "3"), 2, "bad_draws"),
        (("--radius", "0"), 2, "bad_radius"),
        (("--samples", "0"), 2, None),
        (("--loss", "hinge"), 2, "unknown_loss"),
        (("--checkpoint", "/nowhere/weights.safetensors"), 3, None),
        (("--timeout", "0.001"), 4, None),
    ],
)
def test_errors_have_codes(arguments, code, kind, command):
    found, said, _ = command("--json", *arguments)
    document = json.loads(said)
    assert (found, document["error"]["code"]) == (code, code)
    assert kind in (None, document["error"]["kind"])
