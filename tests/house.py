"""The rules of the house: which room a module stands in, what a room shows, where its tests are.

Each is a function of a folder, so that it can also be shown a small house in which it must fail.
"""

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

MAX_LINES = 300


def modules(root, package):
    """All modules of a package, as paths from the root; tests and ``__init__`` are none."""
    for path in sorted((root / package).rglob("*.py")):
        if path.name not in ("__init__.py", "conftest.py") and not path.name.startswith("test_"):
            yield path.relative_to(root).as_posix()


def mirrors(root, package):
    """All test files of a package: those that mirror its rooms, and those beside its modules."""
    for folder in (root / "tests" / package, root / package):
        for path in sorted(folder.rglob("test_*.py")):
            yield path.relative_to(root).as_posix()


def places(module):
    """Where the tests of a module may be: in the mirrored folder, or beside a module that is in no room."""
    path = Path(module)
    mirrored = Path("tests", path.parent, f"test_{path.name}")
    beside = [path.with_name(f"test_{path.name}")] if len(path.parts) == 2 else []
    return [place.as_posix() for place in (mirrored, *beside)]


def unmirrored(root, packages, untested, across):
    """What breaks the rule that modules and test files belong to each other."""
    found = []
    for package in packages:
        named = {place for module in modules(root, package) for place in places(module)}
        for module in modules(root, package):
            tested = any((root / place).exists() for place in places(module))
            if not tested and not any(
                module == name or (name[-1] == "/" and module.startswith(name)) for name in untested
            ):
                found.append(f"{module} has no test file")
            if tested and module in untested:
                found.append(f"{module} has a test file, and is on the list of those without")
        found += [
            f"{test} tests no module" for test in mirrors(root, package) if test not in named and test not in across
        ]
        found += [f"{test} tests a module, and is on the list of those across" for test in across if test in named]
    found += [f"{name} is not there, but on a list" for name in (*untested, *across) if not (root / name).exists()]
    return found


def too_long(root, packages, long):
    """Modules over the limit without a reason, and reasons without need."""
    found = []
    for package in packages:
        for module in modules(root, package):
            num_lines = len((root / module).read_text(encoding="utf-8").splitlines())
            if num_lines > MAX_LINES and module not in long:
                found.append(f"{module} has {num_lines} lines")
            if num_lines <= MAX_LINES and module in long:
                found.append(f"{module} has {num_lines} lines only, and is on the list of long ones")
    return found + [f"{module} is not there, but on a list" for module in long if not (root / module).exists()]


def stubs(root, package):
    """Each room of a package with the public names of its stub."""
    for path in sorted((root / package).rglob("__init__.pyi")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [a.asname or a.name for node in tree.body if isinstance(node, ast.ImportFrom) for a in node.names]
        yield ".".join(path.parent.relative_to(root).parts), names


def clashes(root, package):
    """Public names that are also the name of a module or a room beside them."""
    found = []
    for room, names in stubs(root, package):
        folder = root.joinpath(*room.split("."))
        beside = {path.stem for path in folder.glob("*.py")} | {
            path.parent.name for path in folder.glob("*/__init__.py")
        }
        found += [f"{room}.{name} is a name and a module" for name in sorted(beside.intersection(names))]
    return found


def doorless(root, package, no_rooms):
    """Packages without a stub that are not on the list, and those with one that are."""
    with_stub = {room for room, _ in stubs(root, package)}
    found = []
    for path in sorted((root / package).rglob("__init__.py")):
        room = ".".join(path.parent.relative_to(root).parts)
        if (room in with_stub) == (room in no_rooms):
            found.append(room)
        if room in with_stub and "lazy_loader.attach_stub(__name__, __file__)" not in path.read_text(encoding="utf-8"):
            found.append(f"{room} does not load lazily")
    return found


def open_dicts(root, packages):
    """How often a dictionary with values of any type is written out, by module."""
    kinds = re.compile(r"dict\[str, (?:Any|object)\]|Mapping\[str, (?:Any|object)\]")
    found = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            count = len(kinds.findall(path.read_text(encoding="utf-8")))
            if count:
                found[path.relative_to(root).as_posix()] = count
    return found


def layers(text, package):
    """The lines of the list of layers of a package."""
    contracts = configparser.ConfigParser()
    contracts.read_string(text)
    (section,) = (s for s in contracts.values() if s.get("type") == "layers" and s["containers"].strip() == package)
    return section["layers"].split("\n")[1:]


def run_helps(lines, heavy, root):
    """Ask for help in one process after the other call; the first that imports something heavy ends it."""
    program = (
        "import io, runpy, sys\n"
        "from contextlib import redirect_stdout\n"
        f"for line in {lines!r}:\n"
        "    sys.argv = ['command', *line.split()[1:], '--help']\n"
        "    try:\n"
        "        with redirect_stdout(io.StringIO()) as said:\n"
        "            runpy.run_module(line.split()[0], run_name='__main__', alter_sys=True)\n"
        "    except SystemExit as end:\n"
        "        assert not end.code, line\n"
        "    assert 'usage:' in said.getvalue() and 'exit codes:' in said.getvalue(), line\n"
        f"    found = sorted(set({heavy!r}) & set(sys.modules))\n"
        "    assert not found, f'{line} --help imports {found}'\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
