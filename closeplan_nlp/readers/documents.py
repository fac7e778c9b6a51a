"""Texts that people keep beside transcripts: mails, calendars, chats, notes, minutes. They are refused by name.

Some are known by their first lines, some by the shape of all lines. Notes and lists of `key: value` look like a
dialogue in which nobody speaks twice, so they are asked about only where no speaker comes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from closeplan_nlp.readers.headers import header_line

MAIL, CALENDAR, MESSAGES = "an e-mail", "a calendar or contact file", "messages of a chat"
_FROM = re.compile(r"(?:from|von|de|da|van|od|от)\s?:\s?\S", re.IGNORECASE)
_MAIL = re.compile(
    r"(?:to|cc|bcc|sent|subject|reply-to|message-id|received|return-path|mime-version|content-type|delivered-to|"
    r"an|gesendet|betreff|à|envoyé|objet|para|enviado|asunto|assunto|a|inviato|oggetto|aan|verzonden|onderwerp|"
    r"do|wysłano|temat|кому|копия|отправлено|тема)\s?:\s?\S",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|temat|тема)\s?:\s?\S", re.IGNORECASE)
_CARD = re.compile(r"BEGIN:V(?:CALENDAR|CARD|EVENT|TODO)\b", re.IGNORECASE)
_DIFF = re.compile(r"diff --git |--- \S.*\n\+\+\+ \S|@@ -[0-9]")
_SCRIPT = re.compile(r"\[Script Info\]|\[V4\+? Styles\]", re.IGNORECASE)
_MESSAGE = re.compile(
    r"\u200e?\[?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4},? [0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
    r"(?:\s?[AaPp]\.?[Mm]\.?)?(?:\] | [-–] )[^:]{1,60}: |"
    r"[^\[\]:]{1,60}, \[[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4},? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\]\s*$"
)
_MARK = re.compile(
    r"(?:SPEAKER|LEXEME) \S{1,80} \d{1,3} \d{1,6}\.\d+ \d{1,6}\.\d+ |"
    r"\S{1,80} \w{1,3} \d{1,6}\.\d+ \d{1,6}\.\d+ \S{1,60}(?: [01](?:\.\d+)?)?(?: \S{1,20}){0,2}\s*$"
)
_TASK = re.compile(r"\s*(?:[-*•]\s+)?\[[ xX✓]\]\s+\S")
_APPOINTMENT = re.compile(r"\s*(?:[6-9]|0[6-9]|1[0-9]|2[0-2])[:.][0-5][05]\s+(?:[-–]\s+)?([A-Z].{0,40})$")
_SUMMARY = frozenset(
    [
        "quick recap",
        "next steps",
        "summary",
        "action items",
        "key takeaways",
        "takeaways",
        "meeting summary",
        "overview",
        "suggested next steps",
        "key points",
        "highlights",
        "follow-ups",
        "decisions",
        "open questions",
    ]
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
    if head and _FROM.match(head[0]) and any(map(_SUBJECT.match, head[1:3])):
        return MAIL
    if head and _DIFF.match("\n".join(head[:2])):
        return "changes of source code (a diff)"
    if head and _SCRIPT.match(head[0]):
        return "subtitles of the kind ASS, which are not read; export SRT"
    if len(lines) > 1 and sum(bool(_MARK.match(line)) for line in lines) >= 0.8 * len(lines):
        return "time marks of a recogniser (CTM, RTTM)"
    if len(lines) > 1 and sum(bool(_TASK.match(line)) for line in lines) >= 0.5 * len(lines):
        return "a list of tasks"
    if len(lines) > 1 and sum(bool(_MESSAGE.match(line)) for line in lines) >= 0.5 * len(lines):
        return MESSAGES
    return None


def notes(lines: Sequence[str], speakers: int) -> str | None:
    """The same for a text in which no speaker comes back: `speakers` is how many there would be."""
    marked = sum(bool(_HEADING.match(line)) for line in lines[1:])
    listed = sum(bool(_ITEM.match(line)) for line in lines)
    rows = sum(bool(_ROW.match(line)) for line in lines)
    pairs = sum(bool(_PAIR.match(line)) for line in lines)
    levels = Counter(line.partition(" ")[0] for line in lines if _HEADING.match(line))
    if not speakers and (marked > 1 or (marked and listed + rows) or max(levels.values(), default=0) > 1):
        return "notes in Markdown"
    if not speakers and sum(line.strip("#*: ").lower() in _SUMMARY for line in lines) > 1:
        return "a summary of a call"
    if not speakers and _is_agenda(lines):
        return "an agenda"
    if not speakers and pairs > 2 and marked + listed + rows + pairs >= 0.6 * len(lines):
        return "notes or minutes (lines of “key: value”)"
    if len(lines) > 2 and marked + listed + rows >= 0.5 * len(lines):
        return "notes or a list"
    if speakers and pairs - speakers >= max(2, speakers):
        return "notes or minutes (lines of “key: value”)"
    keys = sum(header_line(line) is not None for line in lines)
    if speakers and listed + keys > 1 and pairs + listed + rows + marked >= 0.8 * len(lines) and listed and keys:
        return "notes or a list"
    terse = sum(len(line.split()) for line in lines) < 7 * len(lines)
    return "a list of “key: value”, in which nobody speaks twice" if speakers > 3 and terse else None


def _is_agenda(lines: Sequence[str]) -> bool:
    """Round times of day with a few words each, none of them a sentence."""
    found = [match[1] for line in lines if (match := _APPOINTMENT.match(line))]
    words = sum(len(text.split()) for text in found)
    ended = any(text.rstrip().endswith((".", "?", "!", "…", ",")) for text in found)
    return len(found) > 2 and len(found) >= 0.7 * len(lines) and words <= 3 * len(found) and not ended
