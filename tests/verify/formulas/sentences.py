"""What the registry says, sentence by sentence."""

from verify.catalogue import registry


def sentences(*, all_of_them):
    """The statements and the corrected ones; or all that a page of a claim shows from the registry."""
    for claim in registry().values():
        yield claim.id, claim.statement
        if claim.corrected:
            yield claim.id, claim.corrected.statement
        if all_of_them:
            others = [claim.title, claim.source, claim.reading, claim.note, *claim.letters, *claim.letters.values()]
            others += [each.statement for each in claim.hypotheses] + [each.words for each in claim.readings]
            others += [claim.witness.words] if claim.witness else []
            for each in claim.all_planted():
                others += [each.statement, each.printed, each.instead]
            yield from ((claim.id, each) for each in others)
