"""Untrusted text on its way into files of other programs: control characters, lengths, formulas, tables, archives."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from closeplan_nlp.exporters.wording import clean, shorten

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters with which a spreadsheet begins a formula (OWASP, CSV injection), full-width forms included."""
_WIKI = re.compile(r"[\\{}\[\]|*_!~^?]|(?<=\w):(?=//)|-(?=-)|@(?=\w)|(?<=\w)\+(?=\+)")
_WIKI_START = re.compile(r"^(#|-|h[1-6]\.|bq\.|\+)(?=\s|$)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def paragraphs(text: str) -> str:
    """Text of several lines, each of them clean; empty lines go."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def limited(text: str, limit: int) -> str:
    """Text of several lines in at most `limit` characters, with … at the cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str | None, limit: int) -> str:
    """One clean line in at most `limit` characters; nothing for no text."""
    return shorten(text or "", limit)


def utf16_limited(text: str, limit: int) -> str:
    """One clean line in at most `limit` UTF-16 units, as JavaScript, Java and C# count characters."""
    text = clean(text)
    units = text.encode("utf-16-le", "ignore")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"


def not_formula(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA_STARTS) else text


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV (RFC 4180, lines end in a newline): every cell in quotes, none of them a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([not_formula(paragraphs(cell)) for cell in row] for row in (header, *rows))
    return stream.getvalue()


def html_text(text: str) -> str:
    """Text of several lines as HTML: nothing in it is markup."""
    return html.escape(text).replace("\n", "<br>")


def wiki_line(text: str) -> str:
    """A clean line in Jira's wiki markup: no macro, link, image, mention or list comes out of it."""
    text = _WIKI.sub(lambda match: "\\" + match[0], clean(text))
    return _WIKI_START.sub(lambda match: "\\" + match[0], text)


def steady_zip(data: bytes) -> bytes:
    """The same ZIP archive with one fixed time in all entries, so that equal plans give equal files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(info, old.read(entry))
    return target.getvalue()
