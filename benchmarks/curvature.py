"""The largest eigenvalues of the Hessian of a loss, with 99,530 weights and 500 images, beside other programs.

Each program runs in a process of its own, with one thread, in float64, on the same weights, images and labels; the
others in an environment of their own (``--peers PYTHON``: its interpreter). Residuals of what they return are computed
here, for all by the same products.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

GOAL = 6.0  # times PyHessian, at its residual
COUNT = 10  # by default
LIMIT = 1500  # seconds of one program
WIDTHS = (64, 256, 256, 64, 10)
SAMPLES = 500
STEPS = 150  # of Adam, so that the largest eigenvalues are positive
MOST = 500  # steps of PyHessian for one eigenvalue, where it is asked for more digits
HERE = Path(__file__).resolve()

INTRODUCTION = """\
# Benchmarks: curvature

The largest eigenvalues of the Hessian of a cross-entropy: a network 64–256–256–64–10 of tanh units with 99,530
weights, after 150 steps of Adam, on digits. The page is generated: `benchmarks/curvature.py --peers PYTHON`
measures, where PYTHON is the interpreter of an environment in which the other programs are installed, and
`benchmarks/curvature.py --page FILE --from RECORD` writes the page from the record of a run.

- Every program runs in a process of its own with one thread in float64. Entries are processor seconds (medians),
  without imports and without reading the data.
- Residuals are the largest ‖Hv − λv‖ / (λ₁ ‖v‖) of the pairs that a program returns, by the same products for all.
- Ours has the search for what one start misses in it; the residuals come from the images of the basis, without further
  products. "At the residual of PyHessian": the tolerance is the residual that PyHessian reached. The proof (enclosures
  of the products in balls) is timed apart.
- PyHessian takes the eigenvalues that are largest in size, which are the largest ones here. It finds one after the
  other; where more than ten are asked for it runs with its own settings only.
- PyHessian's density, which is not timed, calls `torch.eig(T, eigenvectors=True)`, and torch has no such function any
  more. It runs once `hessian.py` has `a_, b_ = torch.linalg.eigh(T)` there, and `eigen_list = a_` below it.
- None of the other programs bounds the error of an eigenvalue.
"""


def main(arguments: Sequence[str]) -> int:
    """Measure, or write the page of a record; or, with ``--program``, run one program in this process."""
    if arguments[:1] == ["--program"]:
        run_program(*arguments[1:])
        return 0
    sys.path.insert(0, str(HERE.parent))
    from output import deliver, make_parser, read_options

    parser = make_parser("curvature.py", __doc__ or "", quick="150 images", repetitions=1)
    parser.add_argument("--peers", metavar="PYTHON", help="the interpreter of the environment with the other programs")
    parser.add_argument("--count", type=int, default=COUNT, metavar="K", help=f"eigenvalues (default {COUNT})")
    options = read_options(parser, arguments)
    return deliver(options, measure, page_of)


def measure(options: Any) -> dict[str, Any]:
    """The record of a run."""
    from output import complete, say
    from record import describe_run

    started = perf_counter()
    command = " ".join(["benchmarks/curvature.py", *options.arguments]).replace(str(options.peers), "PYTHON")
    asked_for = {"options": {"repetitions": options.repetitions}, "seed": 0}
    record: dict[str, Any] = {"command": command, **describe_run(), **asked_for}
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.npz"
        record["task"] = make_task(task, 150 if options.quick else SAMPLES)
        subject = subject_of(task)
        for name, own in PEERS if options.peers else ():
            if own and options.count > COUNT:
                continue  # five times as many steps for each of many eigenvalues
            rows += timed(name, options.peers, task, own, options, subject, say)
        asked = {"1e-7": 1e-7}
        for row in rows:
            if row["program"].startswith("PyHessian") and row["status"] == "ok":
                asked[f"at the residual of {row['program']}"] = row["residual"]
        for words, own in reversed(asked.items()):
            for name in ("zerolocus", "scipy eigsh with our products"):
                rows += timed(f"{name}, {words}", sys.executable, task, own, options, subject, say)
        record["count"] = options.count
        if options.count == COUNT:
            record["products"] = product_times(subject)
            record["proof"] = proof_time(task, subject)
    record["rows"] = rows
    largest = [max(row["values"]) for row in rows if row["status"] == "ok"]
    if largest and max(largest) - min(largest) > 0.02 * max(largest):
        problems.append(f"programs differ in the largest eigenvalue: {min(largest)} to {max(largest)}")
    return complete(record, started, problems)


def make_task(path: Path, count: int) -> dict[str, Any]:
    """Weights after a short training, images, labels."""
    import numpy as np
    import torch
    from sklearn.datasets import load_digits

    torch.set_num_threads(1)
    digits = load_digits()
    inputs, labels = torch.tensor(digits.data[:count] / 16), torch.tensor(digits.target[:count])
    torch.manual_seed(0)
    model = build(torch)
    steps = torch.optim.Adam(model.parameters(), lr=1e-3)
    for _ in range(STEPS):
        steps.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        steps.step()
    weights = torch.cat([p.detach().reshape(-1) for p in model.parameters()])
    np.savez(path, weights=weights.numpy(), inputs=inputs.numpy(), labels=labels.numpy())
    return {"num_params": len(weights), "num_samples": count, "loss": float(loss.detach()), "steps": STEPS}


def build(torch: Any) -> Any:
    """The network, in float64."""
    layers: list[Any] = []
    for read, width in pairwise(WIDTHS):
        layers += [torch.nn.Linear(read, width), torch.nn.Tanh()]
    return torch.nn.Sequential(*layers[:-1]).double()


def read_task(path: str | Path) -> tuple[Any, Any, Any]:
    """The model, inputs and labels."""
    import numpy as np
    import torch

    torch.set_num_threads(1)
    with np.load(path) as task:
        weights, inputs, labels = (torch.tensor(task[name]) for name in ("weights", "inputs", "labels"))
    model = build(torch)
    torch.nn.utils.vector_to_parameters(weights, model.parameters())
    return model, inputs, labels


def subject_of(path: Path) -> Any:
    """The task as a function of the weights."""
    from verify.subject import make_subject

    model, inputs, labels = read_task(path)
    return make_subject(model, inputs, labels, loss="cross-entropy")


def timed(
    name: str, python: str, task: Path, tolerance: float, options: Any, subject: Any, say: Any
) -> list[dict[str, Any]]:
    """Rows of one program."""
    import numpy as np

    from verify.curvature.products import Products

    rows = []
    for repetition in range(options.repetitions):
        out = task.with_name("found.npz")
        out.unlink(missing_ok=True)
        line = [python, str(HERE), "--program", name, str(task), str(out), repr(tolerance), str(options.count)]
        row: dict[str, Any] = {"program": name, "repetition": repetition, "tolerance": tolerance}
        try:
            done = subprocess.run(line, capture_output=True, text=True, timeout=LIMIT)
            note = done.stderr.strip().splitlines()[-1:] or ["no answer"] if done.returncode else []
        except subprocess.TimeoutExpired:
            note = [f"no end within {LIMIT:,} s"]
        if note or not out.exists():
            row |= {"status": "failed", "note": note or ["no answer"]}
        else:
            with np.load(out) as found:
                values, vectors = found["values"], found["vectors"]
                row |= {"cpu": float(found["cpu"]), "wall": float(found["wall"]), "version": str(found["version"])}
            vectors = vectors / np.linalg.norm(vectors, axis=0)
            rest = np.linalg.norm(Products(subject).hessian(vectors) - vectors * values, axis=0)
            row |= {"status": "ok", "residual": float(rest.max() / abs(values).max()), "values": values.tolist()}
        say(f"{name}: {row.get('cpu', row['status'])} {row.get('residual', row.get('note', ''))}")
        rows.append(row)
    return rows


def product_times(subject: Any) -> dict[str, float]:
    """Processor seconds of one product Hv, each the least of fifteen, in turn: ours, and ways of torch."""
    from time import process_time

    import numpy as np
    import torch

    from verify.curvature.products import Products

    vectors = np.random.default_rng(0).standard_normal((subject.num_params, 1))

    def loss(weights: Any) -> Any:
        return subject.loss_function(subject.call(weights, subject.batch()), subject.targets)

    direction = torch.tensor(vectors[:, 0])
    _, linear = torch.func.linearize(torch.func.grad(loss), subject.weights)
    ways: dict[str, Any] = {
        "layer by layer": (ours := Products(subject), lambda: ours.hessian(vectors))[1],
        "double backward": (other := Products(subject, by_layers=False), lambda: other.hessian(vectors))[1],
        "torch.func.linearize": lambda: linear(direction),
        "torch.func.jvp of grad": lambda: torch.func.jvp(torch.func.grad(loss), (subject.weights,), (direction,)),
    }
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(15):
        for name, run in ways.items():
            started = process_time()
            run()
            found[name] = min(found[name], process_time() - started)
    return found


def proof_time(task: Path, subject: Any) -> dict[str, Any]:
    """Processor seconds of the proof for eleven vectors, and the largest radius of an eigenvalue then."""
    from time import process_time

    from verify.curvature.spectrum import find_spectrum

    started = process_time()
    found = find_spectrum(subject, COUNT, 1, "lanczos", 0)
    return {"cpu of all": process_time() - started, "status": found.status,
            "largest radius": max(each.radius for each in found.eigenvalues)}  # fmt: skip


# Programs, in processes of their own


def run_program(name: str, task: str, out: str, tolerance: str, count: str) -> None:
    """One program: values, vectors, seconds and version into a file."""
    from time import process_time

    import numpy as np

    prepare = next(own for known, own in PROGRAMS.items() if name.startswith(known))
    run, version = prepare(*read_task(task), float(tolerance), int(count))
    wall, cpu = perf_counter(), process_time()
    values, vectors = run()
    cpu, wall = process_time() - cpu, perf_counter() - wall
    np.savez(out, values=np.array(values), vectors=np.array(vectors), cpu=cpu, wall=wall, version=version)


def _version(name: str) -> str:
    from importlib.metadata import version

    import torch

    return f"{version(name)}, torch {torch.__version__}"


def _pyhessian(model: Any, inputs: Any, labels: Any, tolerance: float, count: int) -> Any:
    import torch

    hessian = import_module("pyhessian").hessian

    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)

    def run() -> Any:
        found = hessian(model, torch.nn.CrossEntropyLoss(), data=(inputs, labels), cuda=False)
        more = {"tol": tolerance, "maxIter": MOST} if tolerance else {}  # its own defaults are 1e-3 and 100
        values, vectors = found.eigenvalues(top_n=count, **more)
        flat = [torch.cat([part.reshape(-1) for part in vector]).detach().numpy() for vector in vectors]
        return values, _columns(flat)

    return run, _version("pyhessian")


def _columns(rows: list[Any]) -> Any:
    import numpy as np

    return np.stack(rows, 1)


def _curvlinops(model: Any, inputs: Any, labels: Any, tolerance: float, count: int) -> Any:
    import torch
    from scipy.sparse.linalg import eigsh

    programs = import_module("curvlinops")

    def run() -> Any:
        operator = programs.HessianLinearOperator(model, torch.nn.CrossEntropyLoss(), list(model.parameters()),
                                         [(inputs, labels)], check_deterministic=False).to_scipy()  # fmt: skip
        return eigsh(operator, count, which="LA", tol=1e-4, v0=_start(operator.shape[0]))

    return run, _version("curvlinops-for-pytorch")


def _eigenthings(model: Any, inputs: Any, labels: Any, tolerance: float, count: int) -> Any:
    import torch

    programs = import_module("hessian_eigenthings")

    def run() -> Any:
        operator = programs.HessianOperator(
            model, [(inputs, labels)], programs.supervised_loss(torch.nn.CrossEntropyLoss())
        )
        found = programs.lanczos(operator, k=count, max_iter=5 * count, which="LA", seed=0)
        return found.eigenvalues.numpy(), found.eigenvectors.detach().numpy().T

    return run, _version("hessian-eigenthings")


def _start(size: int) -> Any:
    import numpy as np

    return np.random.default_rng(0).standard_normal(size)


def _ours(model: Any, inputs: Any, labels: Any, tolerance: float, count: int) -> Any:
    import numpy as np

    from verify.curvature.lanczos import find_ends
    from verify.curvature.products import Products
    from verify.subject import make_subject

    subject = make_subject(model, inputs, labels, loss="cross-entropy")

    def run() -> Any:
        products = Products(subject)
        found = find_ends(products.hessian, subject.num_params, count, 0, tolerance=tolerance)
        residuals = np.linalg.norm(found.images - found.vectors * found.values, axis=0)
        assert found.converged, residuals
        return found.values, found.vectors

    return run, _version("torch")


def _eigsh(model: Any, inputs: Any, labels: Any, tolerance: float, count: int) -> Any:
    from scipy.sparse.linalg import LinearOperator, eigsh

    from verify.curvature.products import Products
    from verify.subject import make_subject

    subject = make_subject(model, inputs, labels, loss="cross-entropy")

    def run() -> Any:
        products = Products(subject)
        size = subject.num_params
        operator = LinearOperator((size, size), matvec=lambda v: products.hessian(v.reshape(-1, 1))[:, 0], dtype=float)
        return eigsh(operator, count, which="LA", tol=tolerance, v0=_start(size))

    return run, _version("scipy")


PROGRAMS = {
    "zerolocus": _ours,
    "scipy eigsh with our products": _eigsh,
    "PyHessian": _pyhessian,
    "curvlinops": _curvlinops,
    "hessian-eigenthings": _eigenthings,
}
PEERS = (("PyHessian", 0.0), ("PyHessian with tol 1e-5", 1e-5), ("curvlinops", 0.0), ("hessian-eigenthings", 0.0))


def page_of(record: dict[str, Any]) -> str:
    """The record as a page."""
    sys.path.insert(0, str(HERE.parent))
    from page import machine_lines

    rows = record["rows"]
    cpu = {row["program"]: row["cpu"] for row in rows if row["status"] == "ok"}
    task = record["task"]
    told = f"{task['num_params']:,} weights, {task['num_samples']} images, a loss of {task['loss']:.3g}."
    count = record.get("count", COUNT)
    title = INTRODUCTION if count == COUNT else INTRODUCTION.replace("curvature\n", f"{count} eigenvalues\n", 1)
    lines = [title, f"## The {count} largest eigenvalues", "", told, ""]
    lines += ["| program | version | processor s | residual |", "|---|---|---:|---:|"]
    for name in dict.fromkeys(row["program"] for row in rows):
        done = [row for row in rows if row["program"] == name and row["status"] == "ok"]
        if not done:
            note = next(row["note"] for row in rows if row["program"] == name)
            lines.append(f"| {name} | failed: {'; '.join(note)[:120]} | | |")
            continue
        rest = median(row["residual"] for row in done)
        lines.append(f"| {name} | {done[0]['version']} | {median(row['cpu'] for row in done):.2f} | {rest:.1e} |")
    for name in ("PyHessian", "PyHessian with tol 1e-5"):
        ours = cpu.get(f"zerolocus, at the residual of {name}")
        if ours and name in cpu:
            lines += ["", f"At the residual of {name} ours takes {cpu[name] / ours:.1f} times fewer processor seconds."]
    if "products" not in record:
        return "\n".join([*lines, "", machine_lines(record)]).rstrip() + "\n"
    lines += ["", f"The goal is {GOAL:g} times PyHessian at its residual, with {SAMPLES} images.", "",
              "## One product", "", "| way | processor s |", "|---|---:|"]  # fmt: skip
    lines += [f"| {name} | {seconds:.4f} |" for name, seconds in record["products"].items()]
    proof = record["proof"]
    lines += ["", f"With the least eigenvalue and enclosures of all of them the answer took {proof['cpu of all']:.1f} "
              f"processor seconds: {proof['status']}, the largest radius is {proof['largest radius']:.1e}.", "",
              machine_lines(record)]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
