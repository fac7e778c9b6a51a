"""Write the Word documents among the samples; the same bytes every time.

python tests/readers/samples/make_docx.py
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from docx_files import PICTURE, document, paragraph, zipped  # noqa: E402

TEAMS = (
    paragraph("Rollout with Northwind-20260302_150212-Meeting Recording"),
    paragraph("2 March 2026, 03:02pm"),
    paragraph("1h 2m 12s"),
    paragraph("Ben Okafor started transcription", PICTURE),
    paragraph("Ben Okafor   0:03\nThanks for joining, both of you. Shall we start with", PICTURE),
    paragraph("Ben Okafor   0:05\nthe open points?", PICTURE),
    paragraph(
        "Dana Reyes (External)   0:07\nYes please. Two things: the price & the 14:30 slot.\nI'd like both today."
    ),
    paragraph("   0:15\nCan you hear me?"),
    paragraph("GARCÍA, José (IT)   1:02:11\nWe can. I'll send the form by Friday.", PICTURE),
    paragraph("Ben Okafor stopped transcription"),
)
TEAMS_2021 = (
    paragraph("0:0:0.0 --> 0:0:1.900\nBen Okafor\nThanks for joining."),
    paragraph("0:0:2.130 --> 0:0:5.40\nDana Reyes (Guest)\nSure. We need the quote\nand the form"),
    paragraph("0:0:5.60 --> 0:0:7.250\nDana Reyes (Guest)\nby Friday."),
    paragraph("1:2:7.0 --> 1:2:9.100\nBen Okafor\nYou'll have both."),
)
MEET = (
    paragraph("Rollout with Northwind (2026-03-02 at 15:02 GMT+1) - Transcript"),
    paragraph("Attendees"),
    paragraph("Ben Okafor, Dana Reyes, Dana Reyes's Presentation, read.ai meeting notes"),
    paragraph("Transcript"),
    paragraph("This editable transcript was computer generated and might contain errors."),
    paragraph("00:00:00"),
    paragraph(""),
    paragraph("Ben Okafor: Thanks for joining. One point: the price."),
    paragraph("Dana Reyes: It is too high,…"),
    paragraph("Dana Reyes: I'm afraid."),
    paragraph("00:05:00"),
    paragraph("Ben Okafor: I'll send a new quote by Friday."),
    paragraph("And the form."),
    paragraph("Meeting ended after 00:07:10 👋"),
)
FILES = {"teams.docx": TEAMS, "teams-2021.docx": TEAMS_2021, "google-meet.docx": MEET}


def content(name: str) -> bytes:
    """The bytes of a sample."""
    return zipped(document("".join(FILES[name])))


if __name__ == "__main__":
    for name in FILES:
        (HERE / name).write_bytes(content(name))
