"""The size ``paper`` runs on files of CIFAR-10's format as soon as they are there: here with images of noise."""

import json

import numpy as np
import pytest

from netsim.commands import main
from netsim.data.cifar import FILES

pytestmark = pytest.mark.torch

SHORTER = {"num_train": 300, "num_test": 50, "stages": 1, "epochs": 2}


def test_the_papers_network_on_files_of_the_papers_format(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ZEROLOCUS_DATA", "")  # --data-dir changes it: put it back afterwards
    folder = tmp_path / "data" / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    stream = np.random.default_rng(0)
    records = stream.integers(0, 256, (10_000, 3073), dtype=np.uint8)
    records[:, 0] %= 10
    for name in FILES:
        (folder / name).write_bytes(stream.permutation(records).tobytes())
    changes = [word for key, value in SHORTER.items() for word in ("--set", f"{key}={value}")]
    arguments = ["run", "E02", "--size", "paper", *changes, "--data-dir", str(folder.parent), "--jobs", "1"]
    code = main([*arguments, "--out", str(tmp_path / "runs"), "--json"])
    result = json.loads(capsys.readouterr().out)
    assert code == 0
    assert result["options"] | SHORTER == result["options"]
    assert (result["options"]["data"], result["options"]["learning_rate"]) == ("cifar10", 0.01)
    assert result["measured"]["num_params"] == 188_810
    assert result["sample_passes"] == 8 * 2 * 300
