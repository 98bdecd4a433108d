"""Blocks of code get a button that copies them without prompts; cells of tables get the names of their columns."""

# mypy: ignore-errors

import shutil

import pytest

from .test_explorer import DOCS, started

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="site.css"></head><body><article>
<div class="highlight"><pre>&gt;&gt;&gt; 1 + 1
2
&gt;&gt;&gt; 3
</pre></div><div class="highlight"><pre>make demo
make test
</pre></div>
<table class="docutils"><thead><tr><th>name</th><th>size</th><th></th></tr></thead>
<tbody><tr><td>a</td><td>1</td><td>more</td></tr></tbody></table>
<table class="docutils"><thead><tr><th></th><th></th><th></th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>
</article><script src="reading.js"></script></body></html>"""
COPIED = """new Promise((done) => {
  const kept = [];
  Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => kept.push(text)}});
  for (const each of document.querySelectorAll(".zl-copy")) each.click();
  setTimeout(() => done(JSON.stringify([kept, [...document.querySelectorAll("td")].map((each) => [
    each.dataset.column ?? null, getComputedStyle(each).display])])), 20);
})"""


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_what_is_copied_and_how_a_table_stacks(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    for name in ("reading.js", "site.css"):
        shutil.copy(DOCS / "_static" / name, tmp_path)

    async def used(browser, use):
        found = []
        for view in ("desk", "phone"):
            await browser.open(f"{(tmp_path / 'page.html').as_uri()}?{view}", view)
            answer = await browser.ask("Runtime.evaluate", expression=COPIED, awaitPromise=True)
            found.append(use.json.loads(answer["result"]["value"]))
        return found

    for view, (copied, cells) in zip(("table-cell", "block"), started(used), strict=True):
        assert copied == ["1 + 1\n3", "make demo\nmake test"]
        assert cells == [["name", view], ["size", view], ["", view], [None, "table-cell"]]
