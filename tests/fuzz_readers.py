"""Gives every reader damaged input, and fails on an exception that is not ours, on 2 seconds or on a gigabyte.

``python -m tests.fuzz_readers`` tries 20,000 inputs; ``--seconds 60`` as many as there is time for, as CI does. An
input depends on the seed, the reader and its number only: ``--reader csv --first 117 --count 1`` tries one again.
"""

import argparse
import contextlib
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np

from algebraic import options as shared
from algebraic.data import load_data
from algebraic.data.image_files import CIFAR_FILES, IDX_IMAGES, IDX_LABELS, read_image_folder
from algebraic.networks import Activation, Network, describe_graph, find_network, network_from_graph
from algebraic.shell import Budget, Parser, ZerolocusError, exact_number, parse_json
from algebraic.systems import check_square, read_equation_file
from verify.catalogue import find_claim
from verify.given import check_recorded, check_settings, read_instance, setting

SECONDS, BYTES = 2.0, 2**30
HANGS = 20  # seconds of wall time after which an input is broken off
NETWORK = Network.dense([1, 1, 1], output_bias=False)

TOKENS = [
    *rb"0 -1 1e999 1e-400 1e400 1e401 NaN Infinity nan inf null true 1/0 0x10 1_0 $1 18446744073709551616".split(),
    *rb"""\ud800 " ' , [ ] { } ( ) ** z # -- = {} "x" <f16 |O PK z**1000 (z+1/3)**999""".split(),
    *(each.encode() for each in ("−5", "１", "١", "\x00", "\n", "\r", "[1, 1]")),
    *(
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"PK\x05\x06",
        b"PK\x01\x02",
        b"\x93NUMPY",
        b"9" * 50,
        b"9" * 5000,
        b"0." + b"3" * 3000,
    ),
    *(b"-" * 3000, b"(" * 3000, b"[" * 3000, b'{"a":' * 3000),
]
TEXTS = [
    "z**3+z",
    "1.5*z**2-(z+1/2)^3/7",
    "-z + 2e-3",
    "(z**9+z/3)**11*z",
    "+".join(f"{k}/7*z**{k}" for k in range(60)),
]
EQUATIONS = [
    "x^2 + y^2 = 1  # a circle\n2*x*y - 0.5\n",
    "(x1 - 1/3)**3*(x2 + 1.5e-3)^2 - -x1\r\n\r\nx1*x2 = (x2 - 7)/2\r\n",
    "\n".join(f"(a + 2*b - {k}*c)^{k} = a*b*c/{k}" for k in range(1, 4)),
    "+".join(f"{k}/7*x^{k}*y" for k in range(60)) + "\n# y\ny^2 - x*y*x^2 + (y + x + 1)^9",
]
TABLES = ["x1,y\n1,2\n3,4\n5,7\n", "0.1,1/3\n-2e3,.5\n7,8\n", '"a","b"\r\n"1","2"\r\n3,4\r\n', "1,2\n3,4"]
DENSE = {"type": "dense", "units": 2, "activation": "z**2"}
NETWORKS = [
    {"input": 2, "layers": [DENSE, {"type": "dense", "units": 1, "bias": False}]},
    {"input": [4, 4, 1], "layers": [{"type": "convolution", "channels": 2, "kernel": [2, 2], "shared": False}]},
    {"input": 4, "layers": [{"type": "nodes", "patches": [[0, 1], [2, 3]]}, {**DENSE, "reads": [0, "input"]}]},
    {"input": 2, "layers": [{"type": "graph", "units": 2, "edges": [[0, 0, "a"], [1, 1, "a"]], "biases": {"0": "b"}}]},
]
LINES = [
    ["--layers", "3", "--samples", "4", "--seed", "1"],
    ["--widths", "2,1,1", "--activation", "z**2", "--no-hidden-bias", "--timeout", "4"],
    ["--network", "theory2-tree", "--outputs", "3", "--memory", "2"],
    ["--layers=2", "--data", "digits", "--system", "critical", "--ridge=scalar", "--json"],
]
INSTANCES = [
    {"X": [[1, 2]], "Y": [["1/3"]], "W1": [[1, 1, 1]]},
    {"claims": [{"counterexample": {"instance": {"experiment": "E03", "check": "x", "size": "laptop", "seed": 0}}}]},
]
SETTINGS = ["num_samples=50", "kind=relu", "scale=0.5", "seed=0", "size=smoke", "square=true", "largest=[1]"]


def damaged(raw, draw):
    """Bytes with one to three faults."""
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(raw) + 1)
        match draw.randrange(8):
            case 0:  # flipped
                for _ in range(draw.randint(1, 4) if raw else 0):
                    at = draw.randrange(len(raw))
                    raw = raw[:at] + bytes([draw.randrange(256)]) + raw[at + 1 :]
            case 1:  # cut off
                raw = raw[:place]
            case 2 | 3:  # something put in
                raw = raw[:place] + draw.choice(TOKENS) + raw[place:]
            case 4:  # a part repeated
                end = draw.randint(place, min(len(raw), place + 30))
                raw = raw[:end] + raw[place:end] * draw.choice([1, 2, 1000]) + raw[end:]
            case 5:  # a number replaced
                numbers = list(re.finditer(rb"[0-9]+", raw))
                if numbers:
                    found = draw.choice(numbers)
                    raw = raw[: found.start()] + draw.choice(TOKENS) + raw[found.end() :]
            case 6:  # a part left out
                raw = raw[:place] + raw[draw.randint(place, len(raw)) :]
            case 7:  # a word replaced
                words = list(re.finditer(rb"[^\s,:\[\]{}()=]+", raw))
                if words:
                    found = draw.choice(words)
                    raw = raw[: found.start()] + draw.choice(TOKENS) + raw[found.end() :]
    return raw


def numpy_bytes(draw, archive):
    table = (
        np.arange(6).reshape(3, 2).astype(draw.choice(["<f8", "<i4", ">f4", "u1", "?", "f2", "c16", "U3", "O", "g"]))
    )
    out = io.BytesIO()
    if not archive:
        np.save(out, table, allow_pickle=True)
    else:
        draw.choice([np.savez, np.savez_compressed])(out, inputs=table[:, :1], targets=table[:, 1])
    return out.getvalue()


def text(raw):
    return raw.decode("utf-8", errors=("surrogateescape"))


class Readers:
    """Each method gives one reader the input that it draws; the file is in a folder of its own."""

    def __init__(self, folder):
        self.folder, self.shown = Path(folder), b""

    def file(self, name, raw):
        self.shown = raw
        (self.folder / name).write_bytes(raw)
        return str(self.folder / name)

    def note(self, given):
        self.shown = given
        return given

    def json(self, draw):
        document = draw.choice([*NETWORKS, *INSTANCES, describe_graph(NETWORK)])
        parse_json(self.note(damaged(json.dumps(document).encode(), draw)), "it")

    def network(self, draw):
        find_network(self.file("a.json", damaged(json.dumps(draw.choice(NETWORKS)).encode(), draw)))

    def graph(self, draw):
        raw = damaged(json.dumps(describe_graph(find_network("theory2-example"))).encode(), draw)
        network_from_graph(parse_json(self.note(raw), "it"))

    def activation(self, draw):
        Activation.parse(self.note(text(damaged(draw.choice(TEXTS).encode(), draw))))

    def equations(self, draw):
        check_square(read_equation_file(self.file("a.txt", damaged(draw.choice(EQUATIONS).encode(), draw))))

    def number(self, draw):
        given = self.note(text(damaged(draw.choice([b"-1.5e3", b"1/3", b".5", b"12345"]), draw)))
        with contextlib.suppress(ValueError, ZeroDivisionError):  # what it says that it raises
            exact_number(given)

    def csv(self, draw):
        load_data(self.file("a.csv", damaged(draw.choice(TABLES).encode(), draw)), NETWORK, 2)

    def npy(self, draw):
        load_data(self.file("a.npy", damaged(numpy_bytes(draw, archive=False), draw)), NETWORK, 2)

    def npz(self, draw):
        load_data(self.file("a.npz", damaged(numpy_bytes(draw, archive=True), draw)), NETWORK, 2)

    def images(self, draw):
        for name in (CIFAR_FILES[0], IDX_IMAGES, IDX_LABELS):
            (self.folder / name).unlink(missing_ok=True)
        if draw.randrange(4) == 0:
            self.file(CIFAR_FILES[0], damaged(bytes(3073 * 3), draw))
        else:
            images = np.array([0x803, 3, 2, 2], dtype=">u4").tobytes() + bytes(range(12))
            labels = np.array([0x801, 3], dtype=">u4").tobytes() + bytes(3)
            spoilt = draw.randrange(3)
            self.file(IDX_LABELS, labels if spoilt == 0 else damaged(labels, draw))
            self.file(IDX_IMAGES, images if spoilt == 1 else damaged(images, draw))
        read_image_folder(self.folder, 2)

    def options(self, draw):
        line = list(draw.choice(LINES))
        for _ in range(draw.randint(1, 2)):
            place = draw.randrange(len(line))
            if line[place] not in ("--network", "theory2-tree", "--data", "digits"):  # what would be run, or read
                line[place] = text(damaged(line[place].encode(errors="surrogateescape"), draw)).replace(":", "")
        parser = Parser(prog="command")
        for add in (
            shared.add_network_options,
            shared.add_data_options,
            shared.add_system_options,
            shared.add_run_options,
        ):
            add(parser)
        found = parser.parse_args(self.note(line))
        Budget(found.timeout, found.memory)
        shared.num_samples_from(found, shared.network_from(found))

    def instance(self, draw):
        path = self.file("a.json", damaged(json.dumps(draw.choice(INSTANCES)).encode(), draw))
        check_recorded(read_instance(path), find_claim("T2-16"), [])

    def setting(self, draw):
        given = self.note(text(damaged(draw.choice(SETTINGS).encode(), draw)))
        for name in ("NMH-02", "T2-16", "T2-04", "C18-05"):
            check_settings(find_claim(name), [setting(given)])


READERS = sorted(
    name for name, value in vars(Readers).items() if callable(value) and name not in ("__init__", "file", "note")
)


def why_not(call):
    """What is wrong with a call; empty where it gives data, or an error of ours, in time."""

    def hang(*_):
        raise TimeoutError(f"no end within {HANGS} s")

    previous = signal.signal(signal.SIGALRM, hang)
    signal.alarm(HANGS)
    begun, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            call()
    except ZerolocusError as problem:
        if not str(problem) or len(str(problem)) > 2000 or "\n" in problem.message[:-1].replace("\\n", ""):
            return f"an error of {len(str(problem))} characters, or of several lines: {str(problem)[:200]!r}"
    except SystemExit as end:
        if end.code != 0:
            return f"it ends with {end.code}"
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        return f"{type(problem).__name__}: {problem}"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
    spent = time.process_time() - begun
    if spent > SECONDS:
        return f"{spent:.1f} seconds"
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak)
    return f"{grown / 2**20:.0f} MiB" if grown > BYTES else ""


@contextlib.contextmanager
def little_memory():
    """Inside, what asks for more than a gigabyte beyond what is in use gets none."""
    if not os.path.exists("/proc/self/statm"):
        yield
        return
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _give(target, reader, seed):
    """Give a reader the input that is drawn from a seed."""
    getattr(target, reader)(random.Random(seed))


def fuzz(*, seed=0, count=20_000, seconds=None, readers=READERS, first=0):
    """Failures as (reader, number, what is wrong, input), and how many inputs were tried a second."""
    failures, tried, begun = [], 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, little_memory():
        target = Readers(folder)
        number = first
        while tried < count and (seconds is None or time.monotonic() - begun < seconds):
            reader = readers[number % len(readers)]
            wrong = why_not(partial(_give, target, reader, f"{seed} {reader} {number}"))
            if wrong.endswith(" seconds"):  # the first input of a reader waits for what it imports
                wrong = why_not(partial(_give, target, reader, f"{seed} {reader} {number}"))
            if wrong:
                failures.append((reader, number, wrong, target.shown))
            number, tried = number + 1, tried + 1
    return failures, tried, tried / (time.monotonic() - begun)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, help="inputs (default: 20,000, or as many as fit into --seconds)")
    parser.add_argument("--seconds", type=float, help="end after so many")
    parser.add_argument("--reader", choices=READERS, help="this one only")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    given = parser.parse_args()
    count = given.count or (20_000 if given.seconds is None else sys.maxsize)
    readers = [given.reader] if given.reader else READERS
    failures, tried, rate = fuzz(
        seed=given.seed, count=count, seconds=given.seconds, readers=readers, first=given.first
    )
    for reader, number, wrong, shown in failures[:50]:
        again = f"--seed {given.seed} --reader {reader} --first {number} --count 1"
        print(f"{reader}: {wrong[:300]}\n  again: {again}\n  input: {repr(shown)[:300]}")
    print(f"{tried:,} inputs, {rate:,.0f} a second, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
