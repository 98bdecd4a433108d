"""``python -m verify audit --check FILE``: a certificate of an exact zero, proved again."""

from __future__ import annotations

import json

from algebraic.shell import WrongInput, read_json_file, shown_path


def run_check(path: str, as_json: bool) -> int:
    """Prove what a certificate states, from the file alone: nothing that it names is run, imported or opened.

    Args:
        path: of the ``zero.json`` that an audit wrote.
        as_json: print one JSON document and nothing else.

    Returns:
        The exit code: 0 if it holds, 1 if not.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is not JSON, or another document.
    """
    from .zero import check_zero, is_certificate

    document = read_json_file(path)
    if not is_certificate(document):
        raise WrongInput(
            f"{shown_path(path)} is no certificate of an exact zero",
            hint="give the zero.json of an audit; zerolocus check takes other documents",
            kind="no_certificate",
        )
    found = check_zero(document)
    if as_json:
        print(json.dumps({"holds": found.holds, "because": found.because, "kink": found.kink}, ensure_ascii=False))
    else:
        print(f"{shown_path(path)} {'holds' if found.holds else 'does not hold'}: {found.because}")
    return 0 if found.holds else 1
