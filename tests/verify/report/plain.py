"""The pages of a report as they read where no formula is drawn: each has its source beside it."""

import re


def plain(page):
    """A page with the sources of its formulas in their place."""
    return re.sub(r'<math alttext="([^"]*)">.*?</math>', r"\1", page)
