"""What must be true of the built site: nothing comes from elsewhere, no link is dead, no formula or role is raw.

``python docs/check_site.py docs/_build/html`` says what is wrong, and ends with 1 if anything is.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

RESOURCES = {"script": "src", "img": "src", "source": "src", "iframe": "src", "embed": "src", "object": "data"}
LITERAL = ("code", "pre", "script", "style", "math", "textarea", "title")
RAW = re.compile(r"\$(?=[^$\s])[^$]*\\[a-zA-Z]+[^$]*\$|\\[(\[]\s*\\?\w|\{(?:ref|doc|cite|py:\w+|math)\}")
FAR = re.compile(r"(?:https?:)?//", re.IGNORECASE)
FROM_CSS = re.compile(r"(?:@import\s*|url\()\s*[\"']?((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)
SIDEBAR = re.compile(r'<aside class="sidebar-drawer">.*?</aside>', re.DOTALL)  # the same on every page


class Page(HTMLParser):
    """What a page loads, where it links to, what can be linked to, and raw text that should not be."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.ids, self.raw, self._inside = [], [], set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in LITERAL:
            self._inside.append(tag)
        if given.get("id"):
            self.ids.add(given["id"])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "modulepreload", "shortcut icon"):
            self.loaded.append(given.get("href", ""))
        if given.get(RESOURCES.get(tag, "")):
            self.loaded.append(given[RESOURCES[tag]])

    def handle_endtag(self, tag):
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not self._inside:
            self.raw += RAW.findall(data)
        elif self._inside[-1] == "style":
            self.loaded += FROM_CSS.findall(data)


def faults(folder):
    """Each fault as one line, by page."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))}
    start = folder / "index.html"
    pages = {path: Page(text if path == start else SIDEBAR.sub("", text)) for path, text in texts.items()}
    found = [] if start in pages else [f"{folder}: there is no index.html"]
    for path, page in pages.items():
        name = path.relative_to(folder)
        found += [f"{name}: loads {each} from elsewhere" for each in page.loaded if FAR.match(each)]
        found += [f"{name}: raw text {each!r}" for each in page.raw]
        for link in page.links:
            where = urlsplit(link)
            if where.scheme or where.netloc:
                continue
            target = (path.parent / unquote(where.path)).resolve() if where.path else path
            if not target.exists():
                found.append(f"{name}: {link} leads nowhere")
            elif "=" in where.fragment:  # what a page of choices is to show; it reads it itself
                continue
            elif where.fragment and target in pages and unquote(where.fragment) not in pages[target].ids:
                found.append(f"{name}: {link}: the page has no such place")
    for path, page in pages.items():
        for each in page.loaded:
            if not urlsplit(each).netloc and not (path.parent / unquote(urlsplit(each).path)).exists():
                found.append(f"{path.relative_to(folder)}: {each} is not there")
    if any("<math" in text for text in texts.values()) and not list(folder.rglob("*Math*.ttf")):
        found.append("there is no font for formulas: pip install ziamath, and build again")
    for path in sorted(folder.rglob("*.css")):
        far = FROM_CSS.findall(path.read_text(encoding="utf-8"))
        found += [f"{path.relative_to(folder)}: loads {each} from elsewhere" for each in far]
    return found


if __name__ == "__main__":
    wrong = faults(Path(sys.argv[1]).resolve())
    print("\n".join(wrong) or f"{sys.argv[1]}: nothing from elsewhere, no dead link, no raw formula")
    sys.exit(bool(wrong))
