"""Configuration of the documentation site. `make docs` builds it; a warning is an error."""

import logging
import os
import re
import subprocess
import sys
import tempfile
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

from sphinx_proof.domain import ProofDomain

HERE = Path(__file__).resolve().parent

# The pages run in a fresh IPython profile: the settings of whoever builds them must not change them.
ipython_folder = tempfile.TemporaryDirectory(prefix="zerolocus-docs-")
profile = Path(ipython_folder.name, "profile_default")
profile.mkdir()
(profile / "ipython_kernel_config.py").write_text("c.IPKernelApp.log_level = 40  # errors only\n")
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
    "sphinx.ext.mathjax",
    "sphinx_proof",
    "sphinxcontrib.bibtex",
]
exclude_patterns = ["_build", "jupyter_execute", "conf.py", "api_pages.py"]

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


def setup(app):
    # Pages are read by several processes. The domain of theorems keeps nothing of its own, but does not say so.
    ProofDomain.merge_domaindata = lambda self, docnames, otherdata: None
    # What has loaded torch cannot be forked: the API pages are written in a process of their own.
    subprocess.run([sys.executable, HERE / "api_pages.py", Path(app.srcdir, "api")], check=True)
    app.connect("autodoc-process-docstring", escape_bars)
    app.connect("autodoc-process-docstring", name_errors)
