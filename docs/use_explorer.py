"""The explorer and the surfaces used by their keys, in a browser; what they show is compared with the records.

The records are read here by themselves, not by what writes the data of these pages.
"""

import json
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
RUNS = RESULTS.parent.parent / "netsim" / "results"
PAGE, SPACE = "explorer.html", "surfaces.html"
BEGIN = "#widths=2,2,1&activation=z^2"
FURTHER = "#widths=1,1,1&activation=z^2%2Bz&samples=2"
KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Space": (" ", 32, " "),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
}

HEARD = """new Promise((done) => {
  addEventListener("hashchange", () => setTimeout(done), {once: true});
  location.hash = %s;
})"""
SHOWN = r"""(() => {
  const text = (each) => each.textContent.trim(), section = (id) => document.getElementById(`zl-${id}`);
  const bars = (id) => Object.fromEntries([...section(id).querySelectorAll(".zl-bars tr")].map(
    (row) => [text(row.cells[0]), text(row.cells[2]).replaceAll(",", "")]));
  const points = [...section("points").querySelectorAll("tbody tr")].map((row) => [...row.cells].map(text));
  return JSON.stringify({now: text(section("now")), address: location.hash, focus: document.activeElement.id,
    dimension: bars("dimension"), ladder: bars("ladder"), points, text: text(section("points"))});
})()"""


SEEN = r"""(() => {
  const canvas = document.querySelector("#zl-surfaces canvas");
  return JSON.stringify({words: document.getElementById("zl-words").textContent, turn: canvas.dataset.turn,
    drawn: new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size});
})()"""


async def shown(browser, question=SHOWN):
    """What stands on the page now."""
    found = await browser.ask("Runtime.evaluate", expression=question)
    if "exceptionDetails" in found:
        raise RuntimeError(str(found["exceptionDetails"]))
    return json.loads(found["result"]["value"])


async def press(browser, name, key):
    """Go to a control, and press a key there."""
    await browser.ask("Runtime.evaluate", expression=f"document.querySelector({json.dumps(name)}).focus()")
    word, code, text = KEYS[key]
    given = {"key": word, "code": key, "windowsVirtualKeyCode": code}
    await browser.ask("Input.dispatchKeyEvent", type="keyDown", text=text, **given)
    await browser.ask("Input.dispatchKeyEvent", type="keyUp", **given)


def of_atlas(label):
    """The dimension that the atlas has."""
    for path in sorted((RESULTS / "atlas").glob("rows-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if json.loads(line)["label"] == label:
                return str(json.loads(line)["dimension"])
    raise SystemExit(f"the atlas has no {label}")


def of_record(name, **wanted):
    """The only row of a record that has these values."""
    rows = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["rows"]
    (row,) = (each for each in rows if all(each[key] == value for key, value in wanted.items()))
    return row


def differences(pairs):
    """Those of the named pairs that are not equal, in words."""
    return [f"it shows {seen!r} for {name}, not {right!r}" for name, seen, right in pairs if seen != right]


async def use(browser, address, view):
    """What is wrong with the explorer, used by its keys."""
    wrong, _ = await browser.open(f"{address}?{view}{BEGIN}", view)
    await press(browser, "#zl-more-0", "Enter")
    one = await shown(browser)
    await press(browser, "#zl-more-1", "Space")
    await press(browser, "[id='zl-activation-z**2']", "ArrowRight")
    two = await shown(browser)
    wrong = wrong + differences(
        [
            ("the dimension of 3,2,1 and z²", one["dimension"].get("dimension"), of_atlas("pnn.3.2.1.r2")),
            ("the control that has the keys", one["focus"], "zl-more-0"),
            ("the dimension of 3,3,1 and z³", two["dimension"].get("dimension"), of_atlas("pnn.3.3.1.r3")),
            ("the address", two["address"].split("&with")[0], "#widths=3,3,1&activation=z^3"),
        ]
    )
    await browser.ask("Runtime.evaluate", expression=HEARD % json.dumps(FURTHER), awaitPromise=True)
    three = await shown(browser)
    plain = {"widths": [1, 1, 1], "activation": "z**2+z", "hidden_bias": False, "output_bias": False}
    ladder = of_record("small-networks", **plain, output_activation=False)
    points = of_record("critical-points", **plain, samples=2)
    indices = sorted(str(each["index"]) for each in points["points"])
    return wrong + differences(
        [
            ("Bézout", three["ladder"].get("Bézout"), str(ladder["bezout"])),
            ("solutions", three["ladder"].get("solutions"), str(ladder["complex_count"])),
            ("indices", sorted(row[0] for row in three["points"] for _ in range(int(row[2]))), indices),
            ("how many", f"{points['complex_count']} complex critical points" in three["text"], True),
        ]
    )


async def turn(browser, address, view):
    """What is wrong with the surfaces, turned by their keys."""
    wrong, _ = await browser.open(f"{address}?{view}#picture=around", view)
    first = await shown(browser, SEEN)
    await press(browser, "canvas", "ArrowRight")
    await press(browser, "canvas", "ArrowUp")
    second = await shown(browser, SEEN)
    record = json.loads((RUNS / "E06-laptop.json").read_text(encoding="utf-8"))
    losses = [loss for row in record["measured"]["around"]["loss"] for loss in row]
    low, high = (f"{float(f'{value:.5g}'):,}" for value in (min(losses), max(losses)))
    moved = [a != b for a, b in zip(first["turn"].split(), second["turn"].split(), strict=True)]
    return wrong + differences(
        [
            ("the loss", f"between {low} and {high}." in first["words"], True),
            ("what was turned", moved, [True, True, False]),
            ("the picture", min(first["drawn"], second["drawn"]) > 20, True),
        ]
    )
