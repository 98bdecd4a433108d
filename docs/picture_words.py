"""Words for the pictures that cells draw, from the code of the cell: what is drawn over what, and the names in it.

A reader who does not see a picture would hear the name of its file. Where the code is not shown it is the section that
names the picture, unless the cell has words of its own (``mystnb: {image: {alt: …}}``).
"""

import ast

from docutils import nodes

PLACES = {"set_xlabel": "x", "xlabel": "x", "set_ylabel": "y", "ylabel": "y", "set_title": "title", "title": "title"}
LONGEST = 300


def text_of(node):
    """The text of a literal; what a program puts into it is left out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return " ".join("".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values).split())
    return ""


def said_by(code):
    """What a cell draws, in words, or nothing where its code has none.

    >>> said_by('axes.plot(x, y, label="loss")' + chr(10) + 'axes.set_xlabel("epoch"); axes.set_ylabel("error")')
    'A figure: error over epoch; loss.'
    """
    try:
        tree = ast.parse("\n".join(line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))))
    except SyntaxError:
        return ""
    found = {"x": [], "y": [], "title": [], "label": []}
    for node in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        place = PLACES.get(getattr(node.func, "attr", ""))
        if place and node.args:
            found[place].append(text_of(node.args[0]))
        for keyword in node.keywords:
            if keyword.arg in ("label", "xlabel", "ylabel", "title"):
                found[{"xlabel": "x", "ylabel": "y"}.get(keyword.arg, keyword.arg)].append(text_of(keyword.value))
    kept = {key: ", ".join(dict.fromkeys(filter(None, values))) for key, values in found.items()}
    axes = " over ".join(filter(None, (kept["y"], kept["x"])))
    parts = [part for part in (axes, kept["title"], kept["label"]) if part]
    return f"A figure: {'; '.join(parts)}."[:LONGEST] if parts else ""


def name_pictures(app, doctree):
    """Give words to each picture of a cell that has none."""
    for cell in doctree.findall(
        lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"
    ):
        sources = (node for node in cell.findall(nodes.container) if node.get("nb_element") == "cell_code_source")
        code = "\n".join(node.astext() for node in sources)
        section = cell.parent
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        title = (
            next((node.astext() for node in section.children if isinstance(node, nodes.title)), "") if section else ""
        )
        for picture in cell.findall(nodes.image):
            if not picture.get("alt"):
                picture["alt"] = said_by(code) or f"A figure of the section “{title}”."


def setup(app):
    """Called by Sphinx."""
    app.connect("doctree-read", name_pictures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
