"""What rests on what: the claims that use one another, drawn as an SVG with a link to the page of each."""

from html import escape

COLUMN, ROW, WIDE, HIGH, HALF = 86, 30, 62, 22, 2
SIGNS = {"holds": "✓", "refuted as printed": "✗", "misprint": "≈", "open": "?"}
WORDS = {"T2": "Theory II", "T3": "Theory III", "NMH": "Nguyen et al.", "C18": "Cooper"}


def groups(rests_on):
    """The claims that are joined, each group by itself, with those alone left out; the order is that of the claims."""
    beside = {name: set(below) for name, below in rests_on.items()}
    for name, below in rests_on.items():
        for each in below:
            beside[each].add(name)
    found, seen = [], set()
    for name in (each for each in rests_on if beside[each]):
        if name in seen:
            continue
        group, waiting = [], [name]
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                group.append(each)
                waiting += beside[each]
        found.append(sorted(group, key=list(rests_on).index))
    return found


def depth(name, rests_on):
    """How many steps a claim is from one that rests on nothing, at most.

    Raises:
        SystemExit: it rests on itself.
    """

    def steps(each, above):
        if each in above:
            raise SystemExit(f"{each} rests on itself, by {' and '.join(above)}")
        return max((1 + steps(other, (*above, each)) for other in rests_on[each]), default=0)

    return steps(name, ())


def nearest(rests_on):
    """Of what each claim rests on, what it does not rest on by way of another."""

    def under(name):
        return {deeper for each in rests_on[name] for deeper in (each, *under(each))}

    return {
        name: [each for each in below if not any(each in under(o) for o in below)] for name, below in rests_on.items()
    }


def placed(group, rests_on):
    """Columns and rows: a claim stands right of all that it rests on, and near them."""
    columns = {name: depth(name, rests_on) for name in group}
    rows = {}
    for column in range(max(columns.values()) + 1):
        here = [name for name in group if columns[name] == column]
        wish = {
            name: sum(rows[each] for each in rests_on[name]) / len(rests_on[name]) if rests_on[name] else place
            for place, name in enumerate(here)
        }
        next_row = 0
        for name in sorted(here, key=wish.get):
            rows[name] = max(next_row, round(wish[name]))
            next_row = rows[name] + 1
    return {name: (columns[name], rows[name]) for name in group}


def packed(group_places):
    """All groups under one another, narrow ones two in a row; where each claim is, and how many columns and rows."""
    found, top, beside = {}, 0, None  # beside: the row where the right half is still free
    for places in group_places:
        columns, rows = (1 + max(place[k] for place in places.values()) for k in (0, 1))
        right = columns <= HALF and beside is not None
        shift = (HALF, beside) if right else (0, top)
        found.update({name: (x + shift[0], y + shift[1]) for name, (x, y) in places.items()})
        beside = None if right or columns > HALF else top
        top = max(top, shift[1] + rows)
    return found, 1 + max(x for x, _ in found.values()), top


def drawn(paper, places, size, rests_on, about):
    """One SVG: ``about`` has title and verdict of each claim."""
    columns, rows = size
    width, height = columns * COLUMN, rows * ROW + 6
    at = {name: (x * COLUMN + 3, y * ROW + 4) for name, (x, y) in places.items()}
    lines, boxes = [], []
    for name, (x, y) in at.items():
        for each in rests_on[name]:
            u, v = at[each][0] + WIDE, at[each][1] + HIGH / 2
            bend = (x - u) / 2
            lines.append(f'<path d="M{u} {v} C{u + bend} {v} {x - bend} {y + HIGH / 2} {x} {y + HIGH / 2}"/>')
        title, verdict = about[name]
        boxes.append(
            f'<a href="claims/{name}.html" class="zl-{verdict.split()[0]}">'
            f"<title>{escape(f'{name}: {title}; {verdict}')}</title>"
            f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="4"/>'
            f'<text x="{x + WIDE / 2}" y="{y + 15}">{SIGNS.get(verdict, "")} {name}</text></a>'
        )
    words = f"{WORDS[paper]}: {len(at)} claims, each joined to those on its left that it rests on."
    return (
        f'<figure class="zl-graph"><figcaption>{WORDS[paper]}</figcaption><div><svg viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="group" aria-label="{words}"><desc>{words}</desc>'
        f"{''.join(lines)}{''.join(boxes)}</svg></div></figure>"
    )


def graph(claims, ledger):
    """A drawing for each paper, as Markdown."""
    rests_on = {name: claim.rests_on for name, claim in claims.items()}
    about = {name: (claim.title, ledger[name]["verdict"]) for name, claim in claims.items()}
    joined, near = groups(rests_on), nearest(rests_on)
    drawings = []
    for paper in WORDS:
        mine = [group for group in joined if group[0].partition("-")[0] == paper]
        if mine:
            mine.sort(key=len, reverse=True)
            places, *size = packed([placed(group, near) for group in mine])
            drawings.append(drawn(paper, places, size, near, about))
    number = sum(map(len, joined))
    signs = ", ".join(f"{sign} {verdict}" for verdict, sign in SIGNS.items())
    head = (
        f"The checks of {number} of the {len(claims)} claims use one another, or are used. A claim rests on those on "
        "its left that it is joined to, and on what these rest on. Each leads to its page, where the same stands in "
        f"words. Signs: {signs}."
    )
    return "\n".join([head, "", "```{raw} html", '<div class="zl-graphs">', *drawings, "</div>", "```", ""])
