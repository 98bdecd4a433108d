"""The command."""

import json

import pytest

from algebraic.thresholds.__main__ import main


def run(capsys, *arguments, code=0):
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def test_global_and_local(tmp_path, capsys):
    document = json.loads(run(capsys, "--widths", "5,3,5", "--target-rank", "0", "--json"))
    assert (document["lambda"], document["local_or_global"]) == ("13/2", "global")
    path = tmp_path / "weights.json"
    path.write_text(json.dumps([[[0] * 5] * 3, [[1, 0, 0], [0, "1/2", 0], [0, 0, 1], [0] * 3, [0] * 3]]))
    document = json.loads(run(capsys, "--widths", "5,3,5", "--weights", str(path), "--json"))
    assert (document["lambda"], document["multiplicity"], document["local_or_global"]) == ("15/2", 1, "local")


def test_a_polynomial_network(tmp_path, capsys):
    weights, inputs = tmp_path / "weights.json", tmp_path / "inputs.json"
    weights.write_text("[0, 0, 0, 0]")
    inputs.write_text("[[1], [2]]")
    shape = ["--widths", "1,2,1", "--activation", "z**2+z", "--weights", str(weights)]
    assert "λ = 3/4, multiplicity 1" in run(capsys, *shape)
    assert "λ = 3/4, multiplicity 1" in run(capsys, *shape, "--inputs", str(inputs))
    weights.write_text("[0, 0, 0, 0, 0]")
    assert "λ = 5/4" in run(capsys, *shape, "--output-bias")


def test_equations(tmp_path, capsys):
    path = tmp_path / "curve.txt"
    path.write_text("(x - 1)^2 = y^3\n")
    assert "λ = 5/12" in run(capsys, "--equations", str(path), "--point", "1,0")
    path.write_text("(x^2 - y^3)^2 + x*y^5\n")
    assert "1/8 ≤ λ ≤ 5/24" in run(capsys, "--equations", str(path), code=4)


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["--widths", "5,3,5"], 2, "usage"),
        (["--widths", "5,3,5", "--target-rank", "4"], 2, "bad_rank"),
        (["--widths", "5,x"], 2, "bad_widths"),
        (["--widths", "5,3,5", "--point", "0", "--target-rank", "1"], 2, "usage"),
        (["--equations", "e.txt", "--target-rank", "1"], 2, "usage"),
        (["--equations", "/nowhere/e.txt"], 3, "equations_missing"),
        (["--widths", "1,1", "--weights", "/nowhere/w.json"], 3, "data_missing"),
        (["--target-rank", "1"], 2, "usage"),
        (["--widths", "2,1,1", "--activation", "z**2", "--target-rank", "1"], 2, "usage"),
    ],
)
def test_errors_have_codes(arguments, code, kind, capsys):
    found = json.loads(run(capsys, *arguments, "--json", code=code))
    assert (found["error"]["code"], found["error"]["kind"]) == (code, kind)


def test_a_file_that_is_no_list(tmp_path, capsys):
    path = tmp_path / "weights.json"
    path.write_text("{}")
    found = json.loads(run(capsys, "--widths", "1,1", "--weights", str(path), "--json", code=2))
    assert found["error"]["kind"] == "bad_weights"
