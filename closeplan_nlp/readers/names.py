"""Labels of recorders as names and organisations: `Dana Reyes (Northwind)` is Dana Reyes, of Northwind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BRACKETS = re.compile(r"\s{0,9}[(\[]([^()\[\]]{1,80})[)\]]\s{0,9}$")
_SUFFIX = re.compile(r"\s+[|@/–—-]\s+([^|@/]{1,80})$")
_COMMA = re.compile(r",\s{1,9}([^,]{1,80})$")
_SURNAME_FIRST = re.compile(r"([^\W\d_][^\d_,]{1,40}),\s{1,9}([^\W\d_][^\d_,]{0,40})")
_EMAIL = re.compile(
    r"([^\W\d_]{2,30})[._]([^\W\d_]{2,30})@(?:[\w-]{1,60}\.){0,4}?([\w-]{1,60})\.(?:co\.|com\.)?\w{2,10}"
)
_ANY_EMAIL = re.compile(r"[\w.+-]{1,60}@(?:[\w-]{1,60}\.){0,4}?([\w-]{1,60})\.(?:co\.|com\.)?\w{2,10}")
_STATUS = re.compile(
    r"(?:she|he|they)(?:\s?/\s?\w{2,6}){1,2}|guest|external|unverified|co-?host|host|organi[sz]er|presenter|me|you|гость",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"[,\s]+(?:inc|ltd|llc|gmbh|ag|corp|co|plc|s\.?a\.?|b\.?v\.?|ооо|зао|оао|ао)\.?$")


_ROLE = re.compile(
    r"(?:.*\b(?:ceo|cto|cfo|coo|cio|ciso|cmo|vp|svp|evp|ae|sdr|bdr|csm|se|pm|it|hr|r&d|qa|sales|legal|finance|marketing|"
    r"support|security|procurement|purchasing|operations|engineering|engineer|manager|director|head|lead|developer|"
    r"architect|consultant|analyst|assistant|founder|partner|president|owner|buyer|seller|customer|client|vendor|"
    r"prospect|rep|agent|admin|administrator|executive|officer|account|product|project|team|dept|department)\b.*)|"
    r"\d.*|.{1,2}",
    re.IGNORECASE,
)
"""What stands in brackets and is no organisation: roles and departments."""
_DEVICE = re.compile(
    r"\b(?:room|mobile|phone|ipad|iphone|laptop|screen|presentation|home|office|translator|interpreter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Tidy:
    """The person's name, and the words that may be an organisation (brackets, what follows a bar, a mail domain)."""

    name: str
    affiliations: tuple[str, ...] = ()


def tidy(label: str) -> Tidy:
    """The name in a label where it is evident, else the label itself."""
    rest, found = label.strip(), []
    while match := _BRACKETS.search(rest) or _SUFFIX.search(rest):
        found += _organisations(match[1].strip())
        rest = rest[: match.start()].rstrip()
    if not rest:
        return Tidy(label.strip())
    email = _EMAIL.fullmatch(rest)
    domain = _ANY_EMAIL.fullmatch(rest)
    if email:
        rest = f"{email[1]} {email[2]}".title()
    if domain:
        found.append(domain[1])
    comma = _COMMA.search(rest)
    if comma:
        found.append(comma[1].strip())
    return Tidy(_in_order(rest), tuple(found))


def _organisations(text: str) -> list[str]:
    """What stands in brackets as a possible organisation: of an address its domain, of pronouns none."""
    address = _ANY_EMAIL.fullmatch(text)
    if address:
        return [address[1]]
    return [] if _STATUS.fullmatch(text) else [text]


def email_of(label: str) -> str | None:
    """The address in a label such as `Dana Reyes (dana@northwind.com)`, or that is the label."""
    found = _ANY_EMAIL.search(label) if "@" in label else None
    return found[0] if found else None


def organisation_in(label: str) -> str | None:
    """The organisation in a label such as `Dana Reyes (Northwind)` or `Dana Reyes | Northwind`; no role, no address."""
    label = label.strip()
    surname_first = _SURNAME_FIRST.match(label)
    if _DEVICE.search(label):
        return None
    found = [] if surname_first and surname_first[1].isupper() else _BRACKETS.findall(label)
    found += _SUFFIX.findall(_BRACKETS.sub("", label))
    names = (part.strip() for text in found for part in text.split(",") if "@" not in part)
    return next((name for name in names if not _STATUS.fullmatch(name) and not _ROLE.fullmatch(name)), None)


def _in_order(name: str) -> str:
    """`REYES, Dana` as `Dana Reyes`; other commas may mean anything and stay."""
    found = _SURNAME_FIRST.fullmatch(name)
    if not found or not found[1].isupper() or found[2].isupper():
        return name
    return f"{found[2].strip()} {found[1].strip().title()}"


def without_affiliation(name: str, affiliation: str) -> str:
    """`Dana Reyes, Northwind` without the organisation, once that is known to be one."""
    bare = re.sub(rf",\s+{re.escape(affiliation)}$", "", name)
    return bare or name


def same(text: str) -> str:
    """What two spellings of a name or an organisation have in common: case, blanks and legal forms do not matter."""
    return _LEGAL.sub("", " ".join(text.casefold().split())).strip(" .,")
