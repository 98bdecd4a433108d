"""Configuration of the documentation site. `make docs` builds it; a warning is an error."""

import logging
import os
import re
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

from sphinx.errors import SphinxError
from sphinx.util.parallel import make_chunks
from sphinx_proof.domain import ProofDomain

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import page_numbers  # noqa: E402 (it stands beside this file)

# The pages run in a fresh IPython profile: the settings of whoever builds them must not change them.
ipython_folder = tempfile.TemporaryDirectory(prefix="zerolocus-docs-")
profile = Path(ipython_folder.name, "profile_default")
profile.mkdir()
(profile / "ipython_kernel_config.py").write_text(
    "c.IPKernelApp.log_level = 40  # errors only\nc.InlineBackend.figure_formats = {'svg'}\n"
)
os.environ["IPYTHONDIR"] = ipython_folder.name
os.environ.setdefault("OMP_NUM_THREADS", "1")
logging.getLogger("traitlets").setLevel(logging.WARNING)  # one line for every kernel started

project = "zerolocus"
author = "The zerolocus founders"
release = version = installed_version("zerolocus")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "mathml",
    "picture_words",
    "example_pages",
    "sphinx_proof",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "jupyter_execute", "*.py"]

# Pages and examples are executed at every build, so that no output can be out of date.
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"

autodoc_mock_imports = [] if find_spec("torch") else ["torch"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
toc_object_entries = (
    False  # thousands of names in the tree that is drawn for every page; pages of the API list their own
)
nitpicky = True  # every reference to our own code must be found; those to other packages need not
nitpick_ignore_regex = [
    (r"py:.*", r"(?!(algebraic|netsim|verify)\.).*"),
    (r"py:.*", r".*\.([A-Z]|Some[A-Z]\w+)"),  # type variables
]
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # fields of data classes are described once

html_theme = "furo"
html_title = "zerolocus"
html_math_renderer = "mathml"
myst_update_mathjax = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["reading.js"]


def escape_bars(app, what, name, obj, options, lines):
    """Docstrings write |x| for the size of x. In reST that would be a substitution."""
    code = False
    for place, line in enumerate(lines):
        code = bool(line.strip()) and (code or line.lstrip().startswith(">>>"))
        if not code:
            lines[place] = re.sub(r"(``.*?``)|_?\|", lambda found: found[1] or re.sub("(.)", r"\\\1", found[0]), line)


def name_errors(app, what, name, obj, options, lines):
    """Both packages have errors of these names: say which one is meant."""
    package = "netsim" if name.startswith("netsim") else "algebraic"
    for place, line in enumerate(lines):
        lines[place] = re.sub(
            r"(:raises |:(?:class|exc):`)(WrongInput|Missing|OutOfBudget)\b", rf"\1~{package}.shell.\2", line
        )


def home_of(app, room, name):
    """The module of ours that a public name of a room is written in; constants have no source of their own."""
    value = import_module(room)
    for part in name.split("."):
        value = getattr(value, part, None)
    home = getattr(value, "__module__", None) or ""
    return home if home.partition(".")[0] in ("algebraic", "netsim", "verify") else room


def spread_pages(app, env, docnames):
    """Deal the pages to the processes, those with the most cells first: by name they would be neighbours."""
    chunks = [[] for _ in make_chunks(docnames, app.parallel)]
    size = -(-len(docnames) // len(chunks)) if chunks else 0
    weights = {name: cells(env.doc2path(name)) for name in docnames}
    for name in sorted(docnames, key=weights.get, reverse=True):
        open_ones = (chunk for chunk in chunks if len(chunk) < size)
        min(open_ones, key=lambda chunk: (sum(map(weights.get, chunk)), len(chunk))).append(name)
    docnames[:] = [name for chunk in sorted(chunks, key=len, reverse=True) for name in chunk]


def cells(path):
    """How many cells a page has, about: what a page costs goes with them."""
    return len(re.findall(r"^(?:```\{code-cell\}|# %%)", Path(path).read_text(encoding="utf-8"), re.M))


def setup(app):
    # Pages are read by several processes. The domain of theorems keeps nothing of its own, but does not say so.
    ProofDomain.merge_domaindata = lambda self, docnames, otherdata: None
    # What has loaded torch cannot be forked: the API pages are written in a process of their own.
    made = [
        subprocess.Popen([sys.executable, HERE / script, Path(app.srcdir, target)])
        for script, target in (
            ("api_pages.py", "api"),
            ("claim_pages.py", "claims"),
            ("explorer_data.py", "_static/explorer-data.js"),
            ("surfaces_data.py", "_static/surfaces-data.js"),
        )
    ]
    if any([each.wait() for each in made]):
        raise SphinxError(
            "the pages of the API or of the claims, or data of the explorer, could not be written: see above"
        )
    if wrong := page_numbers.all_faults():
        raise SphinxError("\n".join(["numbers without a source, or other than it says:", *wrong]))
    app.connect("env-before-read-docs", spread_pages)
    app.connect("viewcode-follow-imported", home_of)
    app.connect("autodoc-process-docstring", escape_bars)
    app.connect("autodoc-process-docstring", name_errors)
