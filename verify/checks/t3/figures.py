"""What Theory III's captions of Figs. 3, 8, 11–14 and 16 say, against each other and the text (T3 Figs., §3–6).

The transcripts stand in ``figures.json``, each with its line in the conversion 002 of the text;
``$ZEROLOCUS_PAPERS`` says where a test finds it. Figs. 4, 10 and 15 are there for what refers to them.
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
FIG_4, FIG_14, FIG_15, FIG_16 = (f"the training of Fig. {number}" for number in (4, 14, 15, 16))

SLIP: TwoSayings = {
    "one": "Fig. 8, the right, line 704: λ of the training on the right of Fig. 8",
    "other": "Fig. 8, the other, line 706: λ of the training on the right of Fig. 8",
    "through": "",
}


@claim(
    "T3-50",
    "Settings and captions of Figs. 3, 8, 11–14, 16 agree",
    source="T3 §3.2, §4, §6.2.2, §6.4.2, §6.5, Figs. 3, 8, 11–14, 16",
    letters={"n": "number of examples", "d": "input dimension", "lambda": "λ", "W": "number of parameters"},
    **about_figures(TABLE),
    witness=Witness(TABLE.in_formulas(SLIP), {**SLIP}),
    reading="a statement with several senses contradicts another only if it does so in each",
    note=TABLE.counts()
    + ". By place: "
    + TABLE.summary("contradict")
    + ". The caption of Fig. 14 evidently means Figure 3, the same training with perturbations, whose caption ends "
    "with “Compare with Figure 14”; the same as Fig. 4 without perturbations is Fig. 15, as the caption of Fig. 4 "
    "says. In the caption of Fig. 8 one “right” is a “left”: that of λ = 0, if the two protocols, growing iterations "
    "first, are named in the order of the plots. With these two repairs nothing contradicts. Left open, as some sense "
    "of the words makes both true or a word is damaged: §3.2 names Figure 3 for the ball of solutions that grows as λ "
    "falls, and Fig. 3 has no regularisation (Fig. 8 may be meant); the noise of Fig. 3 is a damaged fraction, that of "
    "§4.1 has unit norm; a cross-entropy of “zero” in Fig. 3, where §4 has no minimum at finite weights; whether the "
    "right plot of Fig. 16 shows the perturbed loss or the norm; n and N for the number of examples in Fig. 11; "
    "whether the norm of Fig. 12, which comes to rest, is that of a cross-entropy, under which §4.2 lets it grow; the "
    "degenerate Hessian of Fig. 13, which is singular for the degrees 76 to 300 alone. That the captions of Figs. 4, "
    "13, 15 and 16 are met by regressions is T3-40. In our copy the size of the noise of Fig. 3 and the formula of "
    "Fig. 8 are damaged. Line numbers are those of the plain text; each quotation is compared with it by a test.",
)
def settings_of_figures(instance: TwoSayings) -> Finding:
    """What a caption of Figs. 3, 8, 11–14, 16 or the text says of a setting (network, data, loss, noise, λ, numbers of
    layers, weights and examples) or of what is seen agrees with whatever else they say of the same
    """
    return TABLE.agreement(instance)


@settings_of_figures.reading("unused")
def first_sense(instance: TwoSayings) -> Finding:
    """every statement in its most literal sense: a risk of zero is 0, and §3.2 is about Fig. 3"""
    return TABLE.agreement(instance, literal=True)


@settings_of_figures.corrected_on(in_turn(*REPAIRED.pairs), len(REPAIRED.pairs))
def with_the_places_meant(instance: TwoSayings) -> Finding:
    """With “Same as Figure 3” in the caption of Fig. 14 and “the experiments on the left” with λ = 0 in that of Fig. 8,
    no two statements of the captions of Figs. 3, 8, 11–14, 16 and of the text about one setting or effect contradict
    each other: in some sense of their words both are true
    """
    return consistent(REPAIRED, TABLE.meant(instance, REPAIRED) if instance in TABLE.pairs else (instance,))


@with_the_places_meant.false(because="a sine of frequency 4 (Fig. 15")
def same_as_figure_15(instance: TwoSayings) -> Finding:
    """the caption of Fig. 14 means Figure 15"""
    (link,) = (link for link in REPAIRED.links if link.one == FIG_14)
    table = REPAIRED.linked(link.name, FIG_15)
    return consistent(table, table.pairs)


@with_the_places_meant.false(because="31*2+1*1")
def without_output_weights(instance: TwoSayings) -> Finding:
    """one of the 64 parameters of Fig. 8 is counted twice"""
    (row,) = (row for row in REPAIRED.rows if row.what == "weights of the approximation" and row.why)
    table = REPAIRED.changed(row.name, "31*2+1*1")
    return consistent(table, table.pairs)


@settings_of_figures.false(because="4+2")
def two_connected_layers(instance: TwoSayings) -> Finding:
    """the network of Fig. 3 has 4 convolutional layers and 2 fully-connected ones"""
    (row,) = (row for row in TABLE.rows if row.at == "Fig. 3, the parts")
    return TABLE.changed(row.name, "4+2").agreement(instance)


@settings_of_figures.false(because="and every 4000 iterations")
def with_perturbations(instance: TwoSayings) -> Finding:
    """the training of Fig. 14 is perturbed every 4000 iterations"""
    (row,) = (row for row in TABLE.rows if row.of == FIG_14 and row.what == "noise" and row.place == "§6.5")
    return TABLE.changed(row.name, "every 4000 iterations").agreement(instance)


@settings_of_figures.false(because="nondegenerate (Fig. 16, line 1415")
def degenerate_degree_4(instance: TwoSayings) -> Finding:
    """degree 4 at 9 points is degenerate"""
    (row,) = (row for row in TABLE.rows if row.at == "Fig. 16, the settings")
    return TABLE.changed(row.name, "degenerate").agreement(instance)


@settings_of_figures.broken(because="degenerate (Fig. 4, line 349")
def two_degrees_as_one(instance: TwoSayings) -> Finding:
    """the training of Fig. 4 is compared with that of Fig. 16, which nothing says to be the same"""
    table = replace(REPAIRED, links=(Identity("Fig. 16", 1414, "The graph on the left", None, FIG_4, FIG_16),))
    return consistent(table, table.pairs)
