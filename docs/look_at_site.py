"""Opens the built site in a headless browser, and says what a reader would see that should not be.

``python docs/look_at_site.py docs/_build/html`` opens the start page, an example, a claim, the errata, the gallery,
pages to look things up, the explorer and every page that they link to, wide and light as on a desk, narrow and dark as
on a phone, without a network. Nothing may be cut or wider than the window, no formula raw, nothing reported on the
console, nothing asked of the network. The explorer and the surfaces are used by their keys, and what they show is
compared with the records.
It needs Chromium or Chrome, and tornado, which comes with the tools for the documentation. Where there is no browser it
says so and counts what was not looked at; with ``--required`` that is an error.
"""

import argparse
import asyncio
import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent))

import use_explorer

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
STARTS = (
    "index.html",
    "examples/index.html",
    "examples/how_many_solutions.html",
    "claims/T3-02.html",
    "errata.html",
    "experiments.html",
    "experiments-theory-2.html",
    "questions.html",
    "how-to.html",
    "exit-codes.html",
    "extending.html",
    "cite.html",
    use_explorer.PAGE,
    use_explorer.SPACE,
)
VIEWS = {"desk": (1400, 1000, "light"), "phone": (390, 844, "dark")}
SECONDS = 60.0  # for one page, on a busy machine

SEEN = r"""(() => {
  const wide = document.documentElement.scrollWidth, view = window.innerWidth, found = [];
  if (wide > view + 1) found.push(`the page is ${wide} wide in a window of ${view}`);
  const scrolls = (each) => {
    for (let up = each; up && up !== document.body; up = up.parentElement)
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    return false;
  };
  for (const each of document.querySelectorAll("article pre, article table, article img, article svg, article math")) {
    const box = each.getBoundingClientRect();
    if (box.width && box.right > view + 1 && !scrolls(each))
      found.push(`${each.tagName} is cut at ${Math.round(box.right)}: ${each.textContent.slice(0, 60)}`);
    if (each.tagName !== "IMG") continue;
    if (each.complete && !each.naturalWidth) found.push(`no picture: ${each.getAttribute("src")}`);
    if (!each.getAttribute("alt")) found.push(`a picture without words: ${each.getAttribute("src")}`);
  }
  const article = document.querySelector("article"), copy = article ? article.cloneNode(true) : null;
  if (!copy) found.push("there is no article");
  else {
    for (const each of copy.querySelectorAll("code, pre, math, script, style")) each.remove();
    const raw = copy.textContent.match(/\$(?=[^$\s])[^$]*\\[a-zA-Z][^$]*\$|\\[(\[]\s*\\?\w|\{(ref|doc|cite|math)\}/);
    if (raw) found.push(`raw: ${raw[0]}`);
  }
  const tone = getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).map(Number);
  const links = [...document.querySelectorAll("article a[href]")].map((each) => each.href);
  return JSON.stringify({found, tone: Math.max(...tone), links});
})()"""


class Browser:
    """A page in a browser, spoken to as its developer tools do."""

    def __init__(self, connection):
        self._connection, self._number, self.told = connection, 0, []

    async def ask(self, method, **values):
        """The answer to one command; what the page reports meanwhile is kept."""
        self._number += 1
        await self._connection.write_message(json.dumps({"id": self._number, "method": method, "params": values}))
        while True:
            message = await self.hear()
            if message.get("id") == self._number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    async def hear(self):
        """The next message; reports of errors and of requests are kept."""
        text = await asyncio.wait_for(self._connection.read_message(), SECONDS)
        if text is None:
            raise RuntimeError("the browser has ended")
        message, values = json.loads(text), {}
        values = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.told.append("console: " + values["exceptionDetails"]["text"])
        if message.get("method") == "Log.entryAdded" and values["entry"]["level"] == "error":
            self.told.append("console: " + values["entry"]["text"])
        if message.get("method") == "Network.requestWillBeSent":
            url = values["request"]["url"]
            if urlsplit(url).scheme in ("http", "https", "ws", "wss"):
                self.told.append(f"asks the network for {url}")
        return message

    async def open(self, address, view):
        """Open a page, and say what is wrong with it and where it leads."""
        width, height, theme = VIEWS[view]
        await self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        await self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        self.told = []
        await self.ask("Page.navigate", url=address)
        while (await self.hear()).get("method") != "Page.loadEventFired":
            pass
        seen = await self.ask("Runtime.evaluate", expression=SEEN)
        if "exceptionDetails" in seen:
            raise RuntimeError(str(seen["exceptionDetails"]))
        seen = json.loads(seen["result"]["value"])
        if theme == "dark" and seen["tone"] > 100:
            seen["found"].append("it is not dark")
        return [*seen["found"], *self.told], seen["links"]

    async def picture(self, target):
        """A picture of the whole page, at most some screens of it."""
        size = (await self.ask("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 3000), "scale": 1}
        shot = await self.ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        target.write_bytes(base64.b64decode(shot["data"]))


def linked(path, links, folder):
    """The pages of the site behind these links."""
    found = {Path(unquote(urlsplit(each).path)) for each in links if urlsplit(each).scheme == "file"}
    return sorted(each for each in found if each.suffix == ".html" and each != path and folder in each.parents)


async def attached(address, used):
    """What ``used`` says of the page at this address of a browser; the connection is closed after it."""
    from tornado.websocket import websocket_connect

    connection = await websocket_connect(address, max_message_size=1 << 28)
    browser = Browser(connection)
    for domain in ("Page", "Runtime", "Log", "Network"):
        await browser.ask(f"{domain}.enable")
    found = await used(browser)
    connection.close()
    while await connection.read_message() is not None:
        pass  # what was still to be told
    return found


async def look(browser, folder, pictures):
    """What is wrong, page by page, and how many were opened."""
    wrong, opened = [], 0
    nothing = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    await browser.ask("Network.emulateNetworkConditions", offline=True, **nothing)
    starts = [folder / each for each in STARTS]
    for view in VIEWS:
        waiting, seen = list(starts), set(starts)
        while waiting:
            path = waiting.pop(0)
            name = path.relative_to(folder)
            if not path.exists():
                wrong.append(f"{name}: is not there")
                continue
            found, links = await browser.open(path.as_uri(), view)
            opened += 1
            wrong += [f"{name} ({view}): {each}" for each in found]
            if path in starts:
                further = [each for each in linked(path, links, folder) if each not in seen]
                waiting, seen = waiting + further, seen | set(further)
                if pictures:
                    await browser.picture(pictures / f"{path.stem}-{view}.png")
        for page, used in ((use_explorer.PAGE, use_explorer.use), (use_explorer.SPACE, use_explorer.turn)):
            if (folder / page).exists():
                found = await used(browser, (folder / page).as_uri(), view)
                opened, wrong = opened + 1, wrong + [f"{page} ({view}), used: {each}" for each in found]
    return wrong, opened


def started(program, profile):
    """A browser without a window, and the address of its page."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"]
    options += [f"--user-data-dir={profile}", "--allow-file-access-from-files", "--hide-scrollbars", "about:blank"]
    process = subprocess.Popen([program, *options], stderr=subprocess.DEVNULL)
    told, until = Path(profile, "DevToolsActivePort"), time.monotonic() + SECONDS
    while not told.exists() or len(told.read_text().splitlines()) < 2:
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise RuntimeError(f"{program} did not start")
        time.sleep(0.05)
    with urlopen(f"http://127.0.0.1:{told.read_text().split()[0]}/json") as answer:
        pages = [each for each in json.load(answer) if each["type"] == "page"]
    return process, pages[0]["webSocketDebuggerUrl"]


def main(arguments=None):
    """Look at the site; 0 where all is well or nothing could be looked at."""
    parser = argparse.ArgumentParser(description="Look at the built site in a headless browser.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=Path, help="keep pictures of the first pages in this folder")
    parser.add_argument("--required", action="store_true", help="it is an error that there is no browser")
    options = parser.parse_args(arguments)
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print(f"not looked at: there is no {' or '.join(BROWSERS[:1])}; {len(STARTS) * len(VIEWS)} looks are missing")
        return int(options.required)
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process, address = started(program, profile)
        try:
            wrong, opened = asyncio.run(
                attached(address, lambda browser: look(browser, options.folder.resolve(), options.pictures))
            )
        finally:
            process.terminate()
            process.wait()
    print("\n".join([*wrong, f"{opened} looks at pages, {len(wrong)} faults"]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
