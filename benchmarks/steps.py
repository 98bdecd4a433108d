"""One training step of Theory II's and III's networks, part by part: what each takes, and the least it could take.

Parts are the convolutions (forward, slopes of weights, slopes of inputs), normalisation with ReLU, and the rest. The
floor of a convolution is a float32 product by torch of the same shape; that of a normalisation is a copy of what it
must read and write. Ways to take the whole step run in turn beside the plain loop. Everything runs on one thread; the
least CPU time of the repetitions counts, which other programs on the machine disturb less than wall time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from output import complete, deliver, make_parser, read_options, say
from record import describe_run
from steps_page import render

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from netsim.models import compiled_forms, convolutions, initial_weights, normalisation, theory2_dcnn, theory3_cnn, walk
from netsim.models.tried_kernels import find_kernels
from netsim.models.windows import Window
from netsim.training import DataSpec, TrainTask

if TYPE_CHECKING:
    import torch

SEED, BATCH, MODELS = 0, 100, 8
NETWORKS: dict[str, Callable[[], Any]] = {"theory3_cnn": theory3_cnn, "theory2_dcnn": theory2_dcnn}
LOOP = "the plain loop"


def least(calls: dict[str, Callable[[], Any]], repetitions: int) -> dict[str, dict[str, float]]:
    """Least and median CPU milliseconds of each call, in turn (A B C A B C …), after one that is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(repetitions):
        for name, call in calls.items():
            begun = process_time()
            call()
            taken[name].append(1e3 * (process_time() - begun))
    return {name: {"least": min(times), "median": median(times)} for name, times in taken.items()}


def parts_of(network: Any) -> tuple[dict[str, Callable[[], Any]], dict[str, float]]:
    """Calls of the parts of a step with those of their floors, and floating-point operations of the products."""
    import torch

    kernels = find_kernels()
    assert kernels is not None
    draw = torch.Generator().manual_seed(SEED)
    calls: dict[str, Callable[[], Any]] = {}
    flops: dict[str, float] = {}
    side = network.input_shape
    for number, node in enumerate(walk(network.layers, network.input_shape), start=1):
        layer = node.layer
        if not layer.size:
            continue
        window = Window(1, side[0], side[1], side[2], layer.units, layer.size, layer.stride, layer.padding)
        side = (layer.units, *window.outputs)
        values, slopes = _images(draw, window.channels, window.height, window.width), _images(draw, *side)
        weight = torch.randn(1, layer.units, layer.size, layer.size, window.channels, generator=draw).movedim(-1, 2)
        rows = torch.randn(BATCH * side[1] * side[2], window.row, generator=draw)
        columns, out = (torch.randn(*shape, generator=draw) for shape in ((window.row, layer.units),
                                                                         (len(rows), layer.units)))  # fmt: skip
        calls |= {
            f"{number} outputs": _bound(compiled_forms._outputs, kernels, window, values, weight, None),
            f"{number} outputs, floor": _bound(torch.mm, rows, columns),
            f"{number} slopes of weights": _bound(compiled_forms._weight_slopes, kernels, window, values, slopes),
            f"{number} slopes of weights, floor": _bound(torch.mm, out.T, rows),
        }
        flops[f"{number} outputs"] = flops[f"{number} slopes of weights"] = 2.0 * out.numel() * window.row
        if number > 1:
            calls[f"{number} slopes of inputs"] = _bound(compiled_forms._input_slopes, kernels, window, weight, slopes)
            calls[f"{number} slopes of inputs, floor"] = _bound(torch.mm, out, columns.T)
            flops[f"{number} slopes of inputs"] = 2.0 * out.numel() * window.row
        if number < len(network.layers):
            calls |= _normalisations(number, slopes, _images(draw, *side))
    return calls, flops


def _normalisations(number: int, values: torch.Tensor, slopes: torch.Tensor) -> dict[str, Callable[[], Any]]:
    import torch

    kernels = find_kernels()
    assert kernels is not None
    given, other = values.clone(memory_format=torch.channels_last).requires_grad_(), torch.empty_like(slopes)

    def ours() -> None:
        found, *_ = compiled_forms.normalise(kernels, given, None, None, 1e-5, cut=True)
        torch.autograd.grad(found, given, slopes)

    def copies() -> None:  # forward reads and writes once, backward reads twice and writes once: 2.5 copies
        other.copy_(values)
        other.copy_(slopes)
        other[: BATCH // 2].copy_(values[: BATCH // 2])

    return {f"{number} normalisation and ReLU": ours, f"{number} normalisation and ReLU, floor": copies}


def ways_of(network: Any) -> dict[str, Callable[[], Any]]:
    """A step of one model, in several ways; those of several models at once are divided by their number afterwards."""
    import torch

    from tests.reference.plain_training import Plain

    draw = torch.Generator().manual_seed(SEED)
    images, labels = _images(draw, *network.input_shape), torch.randint(10, (BATCH,), generator=draw)
    model = Plain(network, initial_weights(network, (0,), SEED), 0)
    optimizer, criterion = torch.optim.SGD(model.parameters(), lr=0.01), torch.nn.CrossEntropyLoss()
    inputs = images.contiguous()

    def plain(inputs: torch.Tensor = inputs) -> None:
        optimizer.zero_grad()
        criterion(model(inputs), labels).backward()
        optimizer.step()

    single, several = _step(network, 1), _step(network, MODELS)
    own, all_images = (images[None], labels[None]), (images.expand(MODELS, *images.shape), labels.expand(MODELS, BATCH))

    def without(*names: str, products: bool = False, step: Any = single, given: Any = own) -> Callable[[], None]:
        def call() -> None:
            with _left_out(names, products=products):
                step(*given)

        return call

    both = ("convolutions", "normalisation")
    return {
        LOOP: plain,
        "the plain loop, channels last": lambda: plain(images),
        "torch's operations, one tape, updates of all weights at once": without(*both),
        "the same, every convolution as products of rows": without(*both, products=True),
        "compiled convolutions only": without("normalisation"),
        "compiled normalisation with ReLU only": without("convolutions"),
        "compiled convolutions and normalisation (what is used)": without(),
        f"{MODELS} models at once, grouped convolutions": without(*both, step=several, given=all_images),
        f"{MODELS} models at once, compiled": without(step=several, given=all_images),
    }


@contextmanager
def _left_out(names: Sequence[str], *, products: bool) -> Iterator[None]:
    """Without the kernels of these, and with products of rows in their place where they are asked for."""
    modules: dict[str, Any] = {"convolutions": convolutions, "normalisation": normalisation}
    kept = {name: modules[name].kernels_for for name in names}, convolutions.MOST
    for name in names:
        modules[name].kernels_for = lambda device, dtype: None
    convolutions.MOST = 10**9 if products else convolutions.MOST
    try:
        yield
    finally:
        for name, own in kept[0].items():
            modules[name].kernels_for = own
        convolutions.MOST = kept[1]


def _step(network: Any, models: int) -> Any:
    from netsim.training.loop import begin

    data = DataSpec("patches", num_train=BATCH, num_test=10)
    _, update, step = begin(TrainTask(network, data, tuple(range(models)), 1, batch_size=BATCH, seed=SEED), "cpu")
    update.begin(1)
    return step


def _images(draw: torch.Generator, *shape: int) -> torch.Tensor:
    import torch

    return torch.randn(BATCH, *shape, generator=draw).contiguous(memory_format=torch.channels_last)


def _bound(call: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    return lambda: call(*arguments)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    import torch

    started = perf_counter()
    torch.set_num_threads(1)
    record: dict[str, Any] = {"options": {"quick": options.quick, "repetitions": options.repetitions}} | describe_run()
    record |= {"command": " ".join(["benchmarks/steps.py", *options.arguments]), "seed": SEED, "batch": BATCH}
    record["versions"]["torch"] = version("torch")
    kernels = find_kernels()
    problems = [] if kernels is not None else ["no C compiler: nothing was measured"]
    record["kernels"] = None if kernels is None else {"width": kernels.width, "options": list(kernels.options)}
    record["networks"] = {}
    for name, network in NETWORKS.items() if kernels is not None else ():
        ways = least(ways_of(network()), options.repetitions)
        for way, times in ways.items():
            shared = MODELS if way.startswith(f"{MODELS} models") else 1
            ways[way] = {kind: time / shared for kind, time in times.items()}
        calls, flops = parts_of(network())
        record["networks"][name] = {"ways": ways, "parts": least(calls, options.repetitions), "flops": flops}
        for way, times in ways.items():
            say(f"{name}, {way}: {times['least']:.1f} ms")
    return complete(record, started, problems)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    return read_options(make_parser("steps.py", __doc__, quick="two repetitions", repetitions=10), arguments)


if __name__ == "__main__":
    sys.exit(deliver(parse(sys.argv[1:]), run, render))
