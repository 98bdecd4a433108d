"""The page: everything is escaped, what disagrees is first, and the command repeats the audit."""

import re
import shlex
from html.parser import HTMLParser

import pytest

from verify.audit.page import write_page
from verify.audit.page.writing import command, page_of

EVIL = '<script>alert("x")</script>&'


def theorem(name, **changes):
    return {
        "id": name, "title": "A title", "statement": "for all <n>", "corrected": True, "applies": "yes",
        "because": "it does", "follows": "something", "measured": "", "disagrees": False,
        "hypotheses": [{"name": "smooth", "statement": "σ is smooth", "holds": "yes", "why": "tanh is"}],
    } | changes  # fmt: skip


def document(**changes):
    return {
        "sentences": ["One.", "Two."], "num_params": 1510, "num_samples": 140, "output_dim": 10, "num_equations": 1400,
        "jacobian_rank": None, "jacobian_rank_status": "undecided", "rank_bound": 1260,
        "rank_bound_reasons": ["dead pixels"], "singular_gap": None, "zero_set_dimension": None,
        "theorems": [theorem("T3-01"), theorem("T3-04", applies="no")], "guards": [],
        "exact_zero": {"status": "not_found", "h": None, "radius": None, "because": "too far"},
        "seed": 7, "versions": {"torch": "2"}, "options": {"model": "nets:build", "data": "digits", "seed": 7},
        "loss": "square", "choices": ["one-hot"], "as_data": {"read": True, "because": ""}, "cut": [],
    } | changes  # fmt: skip


class Reader(HTMLParser):
    """Tags that are opened and closed, and the text between."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_what_stands_on_it():
    page = Reader(page_of(document()))
    assert page.open == []
    for words in (
        "One.",
        "T3-01",
        "σ is smooth",
        "1,510",
        "dead pixels",
        "too far",
        "2",
        "one-hot",
        "No layer couples",
    ):
        assert words in page.text
    assert "python -m verify audit nets:build --data digits --seed 7" in page.text


def test_nothing_is_loaded_and_everything_is_escaped():
    evil = document(
        sentences=[EVIL], rank_bound_reasons=[EVIL], guards=[{"layer": EVIL, "what": EVIL}], choices=[EVIL], cut=[EVIL],
        theorems=[theorem(EVIL, title=EVIL, statement=EVIL, applies=EVIL, because=EVIL, follows=EVIL, measured=EVIL,
                          hypotheses=[{"name": EVIL, "statement": EVIL, "holds": EVIL, "why": EVIL}])],
        exact_zero={EVIL: EVIL}, versions={EVIL: EVIL}, options={"model": EVIL, "data": EVIL}, loss=EVIL,
        as_data={"read": False, "because": EVIL}, jacobian_rank_status=EVIL, device=EVIL,
    )  # fmt: skip
    source = page_of(evil)
    page = Reader(source)
    assert page.open == []
    names = {tag for tag, _ in page.tags}
    assert "script" not in names
    assert not names & {"link", "img", "iframe", "a", "object"}
    assert not re.search(r"https?://|@import|url\(", source)
    assert all(key in ("class", "lang", "charset", "name", "content") for _, own in page.tags for key in own)
    assert page.text.count("<script>") > 15


def test_disagreement_comes_first():
    page = page_of(document(theorems=[theorem("T3-18", disagrees=True), theorem("T3-01")]))
    text = Reader(page).text
    assert text.index("Theory and measurement disagree") < text.index("One.")
    assert 'class="bad"' in page
    assert "disagree" not in Reader(page_of(document())).text


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"model": "a:b", "data": "my file.npz", "loss": "square"}, "python -m verify audit a:b --data 'my file.npz'"),
        ({"model": "a:b", "data": "digits", "prove": True, "samples": 3, "timeout": None, "loss": "cross-entropy"},
         "python -m verify audit a:b --data digits --samples 3 --loss cross-entropy --prove"),
        ({"seed": 3, "prove": False, "loss": "cross-entropy"},
         "verify.audit_model(model, inputs, targets, loss='cross-entropy', seed=3)"),
    ],
)  # fmt: skip
def test_commands(options, expected):
    said = command({"options": options})
    assert said == expected
    assert shlex.split(said)


def test_a_file(tmp_path):
    class Audit:
        def as_dict(self):
            return document()

    path = write_page(Audit(), tmp_path / "audit.html")
    assert path.read_text(encoding="utf-8") == page_of(document())


def test_a_full_rank_leaves_no_singular_value_out():
    """There is no gap then, which is not the same as one that is not known."""
    full = Reader(page_of(document(jacobian_rank=1400, jacobian_rank_status="gap")))
    assert "none is left out" in full.text
    assert "none is left out" not in Reader(page_of(document())).text
    assert "none is left out" not in Reader(page_of(document(jacobian_rank=7, singular_gap=1e9))).text
