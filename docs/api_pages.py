"""The API pages: one for each room, written from its list of public names whenever the site is built."""

import ast
import inspect
import sys
from importlib import import_module
from pathlib import Path

PACKAGES = ("algebraic", "netsim", "verify")
UNLOCKED = ("netsim.experiments", "verify.checks")  # found by name, never imported
SHOWN = (str, int, float, tuple, list, dict)  # whose text says what they are
ROOT = Path(__file__).resolve().parent.parent


def rooms(package):
    """The rooms of a package by name, each with its public names by module, as its stub lists them."""
    found = {}
    for stub in sorted((ROOT / package).rglob("__init__.pyi")):
        if stub.parent != ROOT / package:
            imports = [node for node in ast.parse(stub.read_text()).body if isinstance(node, ast.ImportFrom)]
            found[".".join(stub.parent.relative_to(ROOT).parts)] = {
                node.module: [alias.name for alias in node.names] for node in imports
            }
    return found


def core(package):
    """The modules of a package that stand in no room, each with what it defines without an underscore."""
    found = {}
    for path in sorted((ROOT / package).glob("*.py")):
        if not path.stem.startswith(("_", "test_", "conftest")):
            body = ast.parse(path.read_text()).body
            named = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
            named += [name.id for node in body if isinstance(node, ast.Assign) for name in _targets(node)]
            found[path.stem] = [name for name in named if not name.startswith("_")]
    return found


def _targets(node):
    """The names that an assignment makes: one, or those of a tuple."""
    return [name for target in node.targets for name in getattr(target, "elts", [target])]


def examples():
    """The worked examples that use a name of ours, by the place of its documentation and the name."""
    found = {}
    for path in sorted((ROOT / "docs" / "examples").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                used = [(node.module, alias.name) for alias in node.names]
            elif isinstance(node, ast.Attribute):
                used = [(getattr(node.value, "id", ""), node.attr)]
            else:
                continue
            for module, name in used:
                if module and module.partition(".")[0] in PACKAGES:
                    found.setdefault(_defined(module, name), {})[path.stem] = None
    return found


def _defined(module, name):
    """Where the API has a name: that of a package alone stands in one of its rooms."""
    if module in PACKAGES:
        for node in ast.parse((ROOT / module / "__init__.pyi").read_text(encoding="utf-8")).body:
            if any(name == alias.name for alias in node.names):
                return f"{module}.{node.module}", name
    return module, name


def first_line(path):
    """What a module says of itself."""
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]


def write_pages(folder):
    """Write ``index.md`` and a page for each room."""
    folder.mkdir(exist_ok=True)
    pages, used = {"index": _index()}, examples()
    for package in PACKAGES:
        for room, modules in rooms(package).items():
            pages[room] = _room(room, modules, used)
    for package in PACKAGES:
        pages[package] = _core(package, core(package), used)
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def _index():
    lines = [
        "# Python API",
        "",
        "`import algebraic` loads nothing heavy: names are found on first use, and so it is in every package and room.",
        "These are the names of the packages themselves; each is documented where it is defined.",
        "",
        "| name | defined in |",
        "|---|---|",
    ]
    for package in PACKAGES:
        for node in ast.parse((ROOT / package / "__init__.pyi").read_text()).body:
            home = f"{package}.{node.module}"
            page = home if (ROOT / package / node.module).is_dir() else package
            for alias in (each for each in node.names if not each.name.startswith("_")):
                lines.append(f"| {{py:obj}}`{package}.{alias.name} <{home}.{alias.name}>` | {{doc}}`{page}` |")
    lines += [
        "",
        "A room is a package that is entered through its own name only: what its page documents is public, and what",
        "stands under “Inside” is not, and changes without notice.",
    ]
    for package in PACKAGES:
        lines += ["", f"## `{package}`", "", *_said(package), "| room | |", "|---|---|"]
        for room in rooms(package):
            lines.append(f"| {{doc}}`{room}` | {first_line(ROOT / room.replace('.', '/') / '__init__.py')} |")
        lines += ["", *(line for name in UNLOCKED if name.startswith(package) for line in _said(name))]
    lines += ["", "```{toctree}", ":hidden:", ":glob:", "", "*", "```", ""]
    return "\n".join(lines)


def _room(room, modules, used):
    place = ROOT / room.replace(".", "/")
    lines = [f"# `{room}`", "", *_said(room)]
    for module, names in modules.items():
        if not (place / module).is_dir():  # what comes from a room inside has its place on that room's page
            lines += _section(f"{room}.{module}", room, names, used)
    inside = sorted(path for path in place.glob("*.py") if not path.stem.startswith("_") and path.stem not in modules)
    if inside:
        lines += ["## Inside", ""]
        for path in inside:
            lines += [f"### `{room}.{path.stem}`", "", *_said(f"{room}.{path.stem}")]
    return "\n".join([*lines, ""])


def _core(package, modules, used):
    lines = [f"# `{package}`: outside the rooms", ""]
    for module, names in modules.items():
        lines += _section(f"{package}.{module}", f"{package}.{module}", names, used)
    return "\n".join([*lines, ""])


def _said(module):
    """The docstring of a module, as the target of references to it."""
    return ["```{eval-rst}", f".. automodule:: {module}", "   :no-members:", "```", ""]


def _section(module, home, names, used):
    """What a module says, and its public names, which are found in ``home``; each with the examples that use it."""
    lines = [f"## `{module}`", "", *_said(module)]
    if len(names) > 1:
        lines += [", ".join(f'<a href="#{home}.{name}"><code>{name}</code></a>' for name in names), ""]
    for name in names:
        value = getattr(import_module(home), name)
        if inspect.isclass(value) or inspect.isroutine(value):
            directive = [f".. auto{'class' if inspect.isclass(value) else 'function'}:: {home}.{name}"]
        else:  # the docstring of a constant would be that of its type
            directive = [f".. py:data:: {name}", f"   :module: {home}"]
            directive += [f"   :value: {value!r}"] * (isinstance(value, SHOWN) and len(repr(value)) < 100)
        lines += ["```{eval-rst}", *directive, "```", ""]
        pages = ", ".join(f"{{doc}}`/examples/{page}`" for page in used.get((home, name), ()))
        lines += [f"`{name}` in use: {pages}.", ""] if pages else []
    return lines


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
