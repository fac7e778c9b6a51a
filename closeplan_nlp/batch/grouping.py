"""Which calls make one deal: those that the manifest, the folder or the customer's name say belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from closeplan_nlp.batch.naming import names_for
from closeplan_nlp.batch.records import Call
from closeplan_nlp.batch.rows import Row

WAYS = ("auto", "manifest", "folder", "organisation", "none")
"""`auto` takes the manifest's word, else a folder that has a name, else the customer. `none` merges nothing."""
_LEGAL = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|company|co|llc|llp|ltd|limited|plc|gmbh|ag|kg|se|sa|sas|sarl|bv|nv|oy|ab|as|spa|srl)\.?$",
    re.IGNORECASE,
)
_WORDLESS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Grouped:
    """A deal: key, title, file name, and its calls by name."""

    key: str
    title: str
    name: str
    rows: tuple[Row, ...]


def group(rows: Iterable[Row], way: str, held: Mapping[str, str]) -> list[Grouped]:
    """The deals that these calls make, by key; `held` are file names given to keys in earlier runs."""
    members: dict[str, list[tuple[str, Row]]] = {}
    for row in sorted(rows, key=lambda each: each.name):
        title = title_of(row, way)
        if title is not None:
            members.setdefault(key_of(title), []).append((title, row))
    names = names_for(members, held)
    return [
        Grouped(key, _most_used([title for title, _ in found]), names[key], tuple(row for _, row in found))
        for key, found in sorted(members.items())
    ]


def title_of(row: Row, way: str) -> str | None:
    """What the deal of a call is called; a call of which nothing is known is a deal of its own. None: no deals."""
    if way == "none":
        return None
    customer = (row.facts or {}).get("customer") if way in ("auto", "organisation") else None
    return told(row.call, way) or (str(customer) if customer else row.name)


def told(call: Call, way: str) -> str:
    """The deal that manifest or folder name before the call is read; empty where they do not."""
    if call.deal and way in ("auto", "manifest"):
        return call.deal
    is_named = way == "folder" or (way == "auto" and re.search(r"[^\W\d_]", call.folder))
    return call.folder if is_named else ""


def key_of(title: str) -> str:
    """The same for every spelling of a name: `Northwind, Inc.` is `northwind`."""
    bare = title.strip()
    while (shorter := _LEGAL.sub("", bare)) != bare and shorter:
        bare = shorter
    return _WORDLESS.sub(" ", bare.casefold()).strip() or title.casefold()


def _most_used(titles: Sequence[str]) -> str:
    counts = Counter(titles)
    return min(counts, key=lambda title: (-counts[title], title))
