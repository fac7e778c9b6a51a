r"""The text files that Zoom, Teams, Webex, Otter and Fathom write.

* Zoom, captions saved in the meeting (`meeting_saved_closed_caption.txt`): `[Name] 13:32:23`, the text below. The times
  are those of the clock on the wall; the first turn begins at 0. A room is one speaker whoever sits in it. The day is
  in the name of the folder. Known from published files and https://support.zoom.com/hc (KB0062813).
* Teams, the transcript as DOCX, and its text when it is pasted: title (`…-20260302_150212-Meeting Recording`), date and
  time, length, `X started transcription`, then `Name   0:03` and the text, in one paragraph with a line break between
  and often a picture before; nameless turns show only the time. Until 2022 a turn was `0:0:0.0 --> 0:0:1.900`, name
  and text below each other. Known from published files; Microsoft describes only how to download them.
* Webex TXT: `0:11 : Name : text`; known from descriptions only, no reference gives the layout.
* Otter TXT: `Name  0:34  ` (two blanks, and two behind the time where Otter wrote it), text below, “Transcribed by
  https://otter.ai” at the end; in front title, day, SUMMARY KEYWORDS and SPEAKERS where these were exported; only the
  time where nobody is named; “Unknown Speaker” stands for several people. https://help.otter.ai, published files.
* Fathom, “copy transcript”: `Title - March 02`, `VIEW RECORDING - 45 mins …`, `---`, then `0:09 - Name (org)` or
  `@0:09 - Name (mail)`; action items and screen sharing stand inside the text, `ACTION ITEM: … - WATCH: url`, and what
  was said goes on behind the address in that line. The date has no year and is never guessed. Published files.
"""

from __future__ import annotations

import re

from closeplan_nlp.readers.cleaning import clean
from closeplan_nlp.readers.text_format import TextFormat
from closeplan_nlp.readers.text_fronts import fathom_front, otter_front, teams_front
from closeplan_nlp.readers.times import CLOCK

_NAME = r"(?P<name>\S.{0,118}?)"
_TIME = rf"(?P<time>{CLOCK})"
_LONG = r"[0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}\.[0-9]{1,7}"
_STARTED = (
    r".{1,80} (?:(?:started|stopped) transcription|hat die Transkription (?:gestartet|beendet)|"
    r"a (?:démarré|commencé|arrêté) la transcription|(?:inició|detuvo|ha iniciado|ha detenido) la transcripción|"
    r"(?:iniciou|parou|interrompeu) a transcrição|ha (?:avviato|interrotto) la trascrizione|"
    r"heeft de transcriptie (?:gestart|gestopt)|(?:rozpoczął|rozpoczęła|zatrzymał|zatrzymała) transkrypcję)\.?"
)
_NOTICE = re.compile(r"(?m)^[ \t]*[A-Z][A-Z ]{3,30}:(?:(?!- WATCH:).){0,1000}?\s?- WATCH: \S+", re.DOTALL)
_ITEM = re.compile(r"(?m)^[ \t]*(?:ACTION ITEM|SCREEN SHARING): .*$")


def _without_notices(text: str) -> str:
    """Fathom's own notes inside a turn are dropped, the speech around them stays."""
    return clean(_ITEM.sub(" ", _NOTICE.sub(" ", text)))


def _sign(word: str, pattern: str) -> tuple[str, re.Pattern[str]]:
    return word, re.compile(pattern, re.MULTILINE | re.IGNORECASE)


ZOOM_CAPTIONS = TextFormat(
    "zoom-captions",
    "Zoom saved captions",
    re.compile(r"\[(?P<name>.{0,118})\]\s{1,4}(?P<time>[0-9]{1,2}:[0-9]{2}:[0-9]{2})\s*$"),
    "[Dana Reyes] 13:32:23",
    unmistakable=re.compile(r"\[.+\] [0-9]{2}:[0-9]{2}:[0-9]{2}\s*$"),
    nearly=re.compile(r"\[.{1,80}\]?\s{0,4}[0-9:]{0,7}|.{1,60}\]\s{1,4}[0-9:]{4,8}"),
    wall_clock=True,
)
TEAMS = TextFormat(
    "teams-text",
    "Teams transcript (DOCX or pasted text)",
    re.compile(rf"\s{{0,4}}(?:{_NAME}(?P<gap>\s{{1,9}}))?{_TIME}\s*$"),
    "Dana Reyes   0:03",
    signs=(
        _sign("a line “… started transcription”", rf"^{_STARTED}\s*$"),
        _sign("a title “…-Meeting Recording”", r"-[0-9]{8}_[0-9]{6}(?:UTC)?-Meeting (?:Recording|Transcript)"),
    ),
    unmistakable=re.compile(rf"\S.{{0,118}}?\S {{3}}{CLOCK}\s*$"),
    no_speech=re.compile(rf"{_STARTED}|[0-9]{{1,3}} minutes? [0-9]{{1,2}} seconds?", re.IGNORECASE),
    front=teams_front,
    pasted=True,
)
TEAMS_2021 = TextFormat(
    "teams-docx-2021",
    "Teams transcript (DOCX until 2022)",
    re.compile(rf"\s{{0,4}}(?P<time>{_LONG}) --> (?P<end>{_LONG})\s*$"),
    "0:0:5.100 --> 0:0:8.250",
    unmistakable=re.compile(r"\s{0,4}[0-9]{1,2}:[0-9]:|\s{0,4}[0-9]{1,2}:[0-9]{1,2}:[0-9]\."),
    name_below=True,
    front=teams_front,
)
WEBEX = TextFormat(
    "webex-text",
    "Webex TXT",
    re.compile(rf"\s{{0,4}}{_TIME}\s{{1,4}}:\s{{1,4}}(?:\"?(?P<name>[^:]{{0,118}}?)\"?)\s{{1,4}}:(?P<text>\s.*|)$"),
    "0:11 : Dana Reyes : Hello",
    unmistakable=re.compile(r"\s{0,4}[0-9:]{4,10}\s"),
)
OTTER = TextFormat(
    "otter-text",
    "Otter TXT",
    re.compile(rf"(?:{_NAME}(?P<gap>\s{{1,9}}))?{_TIME}\s*$"),
    "Dana Reyes  0:34",
    signs=(
        _sign("“Transcribed by https://otter.ai”", r"^Transcribed by https?://(?:www\.)?otter\.ai"),
        _sign("SUMMARY KEYWORDS", r"^SUMMARY KEYWORDS\s*$"),
    ),
    unmistakable=re.compile(rf"\S.{{0,118}}?\S {{2}}{CLOCK} {{2}}$"),
    no_speech=re.compile(r"Transcribed by https?://(?:www\.)?otter\.ai.{0,40}", re.IGNORECASE),
    front=otter_front,
)
FATHOM = TextFormat(
    "fathom-text",
    "Fathom text",
    re.compile(rf"\s{{0,4}}\[?@?{_TIME}\]?(?:\([^()\s]{{1,300}}\))?\s-(?:\s{{1,3}}(?P<name>.{{0,118}}?))?\s*$"),
    "0:09 - Dana Reyes (Northwind)",
    signs=(
        _sign("“VIEW RECORDING”", r"\bVIEW RECORDING - [0-9]"),
        _sign("links to fathom.video", r"https://fathom\.video/"),
    ),
    unmistakable=re.compile(rf"\s{{0,4}}\[?@{CLOCK}"),
    front=fathom_front,
    tidy=_without_notices,
)
FORMATS = (ZOOM_CAPTIONS, TEAMS, TEAMS_2021, WEBEX, OTTER, FATHOM)
