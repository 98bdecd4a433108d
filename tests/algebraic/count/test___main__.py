"""The command: its document, its exit codes, and a search that goes on."""

import json
import sys
from dataclasses import replace
from hashlib import sha256

import pytest

from algebraic.census.landing import land
from algebraic.count.__main__ import main
from algebraic.systems.zoo import cyclic, eco, katsura, noon


def run(*arguments, code=0, capsys=None):
    assert main(list(arguments)) == code
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["--widths", "2,2,1", "--activation", "z**2", "--samples", "2"], 2, "infinite"),
        (["--layers", "3", "--ridge", "scalar"], 2, "bad_ridge"),
        (["--layers", "3", "--solutions", "/nowhere/s.json"], 2, "bad_output"),
        (["--layers", "3", "--data-sets", "1"], 2, "bad_data_sets"),
        (["--layers", "3", "--jobs", "2"], 2, "usage"),
        (["--layers", "3", "--data-sets", "9", "--jobs", "0"], 2, "bad_jobs"),
        (["--layers", "3", "--data-sets", "9", "--executor", "threads"], 2, "unknown_executor"),
        (["--layers", "3", "--resume", "/nowhere/s.json"], 3, "data_missing"),
        (["--layers", "3", "--device", "gpu"], 2, "bad_device"),
        (["--widths", "2,1,1", "--data", "/nowhere/d.csv"], 3, "data_missing"),
    ],
)
def test_errors_have_codes(arguments, code, kind, capsys):
    found = json.loads(run(*arguments, "--json", code=code, capsys=capsys).out)
    assert (found["error"]["code"], found["error"]["kind"]) == (code, kind)


@pytest.mark.slow
def test_an_interrupted_search_resumes(tmp_path, capsys):
    path = tmp_path / "part.json"
    net = ["--widths", "4,2,1", "--no-hidden-bias", "--no-output-bias", "--json"]
    part = json.loads(run(*net, "--timeout", "4", "--solutions", str(path), code=4, capsys=capsys).out)
    assert part["complex_count_status"] == "lower_bound"
    assert "monodromy" in part["cut_short"]
    assert part["count"] + len(part["suspected"]) <= 2320
    points = len(part["fibres"][0]["points"])
    again = json.loads(run(*net, "--timeout", "8", "--resume", str(path), code=4, capsys=capsys).out)
    assert len(again["fibres"][0]["points"]) >= points
    run("--layers", "3", "--resume", str(path), code=2, capsys=capsys)


def test_what_a_file_names_is_not_run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    (tmp_path / "made_here.py").write_text(
        "from algebraic import Network\n"
        "import pathlib; pathlib.Path('PWNED').touch()\n"
        "def build(): return Network.dense([2, 1, 1, 1], 'z**2+z', hidden_bias=False, output_bias=False)\n"
    )
    net = ["--network", "made_here:build", "--data", "random", "--json"]
    made = run(*net, "--solutions", "a.json", capsys=capsys).out
    source = (tmp_path / "made_here.py").read_bytes()
    assert json.loads(made)["options"]["network_sha256"] == sha256(sha256(source).digest()).hexdigest()
    (tmp_path / "PWNED").unlink()
    del sys.modules["made_here"]
    found = run("--layers", "3", "--data", "random", "--resume", "a.json", "--json", code=2, capsys=capsys).out
    assert json.loads(found)["error"]["kind"] == "bad_resume"
    run("check", "a.json", capsys=capsys)
    assert not (tmp_path / "PWNED").exists()
    run(*net, "--resume", "a.json", capsys=capsys)
    (tmp_path / "made_here.py").write_bytes(source + b"\n")
    assert "its source as it was" in run(*net, "--resume", "a.json", code=2, capsys=capsys).out


def equations(tmp_path, text):
    path = tmp_path / "system.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_equations_in_a_file(tmp_path, capsys):
    path, kept = equations(tmp_path, "x^2 + y^2 = 1  # a circle\n2*x*y - 0.5\n"), str(tmp_path / "kept.json")
    picture = tmp_path / "it.svg"
    lines = run("--equations", path, "--solutions", kept, "--plot", str(picture), "--seed", "3", capsys=capsys)
    assert lines.out.startswith("2 equations in 2 unknowns: exactly 4 complex solutions, 4 of them real.\n")
    assert f"equations: {path}" in lines.out
    assert picture.stat().st_size > 3000
    found = json.loads(run("--equations", path, "--json", "--seed", "3", capsys=capsys).out)
    written = json.loads((tmp_path / "kept.json").read_text())
    for document in (found, written):
        del document["options"]
    assert found == written
    assert (found["names"], found["count"], found["seed"], found["source"]) == (["x", "y"], 4, 3, path)
    run("check", kept, capsys=capsys)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("x - 1\nx*y - x", 0, "exactly 1 complex solution, 1 of them real"),
        ("x + y - 1\nx + y - 2", 0, "no solution (proved)"),
        ("x*y - 1\n2*x*y - 2", 0, "infinitely many complex solutions"),
        ("(x - 1)^2", 4, "no solution was certified; whether there are any is not decided"),
    ],
)
def test_codes_are_those_of_networks(text, code, said, tmp_path, capsys):
    assert said in run("--equations", equations(tmp_path, text), code=code, capsys=capsys).out


@pytest.mark.parametrize(
    ("text", "more", "code", "kind", "said"),
    [
        ("x\n2y\n", [], 2, "bad_equations", "system.txt', line 2, column 2: there is y"),
        ("x + y", [], 2, "not_square", "system.txt': 1 equation in 2 unknowns (x, y)"),
        ("x + y\nx - x", [], 2, "not_square", "system.txt': equation 2 is 0 = 0"),
        ("", [], 2, "not_square", "0 equations"),
        ("x", ["--layers", "3"], 2, "usage", "--layers with --equations"),
        ("x", ["--data", "digits"], 2, "usage", "--data with --equations"),
        ("x", ["--no-hidden-bias"], 2, "usage", "--hidden-bias with --equations"),
        ("x", ["--system", "zero-error"], 2, "usage", "--system with --equations"),
        ("x", ["--data-sets", "9"], 2, "usage", "--data-sets with --equations"),
        ("x", ["--seed", "-1"], 2, "bad_seed", "--seed is -1"),
        ("x", ["--resume", "/nowhere/s.json"], 3, "data_missing", "cannot be read"),
        ("x^2 - 10^1000", [], 4, "too_large", "beyond the range of floating point"),
    ],
)
def test_equations_that_cannot_be_taken(text, more, code, kind, said, tmp_path, capsys):
    path = equations(tmp_path, text)
    found = json.loads(run("--equations", path, *more, "--json", code=code, capsys=capsys).out)["error"]
    assert (found["code"], found["kind"]) == (code, kind)
    assert said in found["message"]
    assert found["hint"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("system", "count"),
    [(katsura(3), 8), (noon(3), 21), (eco(5), 8), (cyclic(5), 70)],
    ids=["katsura-3", "noon-3", "eco-5", "cyclic-5"],
)
def test_published_numbers_from_files(system, count, tmp_path, capsys):
    path = equations(tmp_path, "\n".join(map(str, system.polynomials)))
    size = len(system.names)
    said = run("--equations", path, "--kernel", "arrays", code=0, capsys=capsys).out
    assert said.startswith(f"{size} equations in {size} unknowns: exactly {count} complex solutions, ")


def test_a_file_of_equations_that_is_not_there(capsys):
    found = json.loads(run("--equations", "/nowhere/s.txt", "--json", code=3, capsys=capsys).out)["error"]
    assert (found["kind"], found["hint"]) == ("equations_missing", "give a text file with one polynomial a line")


def test_equations_are_gone_on_with(tmp_path, capsys, monkeypatch):
    path, kept = equations(tmp_path, "x^3 - y\ny^3 - x - 1"), str(tmp_path / "part.json")
    with monkeypatch.context() as patched:
        patched.setattr("algebraic.census.stages.land", lambda *a: replace(land(*a), left=1))
        run("--equations", path, "--solutions", kept, capsys=capsys)
    assert json.loads((tmp_path / "part.json").read_text())["cut_short"] == ["last segment"]
    run("check", kept, capsys=capsys)
    whole = json.loads(run("--equations", path, "--resume", kept, "--json", capsys=capsys).out)
    assert (whole["count"], whole["fibres"], whole["reasons"]) == (9, None, {})
    other = equations(tmp_path, "x^3 - y\ny^3 - x - 2")
    assert "has other equations" in run("--equations", other, "--resume", kept, code=2, capsys=capsys).err
    run("--layers", "2", "--resume", kept, code=2, capsys=capsys)
