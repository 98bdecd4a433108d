"""Command lines for the pages, without the seconds in which each would import what the one before has imported.

A process that has loaded what is not ours (numpy, scipy, sympy, …) forks another for each command, which then starts as
``python -m`` does: its own folder, environment, arguments and output, and none of our modules loaded. What is no
``python -m`` line is started afresh. Where nothing can be forked every command is.
"""

import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ALGEBRA = ("numpy", "scipy.spatial", "scipy.optimize", "scipy.sparse.linalg", "scipy.linalg", "sympy", "flint",
           "sklearn.datasets")  # fmt: skip
TRAINING = (*ALGEBRA, "torch", "safetensors", "tqdm", "matplotlib.figure")


class Commands:
    """Runs ``python -m MODULE …`` in forks of one warm process.

    Args:
        modules: what is loaded once; what is not installed is left out.
    """

    def __init__(self, *modules):
        self._server = None
        if hasattr(os, "fork"):
            self._server = subprocess.Popen(
                [sys.executable, __file__, *modules], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )

    def run(self, words, cwd=None, env=None):
        """The outcome of a command line, given as words behind ``python``, as ``subprocess.run`` has it."""
        words, cwd, env = list(words), str(cwd or Path.cwd()), dict(env or os.environ)
        if self._server is None or words[0] != "-m":
            return subprocess.run([sys.executable, *words], cwd=cwd, env=env, capture_output=True, text=True)
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            asked = {"words": words[1:], "cwd": cwd, "env": env, "out": str(out), "err": str(err)}
            print(json.dumps(asked), file=self._server.stdin, flush=True)
            code = int(self._server.stdout.readline())
            return subprocess.CompletedProcess(words, code, out.read_text("utf-8"), err.read_text("utf-8"))


def serve(modules):
    """Load the modules, and fork for each line on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of the kernel is the end of standard input
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # the command says what is missing
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(asked):
    """Run the command in this process, and end it."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    for number, name in enumerate((os.devnull, asked["out"], asked["err"])):
        file = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
    sys.stdin, sys.stdout, sys.stderr = (open(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)
    module, *arguments = asked["words"]
    sys.argv, sys.path[0] = [module, *arguments], asked["cwd"]
    code = 0
    try:
        if find_spec(module) is None:
            raise SystemExit(f"{sys.executable}: No module named {module}")
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1:])
