"""The house keeps its rules, and each rule can fail."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import clashes, doorless, layers, open_dicts, run_helps, stubs, too_long, unmirrored

ROOT = Path(__file__).parents[1]
PACKAGES = ("algebraic", "netsim", "verify")
HEAVY = ("numpy", "sympy", "flint", "scipy", "sklearn", "matplotlib", "torch")
MAX_LAYERS = 10
MAX_OPEN_DICTS = 60

# Modules, or whole folders, without a test file of their own.
PROCESSES = "run as a process by tests/algebraic/test_commands.py"
TWINS = "held by tests/test_twins.py"
UNTESTED = {
    "algebraic/bezout/__main__.py": PROCESSES,
    "algebraic/doctor/__main__.py": PROCESSES,
    "algebraic/shell/beginning.py": TWINS,
    "algebraic/shell/executors.py": TWINS,
    "algebraic/shell/interrupts.py": TWINS,
    "algebraic/ideals/any_problem.py": "what problems have in common: no code",
    "algebraic/networks/builder.py": "LayerBuilder, and one call of Network",
    "algebraic/thresholds/certificates.py": "types only",
    "netsim/__main__.py": "one call of netsim.commands.main",
    "netsim/experiments/parts/regressions.py": "types only",
    "netsim/runs/results.py": "types only",
    "netsim/shell/beginning.py": TWINS,
    "netsim/shell/devices.py": TWINS,
    "netsim/shell/errors.py": TWINS,
    "netsim/shell/interrupts.py": TWINS,
    "netsim/shell/version.py": TWINS,
    "verify/__main__.py": "run by verify/test_commands.py",
    "verify/checks/": "each claim is decided, and each falsehood planted in it refuted, by verify/test_claims.py",
    "verify/audit/found.py": "types only",
    "verify/reproduce/documents.py": "types only",
    "verify/audit/zero/layers.py": "one class without code",
    "verify/audit/zero/result.py": "one class without code",
    "verify/errors.py": "one class without code",
}

# Test files that are not about one module.
ACROSS = {
    "tests/algebraic/check/test_schemas.py": "the schemas, by a reader of the standard",
    "tests/algebraic/check/test_agreement.py": "two checks, of the package and of a stranger",
    "tests/algebraic/test_commands.py": "the commands as processes",
    "tests/algebraic/test_extreme_data.py": "data of every size, given to every command",
    "tests/algebraic/test_hostile_inputs.py": "what the commands and their readers were given that they did not expect",
    "tests/netsim/experiments/test_both_ways.py": "every check of every experiment, each way",
    "tests/netsim/test_hostile_inputs.py": "what commands and run folders were given that they did not expect",
    "tests/netsim/test_null_runs.py": "each experiment with nothing learned, nothing put in, or shuffled labels",
    "tests/netsim/test_odd_options.py": "each option of each experiment at the ends of its range",
    "tests/netsim/test_paper_size.py": "a whole experiment at the size of the paper, on files of CIFAR-10's format",
    "tests/netsim/test_resuming.py": "each experiment, ended after each of its pieces",
    "tests/verify/audit/zero/test_red_team.py": "certificates that were changed or state what is false",
    "tests/verify/checks/test_bent_instances.py": "instances that once refuted corrected statements without reason",
    "tests/verify/curvature/test_published_ranks.py": "ranks of the literature, found exactly and enclosed",
    "tests/verify/test_independent.py": "claims, decided a second time by other code",
    "tests/verify/test_witnesses.py": "the counterexamples on the page of the errata, by other code",
    "tests/verify/audit/test_worked_models.py": "the audit of worked models, with answers by hand",
    "tests/verify/audit/test_zoo.py": "the audit of models as strangers write them, with answers by hand",
    "verify/test_commands.py": "the command, and the report as a folder",
    "verify/test_meta.py": "the registry, the ledger, the pages",
}

# Modules of more than three hundred lines.
LONG: dict[str, str] = {}
LONG["algebraic/check/stranger.py"] = "one file that stands alone, at most 400 lines"

# Packages that are not rooms: nothing is imported from them by name.
NO_ROOMS = ("netsim.experiments", "netsim.experiments.parts", "verify.checks",
            "verify.checks.c18", "verify.checks.nmh", "verify.checks.t2", "verify.checks.t3")  # fmt: skip


def test_every_module_has_its_test_file():
    assert unmirrored(ROOT, PACKAGES, UNTESTED, ACROSS) == []
    assert all(UNTESTED.values())
    assert all(ACROSS.values())


def test_no_module_is_too_long():
    assert too_long(ROOT, PACKAGES, LONG) == []


def test_every_package_is_a_room_or_says_why_not():
    assert [room for package in PACKAGES for room in doorless(ROOT, package, NO_ROOMS)] == []


def test_no_public_name_is_also_a_module():
    """But two: the commands have their names from the rooms, and Python users call the functions."""
    assert [clash for package in PACKAGES for clash in clashes(ROOT, package)] == [
        "algebraic.check is a name and a module",
        "verify.curvature is a name and a module",
    ]


def test_the_name_of_a_function_and_a_room_is_the_function():
    lines = ["import algebraic.check", "from algebraic.check import CHECKS", "import algebraic; algebraic.check"]
    for line in lines:
        program = f"{line}\nimport algebraic, types\nassert isinstance(algebraic.check, types.FunctionType)"
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)


@pytest.mark.slow
@pytest.mark.torch
def test_so_it_is_with_the_curvature():
    lines = ["import verify.curvature", "from verify.curvature import Curvature", "import verify; verify.curvature"]
    for line in lines:
        program = f"{line}\nimport verify, types\nassert isinstance(verify.curvature, types.FunctionType)"
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)


ROOMS = {room: names for package in PACKAGES for room, names in stubs(ROOT, package)}


@pytest.mark.parametrize(
    "room", [pytest.param(room, marks=pytest.mark.torch) if room.startswith("netsim") else room for room in ROOMS]
)
def test_a_room_shows_what_its_stub_says(room):
    loaded, names = importlib.import_module(room), ROOMS[room]
    assert len(names) == len(set(names))
    assert sorted(loaded.__all__) == sorted(dir(loaded)) == sorted(names)
    for name in names:
        assert getattr(loaded, name) is not None
        with pytest.raises(AttributeError):
            getattr(loaded, f"{name}_of_no_room")


def test_the_list_of_layers_is_short():
    assert 1 < len(layers((ROOT / ".importlinter").read_text(), "algebraic")) <= MAX_LAYERS


def test_values_of_any_type_are_rare():
    found = open_dicts(ROOT, PACKAGES)
    assert sum(found.values()) <= MAX_OPEN_DICTS, found


# Help


def commands():
    """Every line that ``--help`` can follow."""
    from netsim.arguments import parser
    from verify.__main__ import ACTIONS

    rooms = [
        ".".join(path.parent.relative_to(ROOT).parts) for p in PACKAGES for path in (ROOT / p).rglob("__main__.py")
    ]
    (netsim,) = (action.choices for action in parser()._actions if action.dest == "command")
    more = ["algebraic.count check", "algebraic.dimension check"]
    return [*rooms, *more, *(f"verify {action}" for action in ACTIONS), *(f"netsim {command}" for command in netsim)]


def test_help_imports_nothing_heavy():
    lines = commands()
    assert len(lines) > 15
    done = run_helps(lines, HEAVY, ROOT)
    assert done.returncode == 0, done.stderr


def test_help_that_imports_something_is_found():
    done = run_helps(["algebraic.doctor"], ("argparse",), ROOT)
    assert "algebraic.doctor --help imports ['argparse']" in done.stderr


# Small houses in which the rules must fail


@pytest.fixture
def house(tmp_path):
    """A package ``inn`` with one room and its test; ``put`` adds a file."""

    def put(path, text=""):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    put("inn/__init__.py")
    put("inn/kitchen/__init__.py", "import lazy_loader\n\nx = lazy_loader.attach_stub(__name__, __file__)\n")
    put("inn/kitchen/__init__.pyi", "from .stove import (\n    cook as cook,\n    heat as warm,\n)\n")
    put("inn/kitchen/stove.py", "a: dict[str, Any]\nb: Mapping[str, object]\n")
    put("tests/inn/kitchen/test_stove.py")
    return tmp_path, put


def test_a_house_in_order(house):
    root, put = house
    put("inn/roof.py")
    put("inn/test_roof.py")
    assert unmirrored(root, ["inn"], {}, {}) == []
    assert too_long(root, ["inn"], {}) == []
    assert clashes(root, "inn") == []
    assert doorless(root, "inn", ["inn"]) == []
    assert dict(stubs(root, "inn")) == {"inn.kitchen": ["cook", "warm"]}
    assert open_dicts(root, ["inn"]) == {"inn/kitchen/stove.py": 2}


def test_a_missing_test_and_an_exemption(house):
    root, put = house
    put("inn/kitchen/sink.py")
    assert unmirrored(root, ["inn"], {}, {}) == ["inn/kitchen/sink.py has no test file"]
    for name in ("inn/kitchen/sink.py", "inn/kitchen/"):
        assert unmirrored(root, ["inn"], {name: "it only holds water"}, {}) == []
    put("inn/kitchen/test_sink.py")  # beside it is no place for a module in a room
    assert "inn/kitchen/sink.py has no test file" in unmirrored(root, ["inn"], {}, {})


def test_a_test_whose_module_is_gone(house):
    root, put = house
    put("tests/inn/kitchen/test_oven.py")
    assert unmirrored(root, ["inn"], {}, {}) == ["tests/inn/kitchen/test_oven.py tests no module"]
    assert unmirrored(root, ["inn"], {}, {"tests/inn/kitchen/test_oven.py": "of both stoves"}) == []


def test_stale_exemptions(house):
    root, _ = house
    assert unmirrored(root, ["inn"], {"inn/kitchen/stove.py": "hot"}, {}) == [
        "inn/kitchen/stove.py has a test file, and is on the list of those without"
    ]
    assert unmirrored(root, ["inn"], {"inn/attic.py": "dark"}, {}) == ["inn/attic.py is not there, but on a list"]
    assert unmirrored(root, ["inn"], {}, {"tests/inn/kitchen/test_stove.py": "both"}) == [
        "tests/inn/kitchen/test_stove.py tests a module, and is on the list of those across"
    ]
    assert too_long(root, ["inn"], {"inn/kitchen/stove.py": "a table"}) == [
        "inn/kitchen/stove.py has 2 lines only, and is on the list of long ones"
    ]
    assert too_long(root, ["inn"], {"inn/attic.py": "dark"}) == ["inn/attic.py is not there, but on a list"]


def test_a_long_module(house):
    root, put = house
    put("inn/kitchen/stove.py", "x\n" * 300)
    assert too_long(root, ["inn"], {}) == []
    put("inn/kitchen/stove.py", "x\n" * 301)
    assert too_long(root, ["inn"], {}) == ["inn/kitchen/stove.py has 301 lines"]
    assert too_long(root, ["inn"], {"inn/kitchen/stove.py": "a table"}) == []


def test_a_name_that_is_also_a_module_or_a_room(house):
    root, put = house
    put("inn/kitchen/cook.py")
    put("inn/kitchen/warm/__init__.py")
    assert clashes(root, "inn") == [
        "inn.kitchen.cook is a name and a module",
        "inn.kitchen.warm is a name and a module",
    ]


def test_a_package_that_is_no_room(house):
    root, put = house
    put("inn/cellar/__init__.py")
    assert doorless(root, "inn", ["inn"]) == ["inn.cellar"]
    assert doorless(root, "inn", ["inn", "inn.cellar"]) == []
    assert doorless(root, "inn", ["inn", "inn.cellar", "inn.kitchen"]) == ["inn.kitchen"]
    put("inn/kitchen/__init__.py", "from .stove import cook\n")
    assert doorless(root, "inn", ["inn", "inn.cellar"]) == ["inn.kitchen does not load lazily"]


def test_layers_are_counted_for_the_package_that_is_asked_for():
    text = "".join(
        f"[importlinter:contract:{name}]\ntype = layers\ncontainers =\n    {name}\nlayers =\n{rooms}\n"
        for name, rooms in (("inn", "    a | b\n    c"), ("barn", "    d"))
    )
    assert (layers(text, "inn"), layers(text, "barn")) == (["a | b", "c"], ["d"])


def test_doors():
    """The contract about doors, which ``lint-imports`` runs, breaks where it must and only there."""
    from grimp import ImportGraph

    from tests.contracts import Rooms

    def broken(*imports):
        graph = ImportGraph()
        for importer, imported in imports:
            for name in (importer, imported):
                graph.add_module(name)
            graph.add_import(importer=importer, imported=imported)
        check = Rooms("doors", {}, {}).check(graph, verbose=False)
        assert check.kept != bool(check.metadata["found"])
        return check.metadata["found"]

    inner = ("inn.hall.desk", "inn.kitchen.stove")
    assert broken(inner) == [inner]
    assert broken(("barn.gate", "inn.kitchen.stove")) == [("barn.gate", "inn.kitchen.stove")]
    assert broken(("inn.hall", "inn.kitchen.stove")) == [("inn.hall", "inn.kitchen.stove")]
    for allowed in (
        ("inn.hall.desk", "inn.kitchen"),  # through the door
        ("inn.kitchen.sink", "inn.kitchen.stove"),  # inside
        ("inn.kitchen", "inn.kitchen.stove"),
        ("inn.kitchen.test_stove", "inn.cellar.barrel"),  # a test
        ("inn.hall.desk", "inn.roof"),  # in no room
        ("netsim.runs.experiment", "netsim.experiments.e01"),  # found by name
    ):
        assert broken(allowed) == []
