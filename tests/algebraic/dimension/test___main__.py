"""The command as a user runs it: in a process of its own."""

import json

import pytest

from algebraic.dimension import check_certificate
from tests.algebraic.data.test_image_files import write_cifar
from tests.algebraic.test_commands import run


@pytest.mark.slow
def test_a_small_network(tmp_path):
    arguments = ["--widths", "2,3,1", "--activation", "z**2", "--no-hidden-bias", "--no-output-bias", "--samples", "3"]
    done = run(*arguments, "--json", module="algebraic.dimension")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    keys = """num_params num_equations generic_rank data_rank dimension function_space_dimension symmetries unexplained
        certificate seed versions"""
    assert set(keys.split()) <= set(found)
    assert (found["dimension"], found["empty"], found["function_space_dimension"]) == (6, False, 3)
    path = tmp_path / "dimension.json"
    path.write_text(done.stdout)
    checked = run("check", str(path), module="algebraic.dimension")
    assert (checked.returncode, checked.stdout[:8]) == (0, "verified")
    found["certificate"]["minor"]["weights"][0] += 1
    found["certificate"]["minor"]["columns"] = [0, 0, 1]
    path.write_text(json.dumps(found))
    assert run("check", str(path), module="algebraic.dimension").returncode == 1
    assert run("check", str(tmp_path / "none"), module="algebraic.dimension").returncode == 3
    path.write_text("{}")
    assert run("check", str(path), module="algebraic.dimension").returncode == 2


@pytest.mark.slow
def test_function_space_needs_no_square_system():
    arguments = ["--widths", "2,2,3,3", "--activation", "z**2", "--no-hidden-bias", "--no-output-bias"]
    assert run(*arguments, module="algebraic.dimension").returncode == 2
    done = run(*arguments, "--function-space", "--json", module="algebraic.dimension")
    found = json.loads(done.stdout)
    assert (found["function_space_dimension"], found["coefficient_map_rank"]) == (11, 11)


@pytest.mark.slow
def test_a_limit_leaves_what_is_known():
    arguments = ["--widths", "2,2,1", "--samples", "5", "--groebner", "--timeout", "6", "--json"]
    done = run(*arguments, module="algebraic.dimension")
    found = json.loads(done.stdout)
    assert done.returncode == 4
    assert found["dimension"] == 4
    assert "groebner" in found["cut_short"]


def test_named_networks():
    found = json.loads(
        run(
            "--network", "theory2-tree", "--data", "random", "--samples", "9", "--json", module="algebraic.dimension"
        ).stdout
    )
    assert (found["num_params"], found["generic_rank"], found["dimension"]) == (24, 22, 15)
    assert found["symmetries"]["kinds"] == {"scaling": 2}


CNN = ["--network", "theory3-conv", "--outputs", "1", "--data", "patches", "--samples", "60"]


@pytest.mark.slow
def test_a_large_network(tmp_path):
    done = run(*CNN, "--json", module="algebraic.dimension")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["num_params"], found["data_rank"], found["dimension"]) == (97_713, 60, 97_653)
    assert found["elimination"]["columns"] == 92
    path = tmp_path / "found.json"
    path.write_text(done.stdout)
    checked = run("check", str(path), module="algebraic.dimension")
    assert (checked.returncode, checked.stdout[:8]) == (0, "verified"), checked.stderr
    found["certificate"]["columns"][7] += 1
    path.write_text(json.dumps(found))
    assert run("check", str(path), module="algebraic.dimension").returncode == 1
    found["certificate"]["columns"][7] -= 1
    found["certificate"]["data"]["options"]["data"] = str(tmp_path / "never-opened.csv")
    assert check_certificate(found["certificate"])[0]


@pytest.mark.slow
def test_ten_classes_are_too_many_equations():
    """Theory II, 4.1: 50,000 images of ten classes, 188,810 parameters; the count alone decides it (T2-22)."""
    arguments = ["--network", "theory2-cifar", "--outputs", "10", "--data", "patches", "--samples", "18882", "--json"]
    found = json.loads(run(*arguments, module="algebraic.dimension").stdout)
    assert (found["num_equations"], found["num_params"], found["empty"]) == (188_820, 188_810, True)
    assert found["certificate"]["kind"] == "counting"


@pytest.mark.slow
def test_images_from_a_folder(tmp_path):
    write_cifar(tmp_path, [4, 4, 2, 1, 1])
    arguments = ["--network", "theory2-cifar", "--activation", "z**2/7+z", "--data", str(tmp_path), "--samples", "12"]
    found = json.loads(run(*arguments, "--json", module="algebraic.dimension").stdout)
    assert (found["dimension"], found["options"]["activation"]) == (187_505 - 12, ["z**2/7+z"])
    refused = run(*arguments[:-1], "13", module="algebraic.dimension")
    assert refused.returncode == 2
    assert "12 training images" in refused.stderr
    (tmp_path / "data_batch_2.bin").unlink()
    refused = run(*arguments, module="algebraic.dimension")
    assert refused.returncode == 3
    assert "data_batch_2.bin" in refused.stderr


@pytest.mark.slow
def test_bad_input(tmp_path):
    refused = run(*CNN[:-1], "10000", "--memory", "0.6", module="algebraic.dimension")
    assert refused.returncode == 4
    assert "10,000 equations" in refused.stderr
    assert "--memory 1 or more" in refused.stderr or "--memory 2 or more" in refused.stderr  # by bytes, or float64
    norm = tmp_path / "norm.json"
    norm.write_text('{"input": 3072, "layers": [{"type": "batch_norm"}, {"type": "dense", "units": 1}]}')
    refused = run("--network", str(norm), "--data", "patches", "--samples", "3", module="algebraic.dimension")
    assert refused.returncode == 2
    assert "no polynomial" in refused.stderr
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    refused = run(*CNN, "--resume", str(tmp_path / "other"), module="algebraic.dimension")
    assert refused.returncode == 2
    assert "other files" in refused.stderr


@pytest.mark.slow
def test_what_does_not_go_with_resume_is_refused(tmp_path):
    """A small system can have it; an image cannot, and its document says so."""
    folder = str(tmp_path / "blocks")
    refused = run("--layers", "2", "--samples", "2", "--resume", folder, "--points", "2", module="algebraic.dimension")
    assert refused.returncode == 2
    assert "--points does not go with --resume" in refused.stderr
    assert "leave out --resume" in refused.stderr
    found = run(*CNN, "--resume", folder, "--points", "2", "--json", module="algebraic.dimension")
    assert json.loads(found.stdout)["reasons"]["points"] == "not attempted for a system of this size"


@pytest.mark.slow
def test_pieces_of_a_product_and_of_a_singular_set(tmp_path):
    """w₁ w₂ = y: two pieces, proved again from the file; for y = 0 two lines that cross, refused by name."""
    network = ["--widths", "1,1,1", "--activation", "z", "--no-hidden-bias", "--no-output-bias", "--samples", "1"]
    table = tmp_path / "one.csv"
    table.write_text("x,y\n1000,7000\n")
    made = run(*network, "--data", str(table), "--components", "--json", module="algebraic.dimension")
    assert made.returncode == 0
    bounds = json.loads(made.stdout)["component_bounds"]
    assert (bounds["lower"], bounds["upper"], bounds["exact"]) == (2, 2, True)
    file = tmp_path / "made.json"
    file.write_text(made.stdout)
    assert run("check", str(file), module="algebraic.dimension").returncode == 0
    file.write_text(made.stdout.replace('"lower": 2', '"lower": 1'))
    assert run("check", str(file), module="algebraic.dimension").returncode == 1
    table.write_text("x,y\n1,0\n")
    refused = run(*network, "--data", str(table), "--components", "--json", module="algebraic.dimension")
    assert refused.returncode == 4
    document = json.loads(refused.stdout)
    assert document["component_bounds"] is None
    assert "the set is singular" in document["reasons"]["component_bounds"]
