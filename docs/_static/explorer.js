// The explorer: a network is chosen by clicking, and what the committed records hold of it is shown.
// Its data are explorer-data.js, which docs/explorer_data.py writes from the records. Nothing is computed here but
// places on the screen, the number of weights, and the loss of two weights; nothing is asked of a server.
"use strict";

(() => {
  const records = window.zerolocusRecords, root = document.getElementById("zl-explorer");
  const LAYERS = [2, 6], WIDTHS = [1, 9], BIASES = ["hidden", "output", "last"];
  const BIAS_WORDS = ["biases of hidden units", "biases of the outputs", "activation after the outputs"];
  const START = { widths: [2, 1, 1], activation: "z**2+z", biases: [false, false, false], samples: 1 };
  let state = read();

  // --- small tools -------------------------------------------------------------------------------------------------
  function make(tag, given = {}, ...inside) {
    const each = ["svg", "g", "line", "circle", "text", "title", "path"].includes(tag)
      ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [key, value] of Object.entries(given)) {
      if (key.startsWith("on")) each.addEventListener(key.slice(2), value);
      else if (value === true) each.setAttribute(key, "");
      else if (value !== false && value != null) each.setAttribute(key, value);
    }
    each.append(...inside.flat(Infinity).filter((child) => child != null && child !== ""));
    return each;
  }
  const number = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 15 });
  const short = (value) => Number(value.toPrecision(6)).toLocaleString("en-US", { maximumSignificantDigits: 6 });
  const power = (text) => text.replace(/\*\*(\d)/g, (_, digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);
  const plural = (count, word) => `${number(count)} ${word}${count === 1 ? "" : "s"}`;
  const keyOf = (choice, last = choice.biases[2]) =>
    `${choice.widths.join(",")} ${choice.activation} ${[...choice.biases.slice(0, 2), last].map(Number).join("")}`;

  // --- the choice, which the address keeps --------------------------------------------------------------------------
  function read() {
    const given = new URLSearchParams(location.hash.slice(1)), choice = structuredClone(START);
    const widths = (given.get("widths") || "").split(",").map(Number);
    const fits = (value, [least, most]) => Number.isInteger(value) && value >= least && value <= most;
    if (fits(widths.length, LAYERS) && widths.every((width) => fits(width, WIDTHS))) choice.widths = widths;
    const activation = (given.get("activation") || "").replace(" ", "+").replace(/\^/g, "**");
    if (activations().includes(activation)) choice.activation = activation;
    if (given.has("with")) choice.biases = BIASES.map((name) => given.get("with").split(",").includes(name));
    if (fits(Number(given.get("samples")), [1, 3])) choice.samples = Number(given.get("samples"));
    return choice;
  }
  function address(choice) {
    const chosen = BIASES.filter((_, place) => choice.biases[place]).join(",");
    return "#" + new URLSearchParams({
      widths: choice.widths.join(","), activation: choice.activation, with: chosen, samples: choice.samples,
    }).toString().replace(/%2C/g, ",").replace(/\*\*/g, "^");
  }
  function choose(change) {
    state = { ...state, ...change };
    history.replaceState(null, "", address(state));
    show();
  }
  function activations() {
    const found = new Set(["dimensions", "ladders", "functions", "points"].flatMap((kind) =>
      Object.keys(records[kind]).map((key) => key.split(" ")[1])));
    return [...found].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  }

  // --- the network as a picture and as options of a command ----------------------------------------------------------
  function options(choice) {
    const [hidden, output, last] = choice.biases;
    return `--widths ${choice.widths.join(",")} --activation '${choice.activation}'` +
      ` --${hidden ? "" : "no-"}hidden-bias --${output ? "" : "no-"}output-bias${last ? " --output-activation" : ""}`;
  }
  function network(choice) {
    const size = 300, last = choice.widths.length - 1, nodes = [], edges = [];
    const high = 24 + 22 * Math.max(...choice.widths);
    const at = (layer, unit) => [25 + layer * (size - 50) / last,
      high / 2 + (unit - (choice.widths[layer] - 1) / 2) * 22];
    choice.widths.forEach((width, layer) => {
      for (let unit = 0; unit < width; unit++) {
        const [x, y] = at(layer, unit);
        nodes.push(make("circle", { cx: x, cy: y, r: 6, class: layer ? "zl-unit" : "zl-input" }));
        for (let before = 0; layer && before < choice.widths[layer - 1]; before++) {
          const [u, v] = at(layer - 1, before);
          edges.push(make("line", { x1: u, y1: v, x2: x, y2: y }));
        }
      }
    });
    const words = `A network with ${choice.widths.join(", ")} units in its layers, each joined to all of the next.`;
    return make("svg", { viewBox: `0 0 ${size} ${high}`, role: "img", "aria-label": words, class: "zl-network" },
      make("title", {}, words), edges, nodes);
  }

  // --- pieces of a panel ----------------------------------------------------------------------------------------------
  function bars(rows, logarithmic) {
    const scale = (value) => (logarithmic ? Math.log10(value + 1) : value), most = Math.max(...rows.map((row) => scale(row[1])));
    return make("table", { class: "zl-bars" }, rows.map(([name, value, shown, word]) => make("tr", {},
      make("th", { scope: "row" }, name),
      make("td", {}, make("span", { class: `zl-bar ${word || ""}`, style: `width:${most ? 100 * scale(value) / most : 0}%` })),
      make("td", { class: "zl-value" }, shown ?? number(value)))));
  }
  function facts(rows) {
    return make("dl", { class: "zl-facts" }, rows.filter(Boolean).map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  }
  function missing(kind, what) {
    const command = records.commands[kind].replace("{network}", options(state)).replace("{metric}", "generic")
      .replace("{samples}", state.samples);
    const far = (key) => {
      const [widths, activation, biases] = key.split(" "), theirs = widths.split(",").map(Number);
      const apart = Math.max(theirs.length, state.widths.length);
      let sum = 3 * Math.abs(theirs.length - state.widths.length) + (activation !== state.activation);
      for (let layer = 0; layer < apart; layer++) sum += Math.abs((theirs[layer] || 0) - (state.widths[layer] || 0));
      return sum + [...biases].filter((digit, place) => Number(digit) !== Number(state.biases[place])).length;
    };
    const near = Object.keys(records[kind]).map((key) => [far(key), key]).sort((a, b) => a[0] - b[0]).slice(0, 4);
    return [make("p", {}, `No record holds ${what} of this network. This command computes it, or says why not:`),
      make("pre", { tabindex: 0 }, command), make("p", {}, "Near it, with a record: ", near.map(([, key]) => jump(key)))];
  }
  function jump(key) {
    const [widths, activation, biases] = key.split(" "), given = [...biases].map((digit) => digit === "1");
    const extra = BIAS_WORDS.filter((_, place) => given[place]);
    const change = { widths: widths.split(",").map(Number), activation, biases: given };
    return make("button", { type: "button", class: "zl-jump", onclick: () => choose(change) },
      [`${widths}, ${power(activation)}`, ...extra].join(", "));
  }
  const panel = (id, title, inside) => make("section", { class: "zl-panel", id: `zl-${id}` }, make("h3", {}, title), inside);

  // --- the panels -----------------------------------------------------------------------------------------------------
  function dimension() {
    const found = records.dimensions[keyOf(state, false)];
    const last = state.biases[2] ? [make("p", {}, "The atlas has networks without an activation after the outputs.")] : [];
    if (!found || state.biases[2]) return [...last, ...missing("dimensions", "the dimension")];
    const [weights, ambient, expected, size, defect, fibre, filling, identifiable, how] = found;
    return [bars([["weights", weights], ["all polynomials", ambient], ["expected", expected], ["dimension", size, null, "zl-count"]]),
      facts([["Defect", `${number(defect)}: ${defect ? "less than expected" : "as expected"}`],
        ["Known", records.words[how]],
        ["A generic function has", fibre ? `weights of dimension ${number(fibre)}` : "finitely many weights"],
        filling === null ? null : ["Functions", filling ? "almost every polynomial of its space" : "not almost every polynomial of its space"],
        identifiable === null ? null : ["Up to scalings", identifiable ? "finitely many weights for almost every function"
          : "infinitely many weights for almost every function"]])];
  }
  function ladder() {
    const found = records.ladders[keyOf(state)];
    if (!found) return missing("ladders", "the ladder of bounds");
    const rows = [["Theory II: ℓ^(Nd)", found.printed], ["Bézout", found.bezout]], seen = found.reals;
    if (found.bkk !== null) rows.push(["BKK", found.bkk]);
    if (found.count !== null) rows.push(["solutions", found.count, null, "zl-count"]);
    if (seen) rows.push(["real, mean", seen.mean, short(seen.mean), "zl-real"]);
    return [make("p", {}, `Isolated complex solutions of the zero-error equations on ${plural(found.num_params, "random sample")}, ` +
      "as many as weights. Lengths are logarithms."), bars(rows, true),
      facts([["Solutions", found.count === null ? "no number in the record" : number(found.count)], ["Known", found.known],
        seen && ["Real", `${seen.min} to ${seen.max} over ${plural(seen.data_sets, "random data set")}`],
        ["Theory II", [`its number ℓ^(Nd), with ℓ = ${found.ell} and as many samples N as weights: `,
          make("a", { href: "claims/T2-04.html" }, "claim T2-04")]]])];
  }
  function functions() {
    const found = state.biases[1] || state.biases[2] ? null : records.functions[keyOf(state)];
    if (!found) return missing("functions", "critical functions");
    return found.map((each) => [make("h4", {}, each.metric === "generic" ? "Generic metric" : "Frobenius metric"),
      facts([["Critical functions", number(each.count)], ["Real, for one target", number(each.real)], ["Known", each.known],
        ["Set of functions", `dimension ${each.dimension_proved ? "" : "at least "}${each.dimension} in ${each.ambient}`]])]);
  }
  function points() {
    const all = state.biases[2] ? null : records.points[keyOf(state)], found = (all || []).find((each) => each.samples === state.samples);
    if (!found) return missing("points", "the critical points");
    const groups = new Map();
    for (const [index, loss, weights] of found.points) {
      const name = `${index} ${loss.toPrecision(9)}`;
      groups.set(name, { index, loss, count: (groups.get(name)?.count || 0) + 1, weights });
    }
    const kinds = [...groups.values()].sort((a, b) => a.loss - b.loss);
    const real = `${plural(found.points.length, "real critical point")} of the loss with a ridge, by Morse index and loss`;
    const lists = (rows) => rows.map((row) => `(${row.join(", ")})`).join(", ");
    return [make("p", {}, `Square loss with a ridge on ${plural(found.samples, "sample")}: ` + (found.count === null
      ? `${number(found.certified)} critical points were found and certified` : `${number(found.count)} complex critical points`) +
      `, ${found.points.length} of them real.`), found.points.length ? picture(kinds, real) : "", surface(found),
      make("table", { class: "zl-list" }, make("thead", {}, make("tr", {},
        ["index", "loss with ridge", "points", "weights of one"].map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, kinds.map((each) => make("tr", {}, [each.index === null ? "not decided" : each.index, short(each.loss),
        each.count, each.weights.map(short).join(", ")].map((value) => make("td", {}, String(value))))))),
      facts([["Known", found.known], ["Inputs", lists(found.inputs)], ["Targets", lists(found.targets)],
        ["Ridge", found.ridge_values.join(", ")]])];
  }
  function picture(kinds, words) {
    const most = Math.max(1, ...kinds.map((each) => each.index || 0)), wide = 420, high = 240;
    const losses = kinds.map((each) => each.loss), [low, top] = [Math.min(...losses), Math.max(...losses)];
    const x = (index) => 80 + (index + 0.5) * (wide - 100) / (most + 1);
    const y = (loss) => high - 45 - (top > low ? (loss - low) / (top - low) : 0.5) * (high - 75);
    const marks = [low, top].map((loss) => [make("line", { x1: 75, x2: wide - 10, y1: y(loss), y2: y(loss), class: "zl-grid" }),
      make("text", { x: 70, y: y(loss) + 4, "text-anchor": "end" }, short(loss))]);
    const columns = Array.from({ length: most + 1 }, (_, index) => make("text", { x: x(index), y: high - 18, "text-anchor": "middle" },
      index ? `index ${index}` : "minima"));
    const dots = kinds.filter((each) => each.index !== null).map((each) => make("g", {},
      make("title", {}, `${plural(each.count, "point")} of index ${each.index}, loss ${short(each.loss)}`),
      make("circle", { cx: x(each.index), cy: y(each.loss), r: 5 + 2 * Math.sqrt(each.count), class: each.index ? "zl-saddle" : "zl-minimum" }),
      make("text", { x: x(each.index) + 16, y: y(each.loss) + 4 }, each.count > 1 ? `× ${each.count}` : "")));
    return make("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": words, class: "zl-points" },
      make("title", {}, words), marks, columns, dots);
  }

  // Of two weights the loss itself can be drawn: ½ Σ (w₂ σ(w₁ x) − y)² + ½ Σ Λ w², if it has the record's values at its points.
  const sigma = (z) => state.activation.split("+").reduce((sum, term) => sum + z ** Number(term.split("**")[1] || 1), 0);
  function surface(found) {
    if (found.points.length === 0 || found.points[0][2].length !== 2 || !window.zerolocusSpace) return "";
    const [a, b] = found.ridge_values;
    const loss = (u, v) => (a * u * u + b * v * v) / 2 +
      found.inputs.reduce((sum, [x], k) => sum + (v * sigma(u * x) - found.targets[k][0]) ** 2 / 2, 0);
    if (found.points.some(([, value, [u, v]]) => Math.abs(loss(u, v) - value) > 1e-6 * (1 + Math.abs(value)))) return "";
    const top = 1.3 * Math.max(...found.points.map((point) => point[1])), steps = 40;
    const [x, y] = [0, 1].map((k) => {
      const far = 1.25 * Math.max(...found.points.map((point) => Math.abs(point[2][k])), 0.1);
      return Array.from({ length: steps + 1 }, (_, place) => far * (2 * place / steps - 1));
    });
    const box = make("div", { class: "zl-space" }), words = "The loss over both weights, with its critical points.";
    setTimeout(() => window.zerolocusSpace(box, { words, names: ["first weight", "second weight"], x, y,
      loss: x.map((u) => y.map((v) => Math.min(top, loss(u, v)))),
      marks: found.points.map(([index, value, [u, v]]) => [u, v, value, ["minimum", "saddle", "maximum"][index]]) }));
    return [box, make("p", {}, `The loss over both weights, cut off at ${short(top)}; it can be turned by mouse, finger, buttons or arrow keys.`)];
  }

  // --- the page -------------------------------------------------------------------------------------------------------
  function steppers() {
    const button = (id, word, sign, possible, act) =>
      make("button", { type: "button", id, "aria-label": word, "aria-disabled": !possible && "true", onclick: () => possible && act() }, sign);
    const last = state.widths.length - 1, change = (widths) => choose({ widths });
    return make("div", { class: "zl-steppers" }, state.widths.map((width, layer) => {
      const name = layer === 0 ? "inputs" : layer === last ? "outputs" : `hidden ${layer}`;
      const to = (value) => change(state.widths.map((old, place) => (place === layer ? value : old)));
      return make("div", { role: "group", "aria-label": name }, make("span", {}, name),
        button(`zl-less-${layer}`, `fewer ${name}`, "−", width > WIDTHS[0], () => to(width - 1)),
        make("output", {}, String(width)), button(`zl-more-${layer}`, `more ${name}`, "+", width < WIDTHS[1], () => to(width + 1)));
    }), make("div", { role: "group", "aria-label": "hidden layers" }, make("span", {}, "hidden layers"),
      button("zl-shallower", "one hidden layer less", "−", state.widths.length > LAYERS[0], () => change(state.widths.toSpliced(last - 1, 1))),
      make("output", {}, String(last - 1)),
      button("zl-deeper", "one hidden layer more", "+", state.widths.length < LAYERS[1], () => change(state.widths.toSpliced(last, 0, 1)))));
  }
  function radios(name, legend, values, chosen, words, act) {
    return make("fieldset", {}, make("legend", {}, legend), values.map((value) => make("label", {},
      make("input", { type: "radio", name, id: `zl-${name}-${value}`, checked: value === chosen, onchange: () => act(value) }), words(value))));
  }
  function controls() {
    const boxes = BIAS_WORDS.map((word, place) => make("label", {}, make("input", { type: "checkbox", id: `zl-with-${BIASES[place]}`,
      checked: state.biases[place], onchange: (event) => choose({ biases: state.biases.with(place, event.target.checked) }) }), word));
    const full = Object.keys(records.points).filter((key) => records.ladders[key] && records.functions[key]);
    const most = full.filter((key) => records.dimensions[key]).concat(full.filter((key) => !records.dimensions[key])).slice(0, 8);
    return make("form", { onsubmit: (event) => event.preventDefault() }, make("fieldset", {}, make("legend", {}, "Widths"), steppers(), network(state)),
      radios("activation", "Activation", activations(), state.activation, (value) => (value === "z" ? "none (linear)" : power(value)),
        (activation) => choose({ activation })),
      make("fieldset", {}, make("legend", {}, "Besides"), boxes),
      radios("samples", "Samples, for the critical points", [1, 2, 3], state.samples, String, (samples) => choose({ samples })),
      make("p", {}, "Networks of which the records hold most: ", most.map(jump)));
  }
  function show() {
    const focus = document.activeElement?.id, weights = state.widths.slice(1).reduce((sum, width, layer) => sum + width * state.widths[layer], 0) +
      state.biases[0] * state.widths.slice(1, -1).reduce((a, b) => a + b, 0) + state.biases[1] * state.widths.at(-1);
    root.replaceChildren(controls(), make("p", { role: "status", id: "zl-now" }, `Widths ${state.widths.join(", ")}, activation ` +
      `${power(state.activation)}: ${plural(weights, "weight")}.`), make("div", { class: "zl-panels" },
      panel("dimension", "The set of its functions", dimension()), panel("ladder", "The ladder of bounds", ladder()),
      panel("points", "Critical points of its loss", points()), panel("functions", "Critical functions", functions())));
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus();
  }
  window.addEventListener("hashchange", () => { state = read(); show(); });
  show();
})();
