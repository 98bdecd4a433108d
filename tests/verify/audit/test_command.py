"""``python -m verify audit``."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.verify.audit.answers import ARank, AZero
from tests.verify.subject.models import nn, seeded, torch
from verify.__main__ import main

pytestmark = pytest.mark.torch
HERE = "tests.verify.subject.factories"


@pytest.fixture
def command(monkeypatch, tmp_path, capsys):
    """Run the command with quick parts on a small file; exit code, stdout, stderr."""
    monkeypatch.setattr("verify.audit.entry.measure_rank", lambda subject, **_: ARank())
    monkeypatch.setattr("verify.audit.entry.find_zero", lambda subject, **_: AZero())
    monkeypatch.setattr("verify.audit.entry.theorems_for", lambda subject, rank, zero: [])
    data = tmp_path / "data.npz"
    np.savez(data, inputs=np.arange(8.0).reshape(4, 2), targets=np.zeros((4, 1)))

    def run(*arguments, model=f"{HERE}:good", data=data):
        code = main(["audit", model, "--data", str(data), *arguments])
        return code, *capsys.readouterr()

    return run


def test_the_answer(command, tmp_path):
    code, said, _ = command("--out", str(tmp_path / "out"))
    assert code == 0
    assert len(said.splitlines()) == 8  # five sentences, curvature, learning coefficient, what was written
    assert (tmp_path / "out" / "index.html").exists()
    assert said.startswith("The model has 3 weights, and 4 samples with 1 output each")
    assert (tmp_path / "out" / "audit.json").exists()


def test_one_document_and_nothing_else(command):
    code, said, others = command("--json", "--samples", "2", "--seed", "5")
    document = json.loads(said)
    assert (code, document["num_samples"], document["seed"]) == (0, 2, 5)
    assert document["options"]["model"] == f"{HERE}:good"
    assert "a factory may print" in others


def test_the_seed_draws_the_weights(command):
    def value(seed):
        return json.loads(command("--json", "--seed", seed)[1])["loss_value"]

    assert value("5") == value("5") != value("6")


def test_torch_draws_afterwards_what_it_would_have_drawn(command):
    before = torch.random.get_rng_state()
    assert command("--seed", "7")[0] == 0
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_checkpoint(command, tmp_path):
    from safetensors.torch import save_file

    path = tmp_path / "w.safetensors"
    save_file(seeded(lambda: nn.Linear(2, 1)).state_dict(), path)
    assert command("--checkpoint", str(path))[0] == 0
    save_file({"weight": torch.zeros(1, 3)}, path)
    code, _, said = command("--checkpoint", str(path))
    assert code == 2
    assert "it has no bias" in said


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"model": f"{HERE}:failing"}, 2, "no such size"),
        ({"model": f"{HERE}:nothing"}, 2, "NoneType"),
        ({"model": "no_such:thing"}, 3, "no_such"),
        ({"model": "thing"}, 2, "MODULE:FUNCTION"),
        ({"data": "none.npz"}, 3, "none.npz"),
        ({"data": "mnist"}, 2, "mnist"),
        ({"extra": ["--loss", "cubic"]}, 2, "cubic"),
        ({"extra": ["--samples", "5"]}, 2, "there are 4"),
        ({"extra": ["--samples", "0"]}, 2, "--samples"),
        ({"extra": ["--seed", "-1"]}, 2, "--seed"),
        ({"extra": ["--timeout", "0"]}, 2, "timeout"),
        ({"extra": ["--device", "tpu"]}, 2, "--device"),
        ({"extra": ["--out", "/"]}, 2, "--out"),
        ({"extra": ["--prov"]}, 2, "--prove"),
        ({"extra": ["--checkpoint", "none.safetensors"]}, 3, "none.safetensors"),
    ],
)
def test_what_is_refused(command, changes, code, words):
    extra = changes.pop("extra", [])
    found, said, told = command(*extra, **changes)
    assert (found, said) == (code, "")
    assert words in told
    found, said, told = command("--json", *extra, **changes)
    assert (found, json.loads(said)["error"]["code"]) == (code, code)
    assert told in ("", "a factory may print\n")


@pytest.mark.slow
def test_what_is_written_past_python_is_no_answer(tmp_path):
    """A factory that writes to the descriptor of stdout itself, as libraries in C do."""
    (tmp_path / "loud.py").write_text(
        "import os\nfrom torch import nn\n\n\ndef build():\n    os.write(1, b'loud\\n')\n    return nn.Linear(2, 1)\n"
    )
    np.savez(tmp_path / "data.npz", inputs=np.arange(8.0).reshape(4, 2), targets=np.zeros((4, 1)))
    line = [sys.executable, "-m", "verify", "audit", "loud:build", "--data", "data.npz", "--json"]
    folder = str(Path(__file__).parents[3])
    found = subprocess.run(line, cwd=tmp_path, env=os.environ | {"PYTHONPATH": folder}, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["num_params"] == 3
    assert found.stderr == "loud\n"
