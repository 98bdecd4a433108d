"""Data of every size, with thousands of digits, nearly equal and zero: an answer or a message from every command."""

import json
import os

import pytest

from algebraic.bezout.__main__ import main as bezout
from algebraic.count.__main__ import main as count
from algebraic.dimension.__main__ import main as dimension

NINES = "9" * 3900
DATA = {
    "10^300": "1e300,3e300\n-2e300,1e300\n",
    "10^-300": "1e-300,3e-300\n-2e-300,1e-300\n",
    "both": "1e-300,3e300\n-2e-300,1e300\n",
    "3,900 digits": f"{NINES}.5,7{NINES}\n-3{NINES},{NINES}\n",
    "nearly equal": "1,3\n1.000000001,3.000000001\n",
    "zero": "0,0\n0,0\n",
    "zero targets": "1,0\n2,0\n",
    "zero inputs": "0,1\n0,2\n",
}
CRITICAL = ("--activation", "z", "--system", "critical", "--ridge")  # linear: a few critical points
SQUARES = ("--activation", "z**2+z")
QUESTIONS = [
    (bezout, SQUARES),
    (bezout, (*CRITICAL, "entrywise")),
    (bezout, (*CRITICAL, "none")),
    (count, SQUARES),
    (dimension, SQUARES),
]
if os.environ.get("ZEROLOCUS_SLOW"):
    QUESTIONS += [(count, (*CRITICAL, "entrywise")), (count, (*CRITICAL, "none"))]


@pytest.mark.slow
@pytest.mark.parametrize("data", DATA.values(), ids=list(DATA))
def test_there_is_an_answer_or_a_message(tmp_path, capsys, data):
    path = tmp_path / "data.csv"
    path.write_text(data)
    network = "--widths", "1,1,1", "--no-hidden-bias", "--no-output-bias"
    for command, options in QUESTIONS:
        code = command([*network, "--data", str(path), "--json", *options])
        printed = capsys.readouterr()
        found = json.loads(printed.out)
        assert code in (0, 2, 4), found
        assert "Traceback" not in printed.err
        if "error" in found:
            assert found["error"]["code"] == code
            assert found["error"]["kind"] != "defect"
