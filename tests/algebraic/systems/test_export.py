"""Exported systems: read back term by term, and given to the engines they are written for."""

import json
import re
import shutil
import subprocess
import sys
from decimal import Decimal

import pytest
import sympy

from algebraic import Network, zero_error_system
from algebraic.data.sources import random_data
from algebraic.engines import gfan_mixed_volume, msolve
from algebraic.engines.leading_ideal import num_standard_monomials
from algebraic.engines.locate import find_engine
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import OutOfBudget, TooLarge, WrongInput
from algebraic.systems.export import FORMATS, check_export, export_files, export_system, export_text, variable_names
from algebraic.systems.system import PolynomialSystem
from tests.networks import SQUARES, every_kind_of_layer

CHOSEN = [square for square in SQUARES if square.name in ("S1", "S2", "S4", "S6", "S11")]
S1, S2, S4 = CHOSEN[:3]
PRIME = 2**31 - 1
SMALL = {  # phc -b computes in double precision: numbers of a few digits
    "S1": ([[1], [2], [-3]], [[5], [-7], [4]]),
    "S2": ([[1, 2], [3, -1], [-2, 5], [4, 3]], [[2], [-3], [5], [7]]),
}
# What an engine reads, written down a second time; names are those of the ring, the map is a comment.
READERS = {
    "msolve": r"(?P<names>.*)\n(?P<ring>\d+)\n(?P<body>[^\0]*)\n",
    "macaulay2": r"(?:-- (?P<map>.*)\n)?R = (?P<ring>\S+?)\[(?P<names>.*), MonomialOrder => GRevLex\]\n"
    r"I = ideal\(\n(?P<body>[^\0]*)\)\nprint dim I\nprint degree I\n",
    "singular": r"(?:// (?P<map>.*)\n)?ring R = (?P<ring>\d+),\((?P<names>.*)\),dp;\nideal I =\n(?P<body>[^\0]*);\n"
    r"ideal G = std\(I\);\ndim\(G\);\nvdim\(G\);\nquit;\n",
    "gfan": r"(?P<ring>Q|Z/\d+Z)\[(?P<names>.*)\]\n\{\n(?P<body>[^\0]*)\n\}\n",
    "phcpack": r"(?P<size>\d+(?: \d+)?)\n(?P<body>[^;]*(?:;\n[^;]+)*);\n(?:\nTITLE : (?P<map>.*)\n)?",
}
needs = {
    name: pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")
    for name in ("M2", "Singular", "phc")
}


def generic(square):
    data = random_data(square.network, square.num_params)
    return zero_error_system(square.network, data.inputs, data.targets)


def some_systems():
    found = {square.name: generic(square) for square in CHOSEN}
    for kind, network in every_kind_of_layer().items():
        data = random_data(network, 2, seed=1)
        found[kind] = zero_error_system(network, data.inputs, data.targets / 3)
    return found


SYSTEMS = some_systems()


def read_back(text, format, names):
    """The polynomials of a file as ``{exponents: coefficient}`` in the order of ``names``, and its other parts."""
    parts = re.fullmatch(READERS[format], text).groupdict()
    written = parts["names"].split(",") if "names" in parts else list(variable_names(names, format))
    assert len(written) == len(names)
    _, *generators = sympy.ring(written, sympy.ZZ)
    lines = re.sub(r"\d\.\d+E\+\d+", lambda m: str(int(Decimal(m[0]))), parts["body"]).replace("^", "**")
    values = dict(zip(written, generators, strict=True)) | {"__builtins__": {}}
    found = [eval(line.replace("\n", ""), values) for line in re.split("[,;]", lines)]
    return [dict(p.terms()) for p in found], parts | {"names": written}


def expected(system, characteristic=0):
    symbols = [sympy.Symbol(name) for name in system.names]
    found = []
    for equation in system.expressions():
        terms = sympy.Poly(equation, *symbols).clear_denoms()[1].primitive()[1].terms()
        reduced = {e: int(c) % characteristic if characteristic else int(c) for e, c in terms}
        found.append({e: c for e, c in reduced.items() if c})
    return found


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", SYSTEMS)
def test_read_back_term_by_term(name, format):
    system = SYSTEMS[name]
    found, parts = read_back(export_text(system, format), format, system.names)
    assert found == expected(system)
    assert parts.get("ring") in (None, "0", "QQ", "Q")
    if parts.get("map"):
        assert parts["map"] == ", ".join(f"{x} = {w}" for x, w in zip(parts["names"], system.names, strict=True))
    elif parts["names"] != list(system.names):
        assert format in ("msolve", "gfan")  # they read no comments
    if format == "phcpack":
        square = len(system.polynomials) == len(system.names)
        assert parts["size"] == (str(len(system.names)) if square else f"{len(system.polynomials)} {len(system.names)}")


@pytest.mark.parametrize(("format", "ring"), [("msolve", "101"), ("macaulay2", "ZZ/101"), ("gfan", "Z/101Z")])
def test_residues(format, ring):
    found, parts = read_back(export_text(SYSTEMS["S2"], format, characteristic=101), format, SYSTEMS["S2"].names)
    assert (found, parts["ring"]) == (expected(SYSTEMS["S2"], 101), ring)
    assert all(0 < c < 101 for terms in found for c in terms.values())


def test_a_changed_coefficient_is_noticed():
    text = export_text(SYSTEMS["S1"], "msolve")
    changed = re.sub(r"(\d)\*w", lambda m: f"{(int(m[1]) + 1) % 10}*w", text, count=1)
    assert read_back(changed, "msolve", SYSTEMS["S1"].names)[0] != expected(SYSTEMS["S1"])


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_name_begins_another_in_a_gfan_file(name):
    names = variable_names(SYSTEMS[name].names, "gfan")
    assert len(set(names)) == len(names)
    assert not any(a != b and b.startswith(a) for a in names for b in names)


def test_names():
    assert variable_names(["w1_1_1", "w1_1_12"], "msolve") == ("w1_1_1", "w1_1_12")
    assert variable_names(["w1_1_1", "w1_1_12"], "gfan") == ("x1", "x2")
    assert variable_names(["a1", "b1"], "macaulay2") == ("a1", "b1")
    for trap in ("e1", "i1", "I", "ideal", "ä1", "W1", "t", "a1" + "_" * 90):
        for format in FORMATS:
            assert variable_names([trap, "b1"], format) == ("x1", "x2")
    assert variable_names(list("abcdefghij"), "gfan")[::9] == ("x01", "x10")


def tiny(*equations):
    """A system in a1 and b1."""
    from algebraic.networks.rings import Polynomials

    ring = Polynomials(["a1", "b1"])
    a, b = ring.variables
    return PolynomialSystem(("a1", "b1"), tuple(e(a, b) for e in equations))


def test_zero_and_constant_equations():
    text = export_text(tiny(lambda a, b: a - a, lambda a, b: a + b, lambda a, b: b * b - 3), "phcpack")
    assert text == "2\n1*a1+1*b1;\n1*b1^2-3;\n"
    for format in FORMATS:
        with pytest.raises(WrongInput, match="equation 2 has no unknowns: it reads 1 = 0") as caught:
            export_text(tiny(lambda a, b: a, lambda a, b: a - a + 7), format)
        assert caught.value.kind == "nothing_to_solve"
        with pytest.raises(WrongInput, match="everything is a solution"):
            export_text(tiny(lambda a, b: a - a), format)
    with pytest.raises(WrongInput, match="it reads 2 = 0"):
        export_text(tiny(lambda a, b: 7 * a + 2), "singular", characteristic=7)


def test_phcpack_meets_every_unknown_and_no_long_integer():
    assert export_text(tiny(lambda a, b: b * b - 3), "phcpack") == "1 2\n1*b1^2-3+a1-a1;\n"
    numbers = tiny(lambda a, b: a - 123456789012345, lambda a, b: b + 1234567890123456 * a)
    assert export_text(numbers, "phcpack") == "2\n1*a1-123456789012345;\n1.234567890123456E+15*a1+1*b1;\n"
    long = tiny(lambda a, b: a - 10**300)
    with pytest.raises(TooLarge, match="300 digits"):
        export_text(long, "phcpack")
    assert len(export_text(tiny(lambda a, b: a - 10**5000), "msolve")) > 5000


def test_long_sums_are_in_parts_for_macaulay2():
    system = tiny(lambda a, b: (a + b + 1) ** 45)
    text = export_text(system, "macaulay2")
    assert len(re.findall(r"^\+?\(", text, re.M)) == 3  # 1,081 terms
    assert read_back(text, "macaulay2", system.names)[0] == expected(system)
    assert "(" not in export_text(system, "msolve")


def test_degrees_that_engines_misread():
    assert "a1^32767" in export_text(tiny(lambda a, b: a**32767 - 1), "msolve")
    with pytest.raises(TooLarge, match="degree 32,768"):
        export_text(tiny(lambda a, b: a**32767 * b - 1), "msolve")


@pytest.mark.parametrize(
    ("format", "characteristic", "hint"),
    [
        ("msolve", 15, "prime up to 2,147,483,647"),
        ("singular", -7, "prime"),
        ("macaulay2", 2**61 - 1, "prime"),
        ("gfan", 32771, "prime up to 32,749"),
        ("phcpack", 101, "0 only"),
    ],
)
def test_wrong_characteristics(format, characteristic, hint):
    with pytest.raises(WrongInput, match=hint):
        export_text(SYSTEMS["S1"], format, characteristic=characteristic)


# --- files ---


def test_files_are_written_in_one_step(tmp_path, monkeypatch):
    path = tmp_path / "system.ms"
    export_system(SYSTEMS["S1"], "msolve", path)
    before = path.read_text()
    assert before == export_text(SYSTEMS["S1"], "msolve")
    assert path.stat().st_mode & 0o777 == 0o644

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OutOfBudget, match="the disk is full") as caught:
        export_system(SYSTEMS["S2"], "msolve", path)
    assert caught.value.kind == "disk_full"
    assert (path.read_text(), list(tmp_path.iterdir())) == (before, [path])


def test_of_several_files_all_or_none(tmp_path):
    system = tiny(lambda a, b: a - 10**300)
    with pytest.raises(TooLarge):
        export_files(system, [("msolve", tmp_path / "a"), ("phcpack", tmp_path / "b")])
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be(tmp_path):
    for path in (tmp_path, tmp_path / "no" / "file", "/dev/null", ""):
        with pytest.raises(WrongInput, match="the export") as caught:
            check_export("gfan", path)
        assert caught.value.hint
    for wrong, near in (("Macaulay", "macaulay2"), ("phc", "phcpack"), ("MSOLVE", "msolve"), ("maple", None)):
        with pytest.raises(WrongInput) as caught:
            export_system(SYSTEMS["S1"], wrong, tmp_path / "file")
        assert caught.value.kind == "bad_export_format"
        assert near is None or f"did you mean {near}?" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


# --- the engines themselves ---


def run_on(path, *command):
    done = subprocess.run(
        [*map(str, command)], cwd=path.parent, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def msolve_count(system, path, characteristic):
    export_system(system, "msolve", path, characteristic=characteristic)
    answer = run_on(path, find_engine("msolve"), "-g", "1", "-f", path)
    body = re.search(r"\[([^\]]*)\]\s*:", answer).group(1)
    leaders = [msolve._term(text, list(system.names))[0] for text in body.replace("\n", "").split(",")]
    return num_standard_monomials(leaders, len(system.names))


def macaulay2_count(system, path, characteristic):
    export_system(system, "macaulay2", path, characteristic=characteristic)
    dimension, degree = map(int, run_on(path, "M2", "--script", path).split())
    assert dimension == 0
    return degree


def singular_count(system, path, characteristic):
    export_system(system, "singular", path, characteristic=characteristic)
    dimension, degree = map(int, run_on(path, "Singular", "-q", path).split())
    assert (dimension == 0) == (degree >= 0)
    return degree


COUNTERS = [
    pytest.param(msolve_count, marks=pytest.mark.msolve, id="msolve"),
    pytest.param(macaulay2_count, marks=needs["M2"], id="macaulay2"),
    pytest.param(singular_count, marks=needs["Singular"], id="singular"),
]


@pytest.mark.parametrize("count", COUNTERS)
@pytest.mark.parametrize("square", CHOSEN, ids=lambda square: square.name)
def test_number_of_solutions(count, square, tmp_path):
    assert count(SYSTEMS[square.name], tmp_path / "system", PRIME) == square.count


@pytest.mark.parametrize("count", COUNTERS)
def test_number_of_solutions_over_the_rationals(count, tmp_path):
    assert count(SYSTEMS["S2"], tmp_path / "system", 0) == S2.count


@needs["Singular"]
def test_one_equation_less_leaves_infinitely_many(tmp_path):
    system = SYSTEMS["S2"]
    fewer = PolynomialSystem(system.names, system.polynomials[1:])
    assert singular_count(fewer, tmp_path / "system", PRIME) == -1


@needs["M2"]
def test_macaulay2_reads_long_sums(tmp_path):
    system = tiny(lambda a, b: (a + b + 1) ** 45 + a, lambda a, b: b - 2)
    assert macaulay2_count(system, tmp_path / "system", PRIME) == 45


def gfan_volume(system, path):
    export_system(system, "gfan", path)
    with path.open() as stream:
        done = subprocess.run(
            [str(find_engine("gfan")), "_mixedvolume"], stdin=stream, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.gfan
@pytest.mark.parametrize("square", CHOSEN, ids=lambda square: square.name)
def test_mixed_volume(square, tmp_path):
    assert gfan_volume(SYSTEMS[square.name], tmp_path / "system") == square.bkk


@pytest.mark.gfan
def test_mixed_volume_with_and_without_the_origin(tmp_path):
    data = random_data(S4.network, 4)
    without = zero_error_system(S4.network, data.inputs, data.targets * 0)  # no constant terms
    assert gfan_volume(without, tmp_path / "without") == 0  # every equation is a multiple of the last weight
    completed = PolynomialSystem(without.names, tuple(p + 1 for p in without.polynomials))
    assert gfan_volume(completed, tmp_path / "with") == S4.bkk
    data.targets[0, 0] *= 0
    mixed = zero_error_system(S4.network, data.inputs, data.targets)
    assert gfan_volume(mixed, tmp_path / "mixed") == gfan_mixed_volume(mixed.supports(), budget=UNLIMITED)


def phc_solutions(system, path):
    """The coordinates that ``phc -b`` appends to its input, one dictionary for each solution."""
    export_system(system, "phcpack", path)
    copy = shutil.copy(path, path.with_suffix(".copy"))
    run_on(path, "phc", "-b", "-t0", copy, path.with_suffix(".out"))
    solutions = copy.read_text().partition("THE SOLUTIONS :\n")[2]
    number = int(solutions.split(maxsplit=1)[0])
    found = re.findall(r"^ (\w+) : +(\S+) +(\S+)$", solutions, re.M)
    names = variable_names(system.names, "phcpack")
    values = [(name, complex(float(re_), float(im))) for name, re_, im in found]
    points = [dict(values[i : i + len(names)]) for i in range(0, len(values), len(names))]
    assert len(points) == number
    return points


@needs["phc"]
@pytest.mark.parametrize("square", [S1, S2], ids=lambda square: square.name)
def test_phc_finds_the_solutions(square, tmp_path):
    system = zero_error_system(square.network, *SMALL[square.name])
    solutions = phc_solutions(system, tmp_path / "system.phc")
    assert len(solutions) == square.count
    for point in solutions:
        for terms in system.integer_terms:
            values = [c * sympy.prod(point[n] ** e for n, e in zip(system.names, m, strict=True)) for m, c in terms]
            assert abs(sum(values)) < 1e-8 * max(map(abs, values))


@needs["phc"]
def test_phc_reads_long_integers(tmp_path):
    (point,) = phc_solutions(tiny(lambda a, b: a - 12345678901234567890123, lambda a, b: b + a), tmp_path / "long.phc")
    assert point["a1"] == pytest.approx(12345678901234567890123, rel=1e-12)


@needs["phc"]
def test_phc_with_names_it_would_misread(tmp_path):
    network = Network(1, Network.dense([1, 1], "z", output_bias=False).layers, ("i1",))
    (point,) = phc_solutions(zero_error_system(network, [[2]], [[6]]), tmp_path / "names.phc")
    assert point == {"x1": 3}


# --- the command ---


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "algebraic.bezout", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.slow
def test_the_command_writes_every_format(tmp_path):
    pairs = [[format, str(tmp_path / format)] for format in FORMATS]
    done = command("--layers", 2, *(word for pair in pairs for word in ("--export", *pair)))
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["options"]["export"] == pairs
    system = zero_error_system(
        Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False),
        document["data"]["inputs"],
        document["data"]["targets"],
    )
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        format: export_text(system, format) for format in FORMATS
    }


@pytest.mark.slow
def test_the_command_writes_the_system_that_it_bounds(tmp_path):
    path = tmp_path / "system"
    assert command("--layers", 2, "--system", "critical", "--export", "singular", path).returncode == 0
    assert len(re.fullmatch(READERS["singular"], path.read_text())["body"].split(",")) == 3


REFUSED = {
    "unknown format": (["--export", "macualay", "{file}"], 2, "bad_export_format"),
    "unknown format among others": (["--export", "gfan", "{file}", "--export", "x", "{file}"], 2, "bad_export_format"),
    "no such folder": (["--export", "gfan", "{file}/a/b"], 2, "bad_export_path"),
    "no file": (["--export", "gfan"], 2, "usage"),
    "too many terms": (["--widths", "8,8,8,1", "--export", "gfan", "{file}"], 4, "too_many_terms"),
    "too much data": (["--samples", "1000000", "--export", "gfan", "{file}"], 4, "too_much_data"),
    "no time": (["--timeout", "0.001", "--export", "gfan", "{file}"], 4, "time_limit"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_the_command_ends_with_the_error_and_writes_nothing(case, tmp_path):
    arguments, code, kind = REFUSED[case]
    done = command(*(word.format(file=tmp_path / "file") for word in arguments))
    assert (done.returncode, done.stderr) == (code, "")
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["kind"]) == (code, kind)
    assert error["hint"]
    assert list(tmp_path.iterdir()) == []
