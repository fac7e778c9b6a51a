"""`Date: …`, `Title: …`, `Participants: …` lines in front of a transcript or in its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from closeplan_nlp.readers.call_date import header_date
from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.types import Participant, Problem

_FIELDS = {
    "title": "title; meeting; meeting title; call title; subject; topic; тема; название; titel; thema; betreff; "
    "titre; sujet; objet; título; asunto; assunto; tema; titolo; oggetto; onderwerp; tytuł; temat",
    "date": "date; call date; meeting date; date of call; recorded; recorded on; дата; дата звонка; datum; "
    "aufgezeichnet; fecha; data",
    "participants": "participants; attendees; present; speakers; участники; teilnehmer; teilnehmende; anwesend; "
    "anwesende; présents; participantes; asistentes; presentes; partecipanti; presenti; deelnemers; aanwezig; "
    "aanwezigen; uczestnicy; obecni",
    "language": "language; язык; sprache; langue; idioma; lingua; taal; język",
    "other": "time; duration; location; kind; call id; meeting id; deal; stage; opportunity; platform; recorded by; "
    "apologies; время; длительность; uhrzeit; dauer; ort; heure; durée; lieu; hora; duración; duração; lugar; ora; "
    "durata; luogo; tijd; duur; plaats; godzina; miejsce",
}
KEYS = {key: field for field, keys in _FIELDS.items() for key in keys.split("; ")}
"""Keys that are never a speaker: English, Russian, German, French, Spanish, Portuguese, Italian, Dutch, Polish."""
MAYBE_KEYS = {
    "host": "other",
    "organizer": "other",
    "organiser": "other",
    "seller": "seller_org",
    "vendor": "seller_org",
    "продавец": "seller_org",
    "customer": "customer_org",
    "client": "customer_org",
    "prospect": "customer_org",
    "account": "customer_org",
    "клиент": "customer_org",
    "заказчик": "customer_org",
}
"""Keys that are a speaker in other files."""
_LINE = re.compile(r"\s{0,9}(?:[#>*\-]{1,4}\s{0,4})?\**([^\W\d_][\w ]{1,20}?)\**\s?[:：]\**(.*)", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def header_line(line: str, keys: Mapping[str, str] = KEYS) -> tuple[str, str] | None:
    """`# Date: 2026-03-02` as (`date`, `2026-03-02`) when the key is known."""
    found = _LINE.match(line)
    key = keys.get(found[1].strip().lower()) if found else None
    return (key, clean(found[2])) if found and key else None


def header_fields(found: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Header lines as fields of a `Transcript`, the first of each key; and what is wrong with them."""
    first: dict[str, str] = {}
    for key, value in found:
        if value:
            first.setdefault(key, value)
    fields: dict[str, Any] = {key: first[key] for key in ("title", "seller_org", "customer_org") if key in first}
    language = first.get("language", "").strip("\"'")
    if _LANGUAGE.fullmatch(language):
        fields["language"] = language
    date = header_date(first.get("date", ""))
    if date.day:
        fields["date"] = date.day
    if "participants" in first:
        fields["participants"] = tuple(Participant(name=name) for name in split_names(first["participants"]))
    return fields, date.problems


def split_names(text: str) -> list[str]:
    """`Dana Reyes (IT, Northwind), Bob Lee; …` as names, brackets kept together."""
    separators = ";" if ";" in text else ",\n"
    names, depth, current = [], 0, ""
    for char in text:
        depth = max(0, depth + (char in "([") - (char in ")]"))
        if char in separators and not depth:
            names.append(current)
            current = ""
        else:
            current += char
    tidy = (clean(name).strip("-–•* ") for name in [*names, current])
    return list(dict.fromkeys(name for name in tidy if any(map(str.isalnum, name))))
