"""A stranger's checker against originals made by the package, and against hundreds of changed ones."""

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from algebraic import Network, dimension_of, ladder
from algebraic.census import solve, solve_system
from algebraic.check import stranger
from tests.algebraic.check.mutations import KINDS, mutate, stranger_is_right

FILE = Path(stranger.__file__)
BARE = {"hidden_bias": False, "output_bias": False}
QUADRICS = "x^2 + x*y - 2*y^2 + x - 3*y + 5\n2*x^2 - x*y + y^2 - 7*x + y - 1/2"
LAYERS_2 = Network.dense([2, 1, 1], "z**2+z", **BARE)
LAYERS_3 = Network.dense([2, 1, 1, 1], "z**2+z", **BARE)


def make_originals():
    """Documents as JSON text: solutions of networks and of equations, critical points, a dimension, no solution."""
    inputs = [[1, 2], [3, -1], [-2, 5], [7, 3]]
    linear = Network.dense([1, 1, 1], "z", **BARE)
    return {
        "two layers": solve(LAYERS_2, inputs[:3], [1, 2, 3]).to_json(),
        "three layers": solve(LAYERS_3, inputs, [1, 2, 3, -4]).to_json(),
        "critical": solve(linear, [[1]], [50], system="critical", ridge="entrywise").to_json(),
        "equations": solve_system(QUADRICS).to_json(),
        "dimension": dimension_of(Network.dense([1, 2, 1], "z**2"), [[1], [2]], [3, -5], points=1).to_json(),
        "no solution": ladder(LAYERS_2, inputs=inputs, targets=[1, 2, 3, -4]).to_json(),
    }


@pytest.fixture(scope="module")
def originals():
    return {name: json.loads(text) for name, text in make_originals().items()}


def judge(folder, text):
    """The exit code of the checker for a file with this text, and what it found."""
    path = folder / "document.json"
    path.write_text(text, encoding="utf-8")
    found = stranger.check(stranger.read(str(path)))
    assert set(found) == {"verified", "reproved", "not_reproved", "problems"}
    return stranger.exit_code(found), found


def disagreements(document, folder, seed, count):
    """Changes of a document that the checker takes for what they are not."""
    wrong = []
    for number in range(count):
        change = mutate(document, seed, number)
        code, found = judge(folder, change.text)
        if not stranger_is_right(change, code, found["not_reproved"]) or found["verified"] != (code == 0):
            wrong.append((change.kind, change.expected, number, code, found["problems"]))
    return wrong


NAMES = ("two layers", "three layers", "critical", "equations", "dimension", "no solution")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_originals_are_proved_again(originals, tmp_path, name):
    code, found = judge(tmp_path, json.dumps(originals[name]))
    assert (code, found["problems"]) == (0, [])
    assert found["verified"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_changed_documents(originals, tmp_path, name):
    assert disagreements(originals[name], tmp_path, 1, len(KINDS)) == []


def test_every_kind_of_change_occurs(originals):
    met = {mutate(originals[name], 1, number).kind for name in NAMES for number in range(len(KINDS))}
    elsewhere = {"columns_changed", "counted_otherwise", "digest_changed", "path_changed", "path_claimed"}
    elsewhere |= {"engine_contradicted", "targets_claimed", "some_sentence"}
    assert set(KINDS) <= met | elsewhere  # which other documents have


def test_changes_depend_on_seed_and_number_only(originals):
    for number in range(20):
        assert mutate(originals["critical"], 3, number) == mutate(originals["critical"], 3, number)


def test_what_is_not_proved_again(originals):
    """The closed lists: what a verified document may leave open."""
    made = {"sentences", "routes", "num_paths", "data", "options", "seed", "versions", "at_infinity", "ends"}
    made |= {"overlapping_boxes", "patterns_not_searched", "merged_points"}
    left = {name: set(stranger.check(document)["not_reproved"]) for name, document in originals.items()}
    assert left["two layers"] == left["three layers"] == made
    assert {words for words in left["critical"] if "index" not in words} == made
    assert len(left["critical"]) == len(made) + originals["critical"]["real_count"]
    assert left["equations"] == made - {"data", "patterns_not_searched"} | {"source"}
    assert left["dimension"] == {
        "rank_of_generic_samples 2, generic_rank 3", "sentences", "function_space_ambient", "symmetries", "unexplained",
        "these_targets", "real_points", "statement", "data", "options", "seed", "versions",
    }  # fmt: skip
    assert {words for words in left["no solution"] if "log2" not in words} == {
        "sentences", "data", "paper_bezout", "paper_real_estimate", "paper_notes", "reasons", "options", "seed",
        "versions",
    }  # fmt: skip


def test_a_mixed_volume_of_nothing_says_nothing_of_curves():
    """x y = 1, twice: no isolated solution, as the bound says, and a curve."""
    document = json.loads(solve_system("x*y - 1\nx*y - 2").to_json())
    document["equations"][1] = document["equations"][0]
    words = "0 certified solutions, and BKK allows no more isolated ones"
    document["complex_count_evidence"] = {"kind": "bound_reached", "proved": True, "statement": words}
    bound = {"route": "bkk", "count": 0, "supports": True, "statement": "at most 0 isolated solutions"}
    document |= {"complex_count_status": "exact", "bkk": 0, "routes": [bound]}
    assert stranger.exit_code(stranger.check(document)) == 4


def test_weaker_evidence_leaves_the_answer_open(originals):
    document = json.loads(json.dumps(originals["two layers"]))
    document["complex_count_status"] = "exact_mod_p"
    words = f"{document['count']} certified solutions, and as many modulo two primes"
    document["complex_count_evidence"] = {"kind": "groebner", "proved": False, "statement": words}
    found = stranger.check(document)
    assert (stranger.exit_code(found), found["problems"]) == (4, [])
    assert f"the answer: {document['count']} complex solutions, exact_mod_p" in found["not_reproved"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "3", '"count"', '["count"]', "{}", '{"count": 1}', "[" * 10**6, '{"a":' * 10**5, "1e999999999",
     "NaN", '{"count": 1, "count": 2}', "9" * 10**5, '{"bezout": NaN}', "\x00", "é"],
)  # fmt: skip
def test_what_is_no_document(tmp_path, text):
    began = time.monotonic()
    code, found = judge(tmp_path, text)
    assert (code, found["verified"]) == (2, False)
    assert time.monotonic() - began < 3


def test_too_large_is_refused_by_the_name_of_the_limit(originals):
    document = json.loads(json.dumps(originals["two layers"]))
    document["inputs"][0][0] = "1" * 5000
    assert stranger.check(document)["problems"] == ["refused: 5,000 digits (limit 4,000)"]
    document["inputs"][0][0] = "1e2000"
    assert stranger.check(document)["problems"] == ["refused: 2,000 exponent (limit 1,000)"]


def test_time_that_is_over_is_no_proof(originals, monkeypatch):
    monkeypatch.setitem(stranger.LIMITS, "time", 0)
    found = stranger.check(originals["three layers"])
    assert (stranger.exit_code(found), found["verified"]) == (4, False)
    assert found["not_reproved"] == ["the answer: not finished after 0 seconds"]


def test_it_stands_alone(originals, tmp_path):
    """Nothing but Python's own library, in 400 lines, run from anywhere by any Python."""
    text = FILE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    imported |= {node.module.split(".")[0] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(originals["two layers"]))
    bad.write_text(json.dumps(originals["two layers"] | {"count": 77}))
    for paths, code in (([good], 0), ([bad], 1), ([good, bad], 1), ([tmp_path / "none"], 2), ([], 2)):
        done = subprocess.run(
            [sys.executable, "-I", FILE, *paths], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (code, "")
        assert set(json.loads(done.stdout)) == set(map(str, paths))


# How it ends: never by an exit code that says something of the document


@pytest.fixture(scope="module")
def files(originals, tmp_path_factory):
    """A file that holds, and one that does not, with the exit code of each."""
    folder = tmp_path_factory.mktemp("files")
    good, bad = folder / "gut ℓ.json", folder / "bad.json"
    good.write_text(json.dumps(originals["two layers"]))
    bad.write_text(json.dumps(originals["two layers"] | {"count": 77}))
    return (good, 0), (bad, 1)


def run(path, prefix="", **options):
    """As a script, after some lines of Python; exit code and stderr."""
    code = f"import runpy, sys\nsys.argv = [{str(FILE)!r}, {str(path)!r}]\n{prefix}\n"
    command = [sys.executable, "-c", f"{code}runpy.run_path({str(FILE)!r}, run_name='__main__')"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False, **options)
    return done.returncode, done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
def test_a_full_disk(files):
    for path, _ in files:
        with open("/dev/full", "w") as full:
            code, said = run(path, stdout=full)
            assert (code, said.count("\n")) == (4, 1)
            assert said.startswith("error: the output is lost: ")
            assert run(path, "sys.stderr = None", stdout=full) == (4, "")
            assert run(path, "sys.stderr = open('/dev/full', 'w')", stdout=full) == (4, "")


def test_a_stdout_that_is_closed(files):
    for path, _ in files:
        code, said = run(path, preexec_fn=lambda: os.close(1))
        assert (code, said) == (4, "error: the output is lost: it is closed\n")


def test_a_reader_that_went_away_changes_no_answer(files):
    for path, right in files:
        reader, writer = os.pipe()
        os.close(reader)
        assert run(path, stdout=writer) == (right, "")
        os.close(writer)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii", "utf-16"])
def test_a_stdout_in_another_encoding(files, encoding):
    for path, right in files:
        assert run(path, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONIOENCODING": encoding}) == (right, "")


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("signal.raise_signal(signal.SIGINT)", 130),
        ("signal.raise_signal(signal.SIGTERM)", 143),
        ("throw(MemoryError())", 4),
        ("throw(RecursionError('too deep'))", 2),
        ("throw(StopIteration())", 4),  # of a defect in what reads: nothing can be told
    ],
)
def test_what_ends_it_from_within(files, end, code):
    prefix = f"import json, signal\ndef throw(what): raise what\njson.loads = lambda *_, **__: {end}"
    found, said = run(files[0][0], prefix, stdout=subprocess.DEVNULL)
    assert (found, said.count("\n")) == (code, said.startswith("error: the output is lost"))
    assert "Traceback" not in said


@pytest.mark.parametrize(("problem", "code"), [(MemoryError(), 4), (RecursionError("deep"), 2), (StopIteration(), 70)])
def test_what_ends_one_document_only(originals, monkeypatch, problem, code):
    def fail(*_):
        raise problem

    monkeypatch.setattr(stranger, "prove_answer", fail)
    found = stranger.check(originals["two layers"])
    assert (stranger.exit_code(found), found["verified"]) == (code, False)


# Documents that lack something


def test_a_ladder_without_data_is_checked_all_the_same():
    document = json.loads(ladder(LAYERS_2, num_samples=3).to_json())
    found = stranger.check(document)
    assert (stranger.exit_code(found), found["problems"]) == (4, [])
    assert {"the numbers fit", "generic_rank: 3 at least", "degrees, bezout"} <= set(found["reproved"])
    for change in (
        {"widths": [3, 1, 1]}, {"num_params": 4}, {"num_samples": 4}, {"num_equations": 4}, {"output_dim": 2},
        {"bezout": 28}, {"equation_degrees": [3, 3, 2]}, {"generic_rank": 2}, {"hidden_bias": True}, {"bkk": 3},
        {"activation": "z**3+z"}, {"complex_count_status": "infinite"}, {"data_rank": 3}, {"ridge_values": ["1"]},
        {"complex_count": 7}, {"ridge": "scalar"}, {"system": "critical"},
    ):  # fmt: skip
        assert stranger.exit_code(stranger.check(document | change)) in (1, 2), change


def test_what_an_older_document_lacks_is_named(originals):
    lacking = {"two layers": [], "no solution": ["network_data"], "dimension": ["network_data"]}
    for name, fields in lacking.items():
        document = {key: value for key, value in originals[name].items() if key not in ("schema", *fields)}
        found = stranger.check(document)
        assert stranger.exit_code(found) == 0
        assert [w for w in found["not_reproved"] if "older" in w] == [
            f"{field}: an older document lacks it" for field in ("schema", *fields)
        ]
        newer = {key: value for key, value in originals[name].items() if key not in fields}
        assert fields == [] or stranger.exit_code(stranger.check(newer)) == 2


def test_without_its_data_a_rank_is_no_answer(originals):
    """They could be any: points of another rank would be taken for them."""
    document = json.loads(json.dumps(originals["dimension"]))
    for key in ("schema", "data_set"):
        del document[key]
    del document["certificate"]["data"]
    found = stranger.check(document)
    assert (stranger.exit_code(found), found["problems"]) == (4, [])


# Its parts, by a second route


def test_volumes_of_known_polytopes(monkeypatch):
    monkeypatch.setattr(stranger, "END", [float("inf")])
    cube = [(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    assert stranger.volume(cube) == 6
    assert stranger.volume([(0, 0), (3, 0), (0, 3), (1, 1), (2, 1)]) == 9
    assert stranger.volume([(0, 0), (1, 1), (2, 2)]) == 0
    assert stranger.volume([(0,), (5,), (2,)]) == 5
    octahedron = [tuple(s * int(i == k) for i in range(4)) for k in range(4) for s in (1, -1)]
    assert stranger.volume(octahedron) == 2**4


def test_determinants_and_ranks(monkeypatch):
    monkeypatch.setattr(stranger, "END", [float("inf")])
    assert stranger.eliminate([[0, 2, 1], [3, 0, 0], [1, 1, 1]]) == (3, -3)
    assert stranger.eliminate([[2, 4], [1, 2]]) == (1, 0)
    assert stranger.eliminate([[2, 4], [1, 7]], 5)[0] == 1
