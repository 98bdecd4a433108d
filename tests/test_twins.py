"""The two shells are twins: neither package may import the other, so these tests hold together what both have."""

import ast
import errno
import gc
import importlib.util
import inspect
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

import algebraic.bezout.__main__
import algebraic.count.__main__
import netsim.commands
import verify.__main__
from algebraic import Network, shell as algebraic_shell
from algebraic.data import load_integer_data
from algebraic.tracking.devices import open_device
from netsim import shell as netsim_shell
from netsim.data import load_dataset
from tests.netsim.data.files import write_cifar, write_mnist

SHELLS = (algebraic_shell, netsim_shell)
PACKAGES = ("algebraic", "netsim")

# What both have under one name without being twins: a line of text there, a bar here.
NAMESAKES = {"Progress"}

# What both have. Roles of random_stream are numbers there and words here, so that no stream of one is one of the other.
SHARED = {
    "__version__",
    "Missing",
    "OutOfBudget",
    "Parser",
    "WrongInput",
    "check_output_path",
    "check_plot_path",
    "check_range",
    "deliver",
    "end_on_interrupt",
    "exceptions_do_harm",
    "printable",
    "random_stream",
    "read_file",
    "run_command",
    "say",
    "shown_path",
    "shown_value",
    "write_text",
    "write_whole",
}


@pytest.fixture
def both(capsys):
    """Run a body in both shells; what both do, which must be the same: exit code, stdout, stderr."""

    def run(body, *arguments):
        done = []
        for shell in SHELLS:
            code = shell.run_command(lambda given, shell=shell: body(shell), arguments)
            done.append((code, *capsys.readouterr()))
        assert done[0] == done[1]
        return done[0]

    return run


def positional(function):
    return [p.name for p in inspect.signature(function).parameters.values() if p.kind is not p.KEYWORD_ONLY]


def test_the_same_arguments_in_the_same_order():
    assert set(algebraic_shell.__all__) & set(netsim_shell.__all__) == SHARED | NAMESAKES
    for name in SHARED - {"__version__"}:
        one, two = (positional(getattr(shell, name)) for shell in SHELLS)
        assert one == two, name
    assert positional(open_device) == positional(netsim_shell.check_device)
    assert positional(algebraic_shell.ZerolocusError) == positional(netsim_shell.NetsimError) == ["message"]


# Errors


@pytest.mark.parametrize(("name", "code"), [("WrongInput", 2), ("Missing", 3), ("OutOfBudget", 4)])
def test_an_error_is_told_in_the_same_three_parts(both, name, code):
    def fail(shell):
        raise getattr(shell, name)("the width is 0 – “ℓ”", hint="give 1", kind="bad_width")

    assert both(fail) == (code, "", "error: the width is 0 – “ℓ”\n  next: give 1\n")
    found, out, err = both(fail, "--json")
    assert (found, err) == (code, "")
    error = {"code": code, "kind": "bad_width", "message": "the width is 0 – “ℓ”", "hint": "give 1"}
    assert json.loads(out) == {"error": error}
    assert list(json.loads(out)["error"]) == list(error)


def test_an_error_without_a_next_step_has_no_line_for_it(both):
    def fail(shell):
        raise shell.WrongInput("the width is 0")

    assert both(fail) == (2, "", "error: the width is 0\n")
    assert json.loads(both(fail, "--json")[1])["error"]["hint"] == ""


@pytest.mark.parametrize("name", ["WrongInput", "Missing", "OutOfBudget"])
def test_an_error_crosses_from_a_worker_process_whole(name):
    for shell in SHELLS:
        sent = getattr(shell, name)("the width is 0", hint="give 1", kind="bad_width")
        back = pickle.loads(pickle.dumps(sent))
        assert type(back) is type(sent)
        assert vars(back) == vars(sent) == {"message": "the width is 0", "hint": "give 1", "kind": "bad_width"}
        assert str(back) == str(sent) == "the width is 0 (give 1)"


# The command line


def parse(shell, line):
    parser = shell.Parser(prog="command")
    parser.add_argument("--seed", type=int, default=0)
    commands = parser.add_subparsers(dest="do", required=True, parser_class=shell.Parser)
    run = commands.add_parser("run")
    run.add_argument("id")
    run.add_argument("--size", choices=("smoke", "laptop"))
    run.add_argument("--depth", type=int, choices=(1, 20))
    commands.add_parser("list")
    return vars(parser.parse_args(line.split()))


@pytest.mark.parametrize(
    ("line", "kind", "message", "hint"),
    [
        ("--sed=3 list", "unknown_option", "unknown option '--sed'", "did you mean --seed?"),
        ("run E02 --siz=smoke", "unknown_option", "unknown option '--siz'", "did you mean --size?"),
        ("run E02 --colour", "unknown_option", "unknown option '--colour'", "see command run --help"),
        ("run E02 E03", "unknown_option", "unexpected argument 'E03'", "see command run --help"),
        ("rnu E02", "usage", "invalid choice: 'rnu'", "did you mean run?"),
        ("banana", "usage", "invalid choice: 'banana'", "see command --help"),
        ("run E02 --size smok", "usage", "invalid choice: 'smok'", "did you mean smoke?"),
        ("run E02 --depth 2", "usage", "invalid choice: 2", "did you mean 20?"),
        ("--seed x list", "usage", "argument --seed: invalid int value: 'x'", "see command --help"),
        ("run", "usage", "the following arguments are required: id", "see command run --help"),
        ("", "usage", "the following arguments are required: do", "see command --help"),
    ],
)
def test_the_nearest_is_named_for_options_subcommands_and_choices(both, line, kind, message, hint):
    code, out, err = both(lambda shell: parse(shell, line), "--json")
    error = json.loads(out)["error"]
    assert (code, err, error["kind"], error["hint"]) == (2, "", kind, hint)
    assert message in error["message"].replace("choice: '2'", "choice: 2")  # as Python 3.14 writes it


def test_what_is_right_is_parsed():
    for shell in SHELLS:
        found = parse(shell, "--seed 3 run E02 --size smoke")
        assert found == {"seed": 3, "do": "run", "id": "E02", "size": "smoke", "depth": None}


def test_a_value_may_begin_with_a_minus():
    for shell in SHELLS:
        parser = shell.Parser(prog="command")
        parser.add_argument("--point", action="append")
        parser.add_argument("--quick", action="store_true")
        parser.add_argument("place", nargs="?")
        found = parser.parse_args(["--point", "-1,0", "--point", "-z**2+z", "--quick"])
        assert (found.point, found.quick, found.place) == (["-1,0", "-z**2+z"], True, None)
        assert parser.parse_args(["--quick", "-"]).place == "-"
        for line in (["--point", "--quick"], ["--point", "-h"], ["--quick", "-1,0"], ["--point"]):
            with pytest.raises((shell.WrongInput, SystemExit)):
                parser.parse_args(line)


COMMANDS = {
    "bezout": algebraic.bezout.__main__.main,
    "count": algebraic.count.__main__.main,
    "verify": verify.__main__.main,
    "netsim": netsim.commands.main,
}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("bezout --jso", "netsim list --jso"),
        ("bezout --seed -1", "netsim run E02 --seed -1"),
        ("bezout --seed x", "netsim run E02 --seed x"),
        ("bezout --seed", "netsim run E02 --seed"),
        ("bezout --timeout 0", "netsim run E02 --timeout 0"),
        ("bezout --timeout nan", "netsim run E02 --timeout nan"),
        ("bezout --plot a.txt", "netsim figure T2-3 --to a.txt"),
        ("bezout --plot /", "netsim figure T2-3 --to /"),
        ("count --device tpu", "netsim run E02 --device tpu"),
        ("count --device cuda:x", "netsim run E02 --device cuda:x"),
        ("count check", "netsim show"),
        ("verify rnu", "netsim rnu"),
        ("verify run T3-14 --jobs 0", "netsim run E02 --jobs 0"),
        ("verify run T3-14 --set width", "netsim run E02 --set width"),
    ],
)
def test_commands_answer_the_same_mistake_alike(capsys, tmp_path, monkeypatch, one, two):
    monkeypatch.chdir(tmp_path)
    if two.startswith("netsim run"):
        pytest.importorskip("torch")
    found = []
    for line in (one, two):
        name, *arguments = line.split()
        code = COMMANDS[name]([*arguments, "--json"])
        out, err = capsys.readouterr()
        error = json.loads(out)["error"]
        assert (err, error["code"]) == ("", code)
        # What the two call the same thing, and what each has to choose from.
        message = re.sub(r"--to\b", "--plot", error["message"]).replace("argument command", "argument action")
        message = re.sub(r"required: \w+|choose from .*", "…", message)
        found.append((code, error["kind"], message, bool(error["hint"])))
    assert found[0] == found[1]
    assert found[0][0] == 2


def test_the_same_numbers_mean_the_same_kinds_of_end():
    one, two = (re.findall(r"\b\d+\b", sys.modules[shell.Parser.__module__].EXIT_CODES) for shell in SHELLS)
    assert one == ["0", "1", "2", "3", "4", "70", "130"]
    assert two == one


def test_what_nobody_foresaw_is_told_alike(both):
    def fail(shell):
        raise KeyError("conv3")

    code, out, err = both(fail, "--json")
    assert (code, err) == (70, "")
    assert json.loads(out)["error"]["kind"] == "defect"
    assert both(fail)[0] == 70


# Files


def test_a_full_disk_is_told_alike_and_leaves_what_was_there(both, tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("before")

    def half(path):
        path.write_text("ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    code, out, err = both(lambda shell: shell.write_whole(target, half), "--json")
    assert (code, err) == (4, "")
    error = json.loads(out)["error"]
    assert (error["kind"], error["message"]) == ("disk_full", f"the disk is full: {target} was not written")
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_what_cannot_be_written_or_read_is_told_alike(both, tmp_path):
    code, _, err = both(lambda shell: shell.write_text(tmp_path, "text"))
    assert (code, err) == (2, f"error: '{tmp_path}' cannot be written: Is a directory\n  next: choose another place\n")
    assert os.listdir(tmp_path) == []
    (tmp_path / "a.json").write_text("{")

    def read(shell, name):
        if shell is algebraic_shell:
            return shell.read_json_file(str(tmp_path / name), kind="bad_record")
        return shell.read_json(tmp_path / name)

    assert both(lambda shell: read(shell, "b.json"))[0] == 3
    assert both(lambda shell: read(shell, "a.json"))[0] == 2


def test_a_file_is_whole_and_readable(tmp_path):
    for number, shell in enumerate(SHELLS):
        target = tmp_path / f"{number}.txt"
        shell.write_text(target, "Bézout")
        assert target.read_bytes() == "Bézout".encode()
        assert target.stat().st_mode & 0o777 == 0o644


# Devices


def ask(shell, name):
    (open_device if shell is algebraic_shell else shell.check_device)(name)


@pytest.mark.parametrize("name", ["tpu", "cpu:1", "cuda:", "cuda:one", "cuda:-1", "CUDA", ""])
def test_a_device_that_has_no_meaning_is_refused_alike(name):
    found = []
    for shell in SHELLS:
        with pytest.raises(shell.WrongInput) as caught:
            ask(shell, name)
        found.append((caught.value.kind, caught.value.message))
        assert "cuda:N" in caught.value.hint
    assert found[0] == found[1] == ("bad_device", f"--device is {name!r}")


@pytest.mark.torch
def test_a_device_that_is_not_there_is_missed_alike(both):
    code, out, _ = both(lambda shell: ask(shell, "cuda:77"), "--json")
    error = json.loads(out)["error"]
    assert (code, error["kind"]) == (3, "device_missing")
    assert "CUDA devices" in error["message"]


def test_torch_is_missed_alike(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    found = []
    for shell in SHELLS:
        with pytest.raises(shell.Missing) as caught:
            ask(shell, "cuda")
        found.append((caught.value.kind, caught.value.message))
        assert "pip install" in caught.value.hint
    assert found[0] == found[1]
    assert found[0][0] == "torch_missing"


# Processes of their own: how a command ends when its output, or it itself, is cut short

BODY = """
import atexit, sys, time
from {package}.shell import run_command

def body(arguments):
    if arguments == ["wait"]:
        print("ready", file=sys.stderr, flush=True)
        time.sleep(60)
    if arguments == ["swallow"]:
        try:
            print("ready", file=sys.stderr, flush=True)
            time.sleep(60)
        except BaseException:
            return 1
    if arguments == ["end"]:
        atexit.register(lambda: print("ready", file=sys.stderr, flush=True) or time.sleep(60))
        return 1
    if arguments == ["differs"]:
        print("x")
        return 1
    print("x" * int(arguments[0]))
    return 0

sys.exit(run_command(body, None))
"""


def start(package, argument, stdout=subprocess.PIPE):
    return subprocess.Popen(
        [sys.executable, "-c", BODY.format(package=package), argument],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def ends(argument, open_stdout):
    """Exit code and stderr of both, which must be the same."""
    found = []
    for package in PACKAGES:
        stdout = open_stdout()
        process = start(package, argument, stdout)
        os.close(stdout)
        _, err = process.communicate(timeout=60)
        found.append((process.returncode, err))
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize("size", ["10", "100000"])  # less and more than a buffer
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_stdout_on_a_full_disk(size):
    code, err = ends(size, lambda: os.open("/dev/full", os.O_WRONLY))
    assert code == 4
    assert err == (
        "error: the disk is full: the output was not written\n  next: free some space and run the same command again\n"
    )


@pytest.mark.parametrize(("size", "code"), [("10", 0), ("100000", 0), ("differs", 1)])
def test_a_reader_that_went_away(size, code):
    def without_reader():
        reader, writer = os.pipe()
        os.close(reader)
        return writer

    assert ends(size, without_reader) == (code, "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number, code):
    found = []
    for package in PACKAGES:
        process = start(package, "wait")
        assert process.stderr.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        found.append((process.returncode, out, err.splitlines()[:1]))
    assert found[0] == found[1] == (code, "", ["interrupted"] if number == signal.SIGINT else [])


@pytest.mark.parametrize("when", ["swallow", "end"])
def test_a_signal_that_is_met_elsewhere(when):
    for package in PACKAGES:
        process = start(package, when)
        assert process.stderr.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert (*process.communicate(timeout=60), process.returncode) == ("", "", 130)


class Finalised:
    def __init__(self, meet):
        self.meet = meet

    def __del__(self):
        self.meet()


def in_a_finaliser(meet):
    del [Finalised(meet)][0]


def in_a_callback_of_the_collector(meet):
    def callback(phase, _):
        if phase == "start":
            meet()

    gc.callbacks.append(callback)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(callback)


def in_a_weak_dictionary(meet):
    class Key:
        dying = False

        def __hash__(self):
            if self.dying:
                meet()
            return 1

    key, values, kept = Key(), weakref.WeakValueDictionary(), [Finalised(int)]
    values[key] = kept[0]
    key.dying = True
    kept.clear()  # the dictionary looks for the key in a callback


def in_a_callback_of_a_weak_reference(meet):
    kept = [Finalised(int)]
    kept.append(weakref.ref(kept[0], lambda _: meet()))
    del kept[0]


def in_what_weakref_finalises(meet):
    kept = [Finalised(int)]
    weakref.finalize(kept[0], meet)
    kept.clear()


def in_a_generator_thrown_away(meet):
    def numbers():
        try:
            yield 1
        finally:
            meet()

    kept = [numbers()]
    next(kept[0])
    kept.clear()


SWALLOWING = (
    in_a_finaliser,
    in_a_callback_of_the_collector,
    in_a_weak_dictionary,
    in_a_callback_of_a_weak_reference,
    in_what_weakref_finalises,
    in_a_generator_thrown_away,
)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("where", SWALLOWING)
def test_a_signal_that_python_would_swallow_is_sent_again(where, number, code, monkeypatch, capsys):
    """In a finaliser, a callback, a generator that is thrown away: no traceback, and the command ends all the same."""
    shown, met = [], []
    monkeypatch.setattr(sys, "unraisablehook", shown.append)
    monkeypatch.setattr(signal, "default_int_handler", signal.getsignal(signal.SIGINT))  # whatever runs this test

    def meet():
        if not met:
            met.append(number)
            os.kill(os.getpid(), number)
            time.sleep(0)  # the handler is called here

    def body(arguments):
        where(meet)
        time.sleep(30)
        return 1

    for shell in SHELLS:
        met.clear()
        try:
            ended = shell.run_command(body, [])
        except SystemExit as end:
            ended = end.code
        assert (ended, shown, met) == (code, [], [number])
        assert capsys.readouterr() == ("", "interrupted\n" + RESUMES[shell] if number == signal.SIGINT else "")


RESUMES = {algebraic_shell: "", netsim_shell: "  next: run the same command again: it resumes\n"}


EARLY = """
import signal, sys
from {package}.shell import end_on_interrupt, run_command
end_on_interrupt()
if sys.argv[1] == "before":
    print("ready", file=sys.stderr, flush=True)
    import time
    for _ in range(600):  # Python 3.14 looks for signals only between steps
        time.sleep(0.1)
def body(arguments):
    signal.raise_signal(signal.SIGINT)
sys.exit(run_command(body, None))
"""


@pytest.mark.parametrize(("when", "said"), [("before", ""), ("within", "interrupted")])
@pytest.mark.parametrize("package", PACKAGES)
def test_an_interruption_before_a_command_has_begun(package, when, said):
    process = subprocess.Popen(
        [sys.executable, "-c", EARLY.format(package=package), when],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if when == "before":
        assert process.stderr.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.partition("\n")[0]) == (130, "", said)


@pytest.mark.parametrize("package", [*COMMANDS, "atlas", "dimension", "thresholds", "relu", "check", "doctor"])
def test_every_command_ends_at_once_from_its_first_line_on(package):
    """A module of ``-m`` asks for it before it imports anything else."""
    name = {"verify": "verify.__main__", "netsim": "netsim.__main__"}.get(package)
    text = Path(importlib.util.find_spec(name or f"algebraic.{package}.__main__").origin).read_text(encoding="utf-8")
    first = [type(node).__name__ for node in ast.parse(text).body[:4]]
    assert first == ["Expr", "ImportFrom", "If", "Import"]
    assert "end_on_interrupt()" in ast.unparse(ast.parse(text).body[2])


def test_pictures_whose_links_lead_to_each_other(both, tmp_path):
    (tmp_path / "a.png").symlink_to("a.png")
    code, _, err = both(lambda shell: shell.check_plot_path("--plot", str(tmp_path / "a.png")))
    assert code == 2
    assert "Too many levels of symbolic links" in err


@pytest.mark.parametrize("package", PACKAGES)
def test_an_interruption_inside_exec_has_its_exit_code(package, tmp_path):
    """Python would end a module of ``-m`` by the signal, where its own class passes through ``exec``."""
    body = BODY.format(package=package).replace("    if", "    exec('import os; os.kill(os.getpid(), 2)')\n    if", 1)
    (tmp_path / "body.py").write_text(body)
    process = subprocess.run(
        [sys.executable, "-m", "body", "1"],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
    )
    assert (process.returncode, process.stdout, process.stderr[:11]) == (130, "", "interrupted")


def test_signals_mean_afterwards_what_they_meant_before():
    before = signal.getsignal(signal.SIGTERM)
    for shell in SHELLS:
        during = []
        shell.run_command(lambda given, during=during: during.append(signal.getsignal(signal.SIGTERM)) or 0, [])
        assert during[0] is not before
        assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
@pytest.mark.parametrize(
    "command",
    ["netsim", "netsim run", "algebraic.bezout", "algebraic.count", "algebraic.dimension", "algebraic.check", "verify"],
)
def test_help_that_cannot_be_written_is_told_alike(command):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", *command.split(), "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr.splitlines()[0]) == (4, "error: the disk is full: the output was not written")


def test_images_are_looked_for_where_the_doctor_says(tmp_path, monkeypatch):
    from algebraic.doctor.image_folders import DATA_VARIABLE, IMAGE_FILES, image_folders
    from netsim.data import cifar, data_folders, mnist

    for folder in ("", str(tmp_path)):
        monkeypatch.setenv(DATA_VARIABLE, folder)
        assert image_folders() == [str(path) for path in data_folders()]
    asked = {}
    for name, module, read in (("cifar10", cifar, cifar.read_cifar10), ("mnist", mnist, mnist.read_mnist)):

        def note(title, names, *, subfolders, endings=("",), name=name, **rest):
            asked[name] = (tuple(subfolders), tuple(names), tuple(endings))
            raise FileNotFoundError

        monkeypatch.setattr(module, "find_files", note)
        with pytest.raises(FileNotFoundError):
            read()
    assert {name: (files[0], set(files[1]), files[2]) for name, files in IMAGE_FILES.items()} == {
        name: (places, set(files), endings) for name, (places, files, endings) in asked.items()
    }


def test_work_is_spread_by_one_module():
    """Word for word but for where the errors stand; tests/netsim/runs has its tests."""
    one, two = (
        Path(importlib.util.find_spec(f"{package}.executors").origin).read_text(encoding="utf-8")
        for package in ("algebraic.shell", "netsim.runs")
    )
    assert one.count("\nfrom .errors import ") == 1
    assert one.replace("\nfrom .errors import ", "\nfrom ..shell import ") == two


# The same data


def test_images_are_chosen_by_one_rule():
    one, two = (Path(importlib.util.find_spec(f"{package}.data.chosen_images").origin) for package in PACKAGES)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("name", ["patches", "digits", "CIFAR-10", "MNIST"])
def test_a_name_a_seed_and_a_number_are_the_same_images(name, tmp_path):
    written = {"CIFAR-10": write_cifar, "MNIST": write_mnist}.get(name)
    folder = None if written is None else written(tmp_path / "files")
    if folder is not None:
        mark_images(folder)
    network = Network.dense([784 if name == "MNIST" else 3072, 1], "z")
    given = {"CIFAR-10": "cifar10", "MNIST": "mnist"}.get(name, name)
    for seed in (0, 2**40 + 1):
        one = load_integer_data(name if folder is None else str(folder), network, 37, seed=seed)
        two = load_dataset(given, num_train=37, num_test=1, seed=seed, preprocess="none", data_dir=folder)
        pixels = one.inputs.reshape(37, *((28, 28, 1) if name == "MNIST" else (32, 32, 3))).transpose(0, 3, 1, 2)
        pixels = pixels[:, :1, ::4, ::4] if name == "digits" else pixels
        assert (pixels == two.train_inputs).all()
        assert one.targets.ravel().tolist() == two.train_labels.tolist()
        assert len({x.tobytes() for x in two.train_inputs}) > 30  # they can be told apart


def mark_images(folder):
    """Every image of a folder of zeros has numbers and a label of its own."""
    for path in [*folder.glob("data_batch*"), *folder.glob("train-*")]:
        content = np.fromfile(path, dtype=np.uint8)
        header = {"i": 16, "l": 8}.get(path.name.partition("-")[2][:1], 0)
        size = {"i": 784, "l": 1}.get(path.name.partition("-")[2][:1], 3073)
        rows = content[header:].reshape(-1, size)
        numbers = np.arange(len(rows)) + 3 * ord(path.stem[-1])
        rows[:, 0] = numbers % 10
        if size > 1:
            rows[:, 500], rows[:, 700] = numbers % 251, numbers // 251
        content.tofile(path)
