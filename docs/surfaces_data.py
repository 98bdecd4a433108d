"""The surfaces and paths that can be turned on the site: one JavaScript file, from the records of the experiments.

What a picture shows is what its record holds: losses on a grid, or points of paths with their losses. A record that is
missing, or has no such numbers, is an error that names it.
"""

import json
import sys
from itertools import product
from math import isfinite
from pathlib import Path

RECORDS = Path(__file__).resolve().parent.parent / "netsim" / "results"
AXES_OF_WINDOWS = (
    ("activation", "activation"),
    ("network", "network"),
    ("epoch", "epoch"),
    ("half width", "half_width"),
)
NETWORKS = {"plain": "without skip-connections", "skip": "with skip-connections"}


def read(experiment):
    """The runs of a record, one for each seed.

    Raises:
        SystemExit: there is none.
    """
    path = RECORDS / f"{experiment}-laptop.json"
    if not path.exists():
        raise SystemExit(f"netsim/results/{path.name} is not there: python -m netsim run {experiment} --size laptop")
    document = json.loads(path.read_text(encoding="utf-8"))
    return document, [document, *document.get("others", [])]


def spread(low, high, count):
    """So many numbers from one to another, in equal steps."""
    return [round(low + (high - low) * place / (count - 1), 6) for place in range(count)]


def about(document, words):
    """What a picture is, and where it comes from."""
    options = document["options"]
    return (
        f"{words} Experiment {document['experiment']}, {options['num_train']} images ({options['data']}); not the "
        f"paper's: python -m netsim run {document['experiment']} --size {document['size']}."
    )


def on_surface(x, y, loss, at):
    """The height of the drawn surface at a place inside of its grid."""

    def cell(values, value):
        place = max(k for k, each in enumerate(values[:-1]) if each <= value)
        return place, (value - values[place]) / (values[place + 1] - values[place])

    (i, s), (j, t) = cell(x, at[0]), cell(y, at[1])
    across = [(1 - t) * loss[i + k][j] + t * loss[i + k][j + 1] for k in (0, 1)]
    return (1 - s) * across[0] + s * across[1]


def basins():
    """E06: around a model on a random plane, and on the plane through three models."""
    document, runs = read("E06")
    seeds = [str(run["seed"]) for run in runs]
    around = [run["measured"]["around"] for run in runs]
    between = [run["measured"]["between"] for run in runs]
    names = ("the trained model", "a distant branch", "a near branch")
    return [
        {
            "id": "around",
            "title": "The loss around a trained model",
            "names": ["first direction", "second direction"],
            "about": about(document, "A plane of two random directions through the weights."),
            "axes": [{"name": "seed", "values": seeds}],
            "items": [{"x": each["values"], "y": each["values"], "loss": each["loss"]} for each in around],
        },
        {
            "id": "between",
            "title": "The loss on the plane through three models",
            "names": ["distance", "distance"],
            "about": about(
                document,
                "The trained model, and the ends of two branches from it; the marks lie on the drawn surface.",
            ),
            "axes": [{"name": "seed", "values": seeds}],
            "items": [
                {
                    "x": each["a"],
                    "y": each["b"],
                    "loss": each["loss"],
                    "marks": [
                        [*place, on_surface(each["a"], each["b"], each["loss"], place), name]
                        for place, name in zip(each["models"], names, strict=True)
                    ],
                }
                for each in between
            ],
        },
    ]


def windows():
    """E17: on random planes, with and without skip-connections."""
    document, runs = read("E17")
    kept = [[row for row in run["measured"]["windows"] if "loss" in row] for run in runs]
    axes = [{"name": "seed", "values": [str(run["seed"]) for run in runs]}]
    raw = [list(dict.fromkeys(row[key] for row in kept[0])) for _, key in AXES_OF_WINDOWS]
    for (name, key), values in zip(AXES_OF_WINDOWS, raw, strict=True):
        axes.append({"name": name, "values": [NETWORKS[each] if key == "network" else str(each) for each in values]})
    items = []
    for rows, values in product(kept, product(*raw)):
        found = [r for r in rows if [r[key] for _, key in AXES_OF_WINDOWS] == list(values)]
        if len(found) != 1:
            raise SystemExit(f"E17-laptop.json has {len(found)} surfaces for {values}: one was expected")
        width, loss = found[0]["half_width"], found[0]["loss"]
        items.append({"x": spread(-width, width, len(loss)), "y": spread(-width, width, len(loss[0])), "loss": loss})
    return {
        "id": "skips",
        "title": "The loss on a random plane, with and without skip-connections",
        "names": ["first direction", "second direction"],
        "about": about(document, "The first model of each kind, on a plane whose directions are scaled by filters."),
        "axes": axes,
        "items": items,
    }


def paths(layer):
    """E03: paths of batch gradient descent as a map shows them, at the height of their training loss."""
    document, _ = read("E03")
    measured = document["measured"]
    part, measure = measured[layer], document["options"]["mds"].replace("_", " ")
    branches = [measured["branches"][number] for number in part["branches"]]
    lines = [("main", measured["main"]["train_loss"], 0, False)]
    lines += [(f"branch at epoch {each['from']}", each["train_loss"], 1 + k, False) for k, each in enumerate(branches)]
    lines += [
        (f"averaged with main, {each['from']}", each["mean"]["train_loss"], 1 + k, True)
        for k, each in enumerate(branches)
    ]
    drawn = []
    for points, (name, losses, colour, dashed) in zip(part["points"], lines, strict=True):
        if len(points) != len(losses):
            raise SystemExit(f"E03-laptop.json, {layer}, {name}: {len(points)} points and {len(losses)} losses")
        places = [[*place, loss] for place, loss in zip(points, losses, strict=True) if None not in (*place, loss)]
        places = [place for place in places if all(map(isfinite, place))]
        drawn.append({"name": name, "points": places, "colour": colour, "dashed": dashed})
    return {
        "id": f"paths-{layer}",
        "title": f"Paths of batch gradient descent, {layer.replace('layer', 'layer ')}",
        "names": ["map", "map"],
        "about": about(
            document,
            f"Branches begin where noise of {part['noise']:g} standard deviations of each layer's weights is added. "
            f"The map is a multidimensional scaling of the weights of this layer ({measure}), with a stress of "
            f"{part['stress']:.2f}; the height is the training loss.",
        ),
        "axes": [{"name": "seed", "values": [str(document["seed"])]}],
        "items": [{"lines": drawn}],
    }


def pictures():
    """All that can be turned."""
    return [*basins(), windows(), *(paths(layer) for layer in ("layer2", "layer3"))]


def write(path):
    """Write the file, if it would be another."""
    text = f"window.zerolocusPictures={json.dumps(pictures(), ensure_ascii=False, separators=(',', ':'))};\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
