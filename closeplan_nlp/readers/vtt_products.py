"""The recorders and players whose WebVTT shows where it comes from; `vtt.read` reads them all.

* Zoom (`GMT20260302-150212_Recording.transcript.vtt`; stored files): CRLF, ids that count from 1, `Name: text`, one
  cue for each stretch of speech; times begin where the recording does; a few cues have no name.
* Teams (https://learn.microsoft.com/graph/api/calltranscript-get, stored files): ids `GUID/18-1` of which one utterance
  is 18-0, 18-1, …; `<v Name>text</v>`, two lines a cue, numeric entities in names. The first generation has no ids.
* Microsoft Stream (classic; stored files): `NOTE duration:"…"`, `NOTE language:en-us`, before each cue
  `NOTE Confidence: 0.9` and a GUID as its id; no speakers, sentences cut anywhere.
* Webex (known from descriptions only): the speaker in the id, `3 "Name" (3330436864)`, `""` for an unknown one.
* YouTube's automatic captions as yt-dlp stores them: see `cue_rolling`.

A VTT of the podcast namespace shows a `<v Name>` where the speaker changes and has no signature; it is plain WebVTT.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from closeplan_nlp.readers.cue_rolling import WORD_TIMES
from closeplan_nlp.readers.reader import Reader, Sniffed
from closeplan_nlp.readers.teams_metadata import MARK
from closeplan_nlp.readers.vtt import HEADER, read

_HEAD = 20000
_GUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


@dataclass(frozen=True)
class Product:
    """A signature in the first lines, and what it shows."""

    name: str
    title: str
    sign: re.Pattern[str]
    reason: str

    def reader(self) -> Reader:
        """The product's reader: its own signature, the same reading."""
        sniff: Callable[[str], Sniffed] = partial(_sniff, self)
        return Reader(self.name, self.title, (".vtt",), sniff, read)


def _sniff(product: Product, text: str) -> Sniffed:
    if not product.sign.search(text[:_HEAD]):
        return 0.0
    if HEADER.match(text):
        return 0.97, product.reason
    return (0.92, f"{product.reason}, though without WEBVTT in front") if product.name != "zoom-vtt" else 0.0


PRODUCTS = (
    Product(
        "teams-vtt",
        "Teams VTT",
        re.compile(rf"^{_GUID}/[0-9]{{1,9}}-[0-9]{{1,9}}\s*$|^\{{.{{0,300}}{MARK}", re.MULTILINE | re.IGNORECASE),
        "cue ids as Teams counts them",
    ),
    Product(
        "stream-vtt",
        "Microsoft Stream VTT",
        re.compile(r"^NOTE Confidence: ?[0-9.]{1,20}\s*$", re.MULTILINE),
        "notes of confidence before the cues, as Microsoft Stream writes them",
    ),
    Product(
        "webex-vtt",
        "Webex VTT",
        re.compile(r'^[0-9]{1,9} "[^"\n]{0,200}" \([0-9]{1,20}\)\s*$', re.MULTILINE),
        "speakers in the cue ids, as Webex writes them",
    ),
    Product("youtube-vtt", "YouTube VTT", WORD_TIMES, "times of words in the cues, as YouTube writes them"),
    Product(
        "zoom-vtt",
        "Zoom VTT",
        re.compile(r"^1[ \t]*\n[0-9:.]{9,13} --> [0-9:.]{9,13}[ \t]*\n[^\W_][^\n<>:?!]{0,60}: \S", re.MULTILINE),
        "numbered cues that begin with “Name: ”, as Zoom writes them",
    ),
)
"""Known by their signature, the surest first."""
