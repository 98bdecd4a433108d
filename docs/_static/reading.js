// Reading aids on every page: a button that copies what stands in a block of code, and the heading of its column beside
// each cell of a table, which a narrow screen shows as a list.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const prompts = /^(?:>>> ?|\.\.\. ?|\$ )/;
  for (const block of document.querySelectorAll("article div.highlight")) {
    const pre = block.querySelector("pre"), button = document.createElement("button");
    if (!pre) continue;
    Object.assign(button, { type: "button", className: "zl-copy", textContent: "copy" });
    button.setAttribute("aria-label", "copy this block");
    button.addEventListener("click", async () => {
      const lines = pre.textContent.replace(/\n$/, "").split("\n"), prompted = lines.filter((line) => prompts.test(line));
      const text = (prompted.length ? prompted.map((line) => line.replace(prompts, "")) : lines).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "copied";
      } catch { // not allowed here: what would be copied is marked instead
        getSelection().selectAllChildren(pre);
        button.textContent = "marked";
      }
      setTimeout(() => { button.textContent = "copy"; }, 1500);
    });
    block.append(button);
  }
  for (const table of document.querySelectorAll("article table.docutils")) {
    const names = [...table.querySelectorAll("thead th")].map((each) => each.textContent.trim());
    if (names.length < 3 || !names.some(Boolean)) continue;
    table.classList.add("zl-stacks");
    for (const row of table.querySelectorAll("tbody tr"))
      [...row.cells].forEach((cell, place) => { cell.dataset.column = names[place] || ""; });
  }
});
