"""The day of the call, from a header, a note or a file name. An ambiguous date is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from closeplan_nlp.errors import RequestError
from closeplan_nlp.types import DAY, Problem

PLACE = "date"
REMEDY = "Give the date of the call with --date YYYY-MM-DD"
NO_DATE = Problem(
    place=PLACE, reason="no date of the call found, so relative dates (“by Friday”) stay unresolved", remedy=REMEDY
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan янв ene gen sty",
            "feb фев fév fev lut",
            "mar мар mär mrz mrt maa",
            "apr апр avr abr kwi",
            "may мая май mai mag mei maj",
            "jun июн juin giu cze",
            "jul июл juil lug lip",
            "aug авг aoû ago sie",
            "sep сен set wrz",
            "oct окт okt out ott paź",
            "nov ноя lis",
            "dec дек dez déc dic dez gru",
        ),
        start=1,
    )
    for name in names.split()
}
"""How the names of months begin: English, Russian, German, French, Spanish, Portuguese, Italian, Dutch, Polish."""
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[^\W\d_]{{0,9}})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.\-_])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?!\d)", re.ASCII)
_CLEAR = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}([-/._])(?P<month>\d{{1,2}})\2{_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er)?[ .\-_]{{1,2}}(?:of |de )?{_MONTH}(?: de)?[ .,\-_]{{1,3}}{_YEAR}(?!\d)",
        rf"(?<![^\W\d_]){_MONTH}[ .\-_]{{1,2}}{_DAY}(?:st|nd|rd|th)?[ .,\-_]{{1,3}}{_YEAR}(?!\d)",
    )
)


@dataclass(frozen=True)
class DateFound:
    """A day as ISO text, or the reason why there is none."""

    day: str | None = None
    trouble: str | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The trouble as a problem of the transcript."""
        return (Problem(place=PLACE, reason=self.trouble, remedy=REMEDY),) if self.trouble else ()


def parse_date(text: str) -> DateFound:
    """The first day named in a short text: ISO, `20260302`, `2 March 2026`, `02.03.2026`, `13/04/2026`."""
    text = text[:200]
    for pattern in _CLEAR:
        for found in pattern.finditer(text):
            month = found["month"]
            number = int(month) if month.isdecimal() else _month(month.lower())
            day = _day(int(found["year"]), number, int(found["day"]))
            if day:
                return DateFound(day)
    numeric = _NUMERIC.search(text)
    return _from_numbers(numeric) if numeric else DateFound()


def _month(name: str) -> int:
    """The number of a month by how its name begins: `juin` and `juil.` differ in the fourth letter only."""
    return _MONTHS.get(name[:4]) or _MONTHS[name[:3]]


def header_date(text: str) -> DateFound:
    """The same for a field that should hold a date: what is not understood is trouble."""
    found = parse_date(text)
    if found.day or found.trouble or not text.strip():
        return found
    return DateFound(trouble=f"“{text.strip()[:60]}” is not a date that we understand")


def requested_date(value: str | dt.date | None) -> str | None:
    """The day given as an option.

    Raises:
        RequestError: it is not a day written YYYY-MM-DD.
    """
    if value is None:
        return None
    text = value.strftime("%Y-%m-%d") if isinstance(value, dt.date) else str(value).strip()
    if re.fullmatch(DAY, text, re.ASCII) and _day(*map(int, text.split("-"))):
        return text
    raise RequestError(f"“{value}” is not a date", where="date", remedy="Write it as YYYY-MM-DD, e.g. 2026-03-02")


def _from_numbers(found: re.Match[str]) -> DateFound:
    """`13/04/2026` can be read in one way only, `03/04/2026` in two; dots mean day first everywhere."""
    first, last, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        return DateFound(trouble=f"the date {found[0]} has a year of two digits")
    day_first, month_first = _day(year, last, first), _day(year, first, last)
    if day_first and month_first and first != last and found[2] != ".":
        return DateFound(trouble=f"the date {found[0]} is ambiguous: {day_first} or {month_first}")
    return DateFound(day_first if found[2] == "." else day_first or month_first)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
