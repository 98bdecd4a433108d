"""The worked examples: each page offers its notebook for download, and one page lists them all.

``docs/examples/*.py`` are scripts in the percent format. Sphinx executes them; what was executed, outputs and all, is
the notebook that can be downloaded. The directive ``examples`` takes lines ``name: what it shows`` and lists each with
its title, its first picture and the seconds that it took in this build.
"""

import os
from pathlib import Path

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

FOLDER = "examples/"


def seconds(env, docname):
    """What the cells of a page took in this build; None if they were not executed."""
    return (NbMetadataCollector.get_doc_data(env).get(docname, {}).get("exec_data") or {}).get("runtime")


def offer_notebook(app, doctree):
    """Put a line under the title of an example, with its notebook."""
    docname = app.env.docname
    if not docname.startswith(FOLDER) or Path(app.env.doc2path(docname)).suffix != ".py":
        return
    written = Path(app.env.mystnb_config.output_folder, f"{docname}.ipynb")
    line = nodes.paragraph(classes=["notebook"])
    target = "/" + os.path.relpath(written, app.srcdir)
    link = addnodes.download_reference("", reftarget=target, refdoc=docname)
    link += nodes.literal("", written.name)
    line += [nodes.Text("This page as a notebook: "), link]
    title = next(iter(doctree.findall(nodes.title)), None)
    if title is None:
        raise ExtensionError(f"{docname} has no title")
    title.parent.insert(title.parent.index(title) + 1, line)


class Listed(nodes.General, nodes.Element):
    """Stands for the list until all pages are read."""


class Examples(SphinxDirective):
    """Lines ``name: what it shows``."""

    has_content = True

    def run(self):
        """Leave a place for the list; the text of a line may have roles."""
        place = Listed(names=[])
        for line in self.content:
            name, _, words = line.partition(": ")
            place["names"].append(name)
            shown, messages = self.parse_inline(words)
            place += nodes.paragraph("", "", *shown, *messages)
        return [place]


class Total(nodes.General, nodes.Element):
    """Stands for the sentence with the sum of all times."""


class TotalTime(SphinxDirective):
    """How long all examples took."""

    def run(self):
        """Leave a place for the sentence."""
        return [Total()]


class FillIn(SphinxPostTransform):
    """Titles, pictures and times, once all pages are read."""

    default_priority = 8  # before references are resolved

    def run(self, **kwargs):
        """Replace the places by what they stand for."""
        for place in list(self.document.findall(Listed)):
            place.replace_self([self.row(*each) for each in zip(place["names"], place.children, strict=True)])
        for place in list(self.document.findall(Total)):
            place.replace_self(nodes.paragraph(text=self.total()))

    def row(self, name, words):
        """One example: its first picture, its title as a link, what it shows and what it took."""
        docname = FOLDER + name
        if docname not in self.env.titles:
            raise ExtensionError(f"there is no example {name}")
        link = addnodes.pending_xref(
            "", refdomain="std", reftype="doc", reftarget=f"/{docname}", refdoc=self.env.docname, refexplicit=False
        )
        link += nodes.inline("", self.env.titles[docname].astext())
        took = seconds(self.env, docname)
        head = nodes.paragraph("", "", link, nodes.Text("" if took is None else f" ({took:.0f} s)"))
        row = nodes.container("", head, words.deepcopy(), classes=["listed-example"])
        picture = next((each for each in self.env.get_doctree(docname).findall(nodes.image) if each.get("uri")), None)
        if picture is not None:
            row.insert(0, picture.deepcopy())
        return row

    def total(self):
        """The sentence with the sum."""
        pages = [name for name in self.env.found_docs if name.startswith(FOLDER)]
        known = [took for took in (seconds(self.env, name) for name in pages) if took is not None]
        if not known:
            return "They were not executed in this build."
        return f"In this build the {len(known)} notebooks took {sum(known):.0f} seconds, one after the other."


def setup(app):
    """Before Sphinx collects what can be downloaded, which it does with the priority 500."""
    app.connect("doctree-read", offer_notebook, priority=400)
    app.add_directive("examples", Examples)
    app.add_directive("examples-total", TotalTime)
    for node in (Listed, Total):
        app.add_node(node)
    app.add_post_transform(FillIn)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
