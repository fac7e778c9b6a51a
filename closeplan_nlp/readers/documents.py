"""Texts that people keep beside transcripts: mails, calendars, chats, notes, minutes. They are refused by name.

Some are known by their first lines, some by the shape of all lines. Notes and lists of `key: value` look like a
dialogue in which nobody speaks twice, so they are asked about only where no speaker comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAIL, CALENDAR, MESSAGES = "an e-mail", "a calendar or contact file", "messages of a chat"
_FROM = re.compile(r"(?:from|von|de|da|van|od|от)\s?:\s?\S", re.IGNORECASE)
_MAIL = re.compile(
    r"(?:to|cc|bcc|sent|subject|reply-to|message-id|received|return-path|mime-version|content-type|delivered-to|"
    r"an|gesendet|betreff|à|envoyé|objet|para|enviado|asunto|assunto|a|inviato|oggetto|aan|verzonden|onderwerp|"
    r"do|wysłano|temat|кому|копия|отправлено|тема)\s?:\s?\S",
    re.IGNORECASE,
)
_CARD = re.compile(r"BEGIN:V(?:CALENDAR|CARD|EVENT|TODO)\b", re.IGNORECASE)
_DIFF = re.compile(r"diff --git |--- \S.*\n\+\+\+ \S|@@ -[0-9]")
_SCRIPT = re.compile(r"\[Script Info\]|\[V4\+? Styles\]", re.IGNORECASE)
_MESSAGE = re.compile(
    r"\u200e?\[?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4},? [0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
    r"(?:\s?[AaPp]\.?[Mm]\.?)?(?:\] | [-–] )[^:]{1,60}: "
)
_HEADING = re.compile(r"#{1,6}\s+\S")
_ITEM = re.compile(r"\s*(?:[-*•–]\s|[0-9]{1,2}[.)]\s|\[[ xX]\]\s)\s*\S")
_ROW = re.compile(r"\s*\|.*\|$|\s*```")
_PAIR = re.compile(
    r"\s*(?:[-*•–]\s+|[0-9]{1,2}[.)]\s+)?\*{0,2}[^\W\d_][\w &/'-]{0,40}\*{0,2}\s?[:：]\*{0,2}(?:\s+\S.*|)$"
)


def document(lines: Sequence[str]) -> str | None:
    """What the text is by its first lines, or by nearly all of them; `lines` are those that are not blank."""
    head = lines[:12]
    if head and _CARD.match(head[0]):
        return CALENDAR
    if any(map(_FROM.match, head[:6])) and sum(bool(_MAIL.match(line)) for line in head) >= 2:
        return MAIL
    if head and _DIFF.match("\n".join(head[:2])):
        return "changes of source code (a diff)"
    if head and _SCRIPT.match(head[0]):
        return "subtitles of the kind ASS, which are not read; export SRT"
    if len(lines) > 1 and sum(bool(_MESSAGE.match(line)) for line in lines) >= 0.5 * len(lines):
        return MESSAGES
    return None


def notes(lines: Sequence[str], speakers: int) -> str | None:
    """The same for a text in which no speaker comes back: `speakers` is how many there would be."""
    marked = sum(bool(_HEADING.match(line)) for line in lines[1:])
    listed = sum(bool(_ITEM.match(line)) for line in lines)
    rows = sum(bool(_ROW.match(line)) for line in lines)
    pairs = sum(bool(_PAIR.match(line)) for line in lines)
    if not speakers and (marked > 1 or (marked and listed + rows)):
        return "notes in Markdown"
    if not speakers and pairs > 2 and marked + listed + rows + pairs >= 0.6 * len(lines):
        return "notes or minutes (lines of “key: value”)"
    if len(lines) > 2 and marked + listed + rows >= 0.5 * len(lines):
        return "notes or a list"
    if speakers and pairs - speakers >= max(2, speakers):
        return "notes or minutes (lines of “key: value”)"
    terse = sum(len(line.split()) for line in lines) < 7 * len(lines)
    return "a list of “key: value”, in which nobody speaks twice" if speakers > 3 and terse else None
