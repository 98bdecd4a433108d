"""What Theory II's captions of Figs. 5 and 18–45 say, against each other and the text (T2 §4, App. B–E).

The transcripts stand in ``figures.json``, each with its line in the conversion 000 of the text and, for what is no
caption, in 001, which has no captions; ``$ZEROLOCUS_PAPERS`` says where a test finds the texts.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...claims import Witness
from ...declare import claim, in_turn
from ...evidence import Finding
from ...instruments import Identity, TwoSayings, consistent, read_sayings
from ..figure_claims import about_figures

TABLE = read_sayings(Path(__file__).with_suffix(".json"))
REPAIRED = TABLE.repaired()
FIG_18, FIG_24, FIG_31, FIG_41 = (f"the runs of Fig. {number}" for number in (18, 24, 31, 41))
DIRECTIONS = {"none", "lower", "higher"}
CHANGE = "change"  # of the validation error with more parameters: a row with these directions


def excluded(pair: TwoSayings) -> Finding:
    """What each of two sayings about Fig. 40 denies, in the place of what it allows."""
    table = TABLE
    for row in TABLE.rows:
        if row.what == CHANGE:
            (meaning,) = row.says
            table = table.changed(row.name, *sorted(DIRECTIONS - set(meaning)))
    return table.agreement(pair)


SLIP: TwoSayings = {
    "one": "Fig. 19, line 769: epochs of the runs of Fig. 19",
    "other": "Fig. 41, line 964: epochs of the runs of Fig. 41",
    "through": "Fig. 19, line 768: the runs of Fig. 19 = the runs of Fig. 41",
}


@claim(
    "T2-23",
    "Settings and captions of Figs. 5, 18–45 agree",
    source="T2 §4, App. B–E, Fig. 5, Figs. 18–45",
    **about_figures(TABLE),
    witness=Witness(TABLE.in_formulas(SLIP), {**SLIP}),
    reading="a statement with several senses contradicts another only if it does so in each, a hedged one never",
    note=TABLE.counts()
    + ". By place: "
    + TABLE.summary("contradict")
    + ". Fig. 41 stands in App. E, where M_final is perturbed by 0.01 m and trained on for 400 epochs; the captions of "
    "App. B.4 evidently mean the curves of their own subsection, in Figs. 18, 24 and 31, and with these nothing "
    "contradicts. Left open, as some sense of the words or a hedge makes both true: whether M_final is the model after "
    "400 epochs of gradient descent (§4.4, App. B.4) or after 372 (App. E, which may say when its error reaches 0); "
    "whether App. E, “essentially the same” as App. B.4, has 400 epochs for 200, and in Figs. 44 and 45 the layer 4 "
    "for 6 and the layer 2 for 2, 4, 6 (the captions of Figs. 43 and 44 are the same word for word, and Fig. 45 has "
    "three panels); whether the “confusion matrices” of Fig. 5 are the similarities of Fig. 36; how different the "
    "retrained models are (“slightly”, “similar but distinct”, “really”, weights “significantly”). Fig. 40 says that "
    "more parameters “never lower” the validation error, and the text that they do not harm: both hold only if the "
    "error never changes; “raise” is meant, or “accuracy”. 0.01 m is less than 0.1 S, as App. E says, unless the mean "
    "of the weights exceeds √99 S in absolute value, since m² ≤ S² + mean². Line numbers are those of the plain text "
    "(conversion 000); the captions are only there. Each quotation is compared with the text by a test. That two "
    "statements speak of one thing is read off the words, too: Fig. 23 and the headings of App. B.4 are taken to speak "
    "of the runs of Figs. 18, 24 and 31.",
)
def settings_of_figures(instance: TwoSayings) -> Finding:
    """What a caption of Figs. 5, 18–45 or the text says of a setting (model, noise and its unit, epochs, method, number
    of runs, layers, size of the training set) or of an effect (which change raises an error and which does not) agrees
    with whatever else they say of the same
    """
    return TABLE.agreement(instance)


@settings_of_figures.reading("unused")
def first_sense(instance: TwoSayings) -> Finding:
    """every statement in its most literal sense: M_final is the model at which its name is given"""
    return TABLE.agreement(instance, literal=True)


@settings_of_figures.reading("unhedged")
def without_the_hedge(instance: TwoSayings) -> Finding:
    """App. E repeats App. B.4 but for the size of the noise, as printed without “essentially”"""
    return TABLE.agreement(instance, unhedged=True)


@settings_of_figures.reading(
    "borrowed",
    draw=in_turn(*(pair for pair in TABLE.pairs if f": {CHANGE} of" in pair["one"])),
    num_instances=sum(f": {CHANGE} of" in pair["one"] for pair in TABLE.pairs),
)
def figure_40(instance: TwoSayings) -> Finding:
    """the caption of Fig. 40 denies what the text denies that cites it"""
    return excluded(instance)


@settings_of_figures.corrected_on(in_turn(*REPAIRED.pairs), len(REPAIRED.pairs))
def with_the_figures_meant(instance: TwoSayings) -> Finding:
    """With “Figure 41” replaced by Figure 18 in the captions of Figs. 19–22, by Figure 24 in 25–28 and by Figure 31 in
    32–35, and “lower” by “raise” in that of Fig. 40, no two statements of the captions of Figs. 5, 18–45 and of the
    text about one setting or effect contradict each other: in some sense of their words both are true
    """
    return consistent(REPAIRED, TABLE.meant(instance, REPAIRED) if instance in TABLE.pairs else (instance,))


@with_the_figures_meant.false(because="M5 (Fig. 19, line 769: “the model M5 and”), and M30")
def all_of_figure_24(instance: TwoSayings) -> Finding:
    """the captions of Figs. 19–22 mean Figure 24"""
    table = REPAIRED
    for link in REPAIRED.links:
        if link.other == FIG_18:
            table = table.linked(link.name, FIG_24)
    return consistent(table, table.pairs)


@with_the_figures_meant.false(because="200 (Fig. 32, line 907")
def some_of_figure_41(instance: TwoSayings) -> Finding:
    """the captions of Figs. 32–35, which have the model M_final as Fig. 41 has, mean Figure 41"""
    table = REPAIRED
    for link in REPAIRED.links:
        if link.other == FIG_31 and link.one != FIG_41 and not link.hedged:
            table = table.linked(link.name, FIG_41)
    return consistent(table, table.pairs)


@settings_of_figures.false(because="“0.1 * S”), and 0.01 S")
def a_tenth_of_the_noise(instance: TwoSayings) -> Finding:
    """the noise of Fig. 31 is 0.01 S"""
    (row,) = (row for row in TABLE.rows if row.place == "Fig. 31" and row.what == "noise")
    return TABLE.changed(row.name, "0.01 S").agreement(instance)


@settings_of_figures.false(because="line 967: “scaling of the layer 2 weights”), and 3")
def another_layer(instance: TwoSayings) -> Finding:
    """Fig. 32 shows layer 3"""
    (row,) = (row for row in TABLE.rows if row.place == "Fig. 32" and row.what == "layers")
    return TABLE.changed(row.name, "3").agreement(instance, unhedged=True)


@settings_of_figures.false(because="layers, the input among them")
def a_seventh_layer(instance: TwoSayings) -> Finding:
    """Fig. 21 shows layer 7"""
    (row,) = (row for row in TABLE.rows if row.place == "Fig. 21" and row.what.startswith("layers,"))
    return TABLE.changed(row.name, "7..").agreement(instance)


@settings_of_figures.broken(because="M5 (Fig. 18, line 755")
def two_models_as_one(instance: TwoSayings) -> Finding:
    """the runs of Fig. 18 are compared with those of Fig. 24, which nothing says to be the same"""
    table = replace(TABLE, links=(Identity("Fig. 24", 831, "weights of model M30 by", None, FIG_18, FIG_24),))
    return consistent(table, table.pairs)
