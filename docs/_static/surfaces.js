// Surfaces and paths in space that can be turned by mouse, touch, buttons and arrow keys, drawn on a canvas.
// window.zerolocusSpace(box, picture) draws one; where a page has #zl-surfaces, the pictures of surfaces-data.js are
// offered there. Nothing is computed here but places and colours on the screen; nothing is asked of a server.
"use strict";

(() => {
  const STOPS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
  const LINES = ["#888888", "#2563eb", "#d97706", "#16a34a", "#dc2626", "#9333ea", "#0891b2", "#be185d", "#65a30d"];
  const STEP = Math.PI / 24, START = { around: -0.9, above: 0.6, size: 1 };
  const short = (value) => Number(value.toPrecision(5)).toLocaleString("en-US", { maximumSignificantDigits: 5 });

  function make(tag, given = {}, ...inside) {
    const each = document.createElement(tag);
    for (const [key, value] of Object.entries(given)) {
      if (key.startsWith("on")) each.addEventListener(key.slice(2), value);
      else if (value === true) each.setAttribute(key, "");
      else if (value !== false && value != null) each.setAttribute(key, value);
    }
    each.append(...inside.flat(Infinity).filter((child) => child != null && child !== ""));
    return each;
  }
  function colour(share) {
    const place = Math.min(STOPS.length - 1.001, Math.max(0, share * (STOPS.length - 1))), low = Math.floor(place);
    const mixed = STOPS[low].map((value, k) => Math.round(value + (place - low) * (STOPS[low + 1][k] - value)));
    return `rgb(${mixed.join(",")})`;
  }

  // A picture: {words, names: [x, y], x, y, loss} of a surface, loss[i][j] at x[i], y[j], with marks [[x, y, height, name]],
  // or {words, names, lines: [{name, points: [[x, y, height]], colour, dashed}]} of paths.
  function everything(picture) {
    const own = (picture.lines || []).flatMap((line) => line.points);
    const grid = (picture.loss || []).flatMap((row, i) => row.map((height, j) => [picture.x[i], picture.y[j], height]));
    return [...own, ...grid, ...(picture.marks || []).map((mark) => mark.slice(0, 3))];
  }
  function scales(picture) {
    const all = everything(picture), ranges = [0, 1, 2].map((k) => {
      const values = all.map((point) => point[k]), [low, top] = [Math.min(...values), Math.max(...values)];
      return [low, top > low ? top : low + 1];
    });
    if (picture.lines) { // distances in the plane are what a path shows: one scale for both
      const half = Math.max(...ranges.slice(0, 2).map(([low, top]) => top - low)) / 2;
      for (const k of [0, 1]) { const middle = (ranges[k][0] + ranges[k][1]) / 2; ranges[k] = [middle - half, middle + half]; }
    }
    return ranges;
  }

  window.zerolocusSpace = (box, picture) => {
    const canvas = make("canvas", { tabindex: 0, role: "img", "aria-label": `${picture.words} Arrow keys turn it, plus and minus change its size.` });
    const ranges = scales(picture), turn = { ...START };
    const unit = ([x, y, height]) => [x, y, height].map((value, k) => ((value - ranges[k][0]) / (ranges[k][1] - ranges[k][0]) - 0.5) * (k < 2 ? 2 : 1.2));
    const high = (height) => (height - ranges[2][0]) / (ranges[2][1] - ranges[2][0]);
    let wide = 0, tall = 0;

    function seen(point) {
      const [x, y, z] = unit(point), [c, s] = [Math.cos(turn.around), Math.sin(turn.around)];
      const [u, v] = [c * x - s * y, s * x + c * y], [a, b] = [Math.cos(turn.above), Math.sin(turn.above)];
      const scale = turn.size * Math.min(wide / 3.1, tall / 2.9);
      return [wide / 2 + scale * u, tall / 2 - scale * (a * z + b * v), a * v - b * z]; // and how far away
    }
    function pieces() {
      const found = [];
      (picture.loss || []).slice(1).forEach((row, i) => row.slice(1).forEach((_, j) => {
        const corner = (p, q) => [picture.x[i + p], picture.y[j + q], picture.loss[i + p][j + q]];
        const corners = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)], places = corners.map(seen);
        const fill = colour(corners.reduce((sum, each) => sum + high(each[2]), 0) / 4);
        found.push([places.reduce((sum, place) => sum + place[2], 0) / 4, (pen) => {
          pen.beginPath(); places.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y))); pen.closePath();
          pen.fillStyle = fill; pen.fill(); pen.strokeStyle = "rgba(0,0,0,.25)"; pen.lineWidth = 0.6; pen.stroke();
        }]);
      }));
      (picture.lines || []).forEach((line, k) => {
        const places = line.points.map(seen), tone = LINES[(line.colour ?? k) % LINES.length];
        places.slice(1).forEach((place, step) => found.push([(place[2] + places[step][2]) / 2, (pen) => {
          pen.beginPath(); pen.setLineDash(line.dashed ? [4, 4] : []); pen.moveTo(places[step][0], places[step][1]); pen.lineTo(place[0], place[1]);
          pen.strokeStyle = tone; pen.lineWidth = 2; pen.stroke(); pen.setLineDash([]);
        }]));
        if (places.length) found.push([places.at(-1)[2] - 0.01, (pen) => dot(pen, places.at(-1), tone, 4)]);
      });
      for (const mark of picture.marks || []) {
        const place = seen(mark);
        found.push([place[2] - 9, (pen) => {
          dot(pen, place, "#dc2626", 4.5); pen.fillText(mark[3], place[0] + 8, place[1] - 6);
        }]);
      }
      return found.sort((a, b) => b[0] - a[0]).map(([, draw]) => draw);
    }
    function dot(pen, [x, y], tone, size) {
      pen.beginPath(); pen.arc(x, y, size, 0, 7); pen.fillStyle = tone; pen.fill(); pen.strokeStyle = "#fff"; pen.lineWidth = 1; pen.stroke();
      pen.fillStyle = getComputedStyle(canvas).color;
    }
    function frame(pen) {
      const [[x0, x1], [y0, y1], [z0, z1]] = ranges, corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
      pen.strokeStyle = pen.fillStyle = getComputedStyle(canvas).color; pen.globalAlpha = 0.35; pen.lineWidth = 1;
      corners.forEach(([x, y], k) => {
        const next = corners[(k + 1) % 4];
        for (const [from, to] of [[[x, y, z0], [...next, z0]], [[x, y, z0], [x, y, z1]]]) {
          const [a, b] = [seen(from), seen(to)]; pen.beginPath(); pen.moveTo(a[0], a[1]); pen.lineTo(b[0], b[1]); pen.stroke();
        }
      });
      pen.globalAlpha = 1; pen.textAlign = "center";
      const label = (words, point, down) => { const [x, y] = seen(point); pen.fillText(words, Math.min(wide - 30, Math.max(30, x)), Math.min(tall - 4, y + down)); };
      label(picture.names[0], [(x0 + x1) / 2, y0, z0], 16); label(picture.names[1], [x0, (y0 + y1) / 2, z0], 16);
      for (const value of [z0, z1]) label(short(value), [x0, y1, value], value === z0 ? 12 : -6);
      pen.textAlign = "start";
    }
    function draw() {
      wide = canvas.clientWidth; tall = canvas.clientHeight;
      const dense = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
      canvas.width = wide * dense; canvas.height = tall * dense; pen.scale(dense, dense);
      pen.font = "12px sans-serif"; frame(pen); pieces().forEach((each) => each(pen));
      canvas.dataset.turn = [turn.around, turn.above, turn.size].map((value) => value.toFixed(3)).join(" ");
    }
    function move(around, above, size = 1) {
      turn.around += around; turn.above = Math.min(1.5, Math.max(-1.5, turn.above + above));
      turn.size = Math.min(4, Math.max(0.4, turn.size * size)); draw();
    }
    const KEYS = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP],
      "+": [0, 0, 1.15], "-": [0, 0, 1 / 1.15] };
    canvas.addEventListener("keydown", (event) => { if (KEYS[event.key]) { event.preventDefault(); move(...KEYS[event.key]); } });
    let held = null;
    canvas.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", (event) => {
      if (!held) return;
      move((held[0] - event.clientX) * -0.01, (held[1] - event.clientY) * -0.01); held = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = null; });
    const button = (sign, words, key) => make("button", { type: "button", "aria-label": words, onclick: () => move(...KEYS[key]) }, sign);
    box.replaceChildren(canvas, make("div", { class: "zl-turn" }, button("◀", "turn left", "ArrowLeft"), button("▶", "turn right", "ArrowRight"),
      button("▲", "look from higher", "ArrowUp"), button("▼", "look from lower", "ArrowDown"), button("+", "larger", "+"), button("−", "smaller", "-"),
      make("button", { type: "button", onclick: () => { Object.assign(turn, START); draw(); } }, "as at first")));
    new ResizeObserver(draw).observe(canvas); // draws at once, and again when the page gets wider
    new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ["data-theme"] });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  };

  // --- the page of committed pictures -----------------------------------------------------------------------------------
  const root = document.getElementById("zl-surfaces"), pictures = window.zerolocusPictures;
  if (!root) return;
  const given = () => new URLSearchParams(location.hash.slice(1)), box = make("div", { class: "zl-space" });
  const words = make("p", { role: "status", id: "zl-words" }), choices = make("form", { onsubmit: (event) => event.preventDefault() });
  let group = 0, chosen = [], logarithmic = false;

  function find() {
    const { axes, items } = pictures[group], at = axes.map(({ values }, k) => Math.max(0, values.indexOf(chosen[k])));
    chosen = at.map((place, k) => axes[k].values[place]);
    return items[at.reduce((sum, place, k) => sum * axes[k].values.length + place, 0)];
  }
  function read() {
    const asked = given();
    group = Math.max(0, pictures.findIndex((each) => each.id === asked.get("picture")));
    chosen = pictures[group].axes.map(({ name }) => asked.get(name)); logarithmic = asked.get("height") === "log";
  }
  function select(name, values, value, act) {
    const id = `zl-choice-${name}`, list = make("select", { id, onchange: (event) => act(event.target.selectedIndex) },
      values.map((each) => make("option", { selected: each === value }, each)));
    return values.length > 1 ? make("label", { for: id }, `${name} `, list) : "";
  }
  function show() {
    const whole = pictures[group], item = find(), focus = document.activeElement?.id;
    const again = () => {
      const kept = { picture: whole.id, ...Object.fromEntries(whole.axes.map(({ name }, k) => [name, chosen[k]])), ...(logarithmic ? { height: "log" } : {}) };
      history.replaceState(null, "", `#${new URLSearchParams(pictures[group] === whole ? kept : { picture: pictures[group].id })}`); show();
    };
    choices.replaceChildren(select("picture", pictures.map((each) => each.title), whole.title, (place) => { group = place; chosen = []; again(); }),
      ...whole.axes.map(({ name, values }, k) => select(name, values, chosen[k], (place) => { chosen[k] = values[place]; again(); })),
      make("label", {}, make("input", { type: "checkbox", id: "zl-log", checked: logarithmic,
        onchange: (event) => { logarithmic = event.target.checked; again(); } }), " logarithm of the loss"));
    const lift = (height) => (logarithmic ? Math.log10(Math.max(height, 1e-12)) : height);
    const heights = everything({ ...whole, ...item }).map((point) => point[2]);
    const said = `${whole.title}: the training loss lies between ${short(Math.min(...heights))} and ${short(Math.max(...heights))}.`;
    const lifted = { ...whole, ...item, words: said, loss: item.loss?.map((row) => row.map(lift)), marks: item.marks?.map(([x, y, height, name]) => [x, y, lift(height), name]),
      lines: item.lines?.map((line) => ({ ...line, points: line.points.map(([x, y, height]) => [x, y, lift(height)]) })) };
    words.replaceChildren(said, " ", whole.about); window.zerolocusSpace(box, lifted);
    legend.replaceChildren(...(item.lines || []).map((line, k) => make("span", { style: `--tone:${LINES[(line.colour ?? k) % LINES.length]}`, class: line.dashed ? "zl-dashed" : "" }, line.name)));
    if (focus) document.getElementById(focus)?.focus();
  }
  const legend = make("p", { class: "zl-legend" });
  root.replaceChildren(choices, box, legend, words);
  window.addEventListener("hashchange", () => { read(); show(); });
  read(); show();
})();
