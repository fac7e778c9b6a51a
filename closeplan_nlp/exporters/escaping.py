"""Untrusted text in Markdown."""

from __future__ import annotations

import re

from closeplan_nlp.exporters.wording import clean

_SPECIAL = re.compile(r"[\\`*_~\[\]<|@]|&(?=#?\w+;)|(?<=\w):(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(>|(?:#+|[-+=]+)(?=\s|$))|^(\d+)([.)])(?=\s|$)")
_AT_END = re.compile(r"(?<=\s)#+$")


def escape(text: str) -> str:
    r"""Untrusted text as one line of Markdown that shows it letter by letter: no markup, link, mention or HTML.

    (GitHub turns a bare e-mail address into a link whatever stands before its @.)
    """
    text = _SPECIAL.sub(lambda match: "\\" + match[0], clean(text))
    text = _AT_START.sub(lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}", text)
    return _AT_END.sub(lambda match: "\\" + match[0], text) or "(no words)"
