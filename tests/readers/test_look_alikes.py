"""Texts beside transcripts are refused by name; transcripts that look a little like them are read."""

from __future__ import annotations

import pytest

from closeplan_nlp.errors import FormatError
from closeplan_nlp.readers.detection import detect
from closeplan_nlp.readers.registry import READERS

REFUSED = {
    "e-mail": "From: Dana Reyes <dana@acme.com>\nTo: Ben\nSubject: Quote\nMIME-Version: 1.0\n\nHi Ben,\n\nthanks.\n",
    "an e-mail": "Von: Dana Reyes\nGesendet: Montag, 2. März 2026\nAn: Ben\nBetreff: Angebot\n\nHallo Ben!\n\nDanke.\n",
    "calendar": "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Demo\nEND:VEVENT\nEND:VCALENDAR\n",
    "chat": "02/03/2026, 10:04 - Dana: hello\n02/03/2026, 10:06 - Ben: hi\n02/03/2026, 10:07 - Dana: ok\n",
    "Markdown": "# project\n\nInstall it with pip.\n\n## Use\n\nRun it.\n\n## License\n\nMIT\n",
    "notes": "# Acme\n\n- Budget: 50k\n- Decision maker: Dana\n- Timeline: Q2\n\n## Next\n\n* Quote\n* Demo\n",
    "minutes": "Minutes of Meeting\nDate: 2 March 2026\nPresent: Dana, Ben\n\n1. Budget\nIt was approved.\n\n"
    "2. Next steps\nAction: Ben sends it.\nAction: Dana checks.\n\nNext meeting: 9 March\n",
    "nobody speaks twice": "10:00 Welcome: Dana\n10:15 Demo: Ben\n10:45 Q&A: all\n11:00 Close: Dana\n",
    "key: value": "Ingredients: flour\nTime: 20 minutes\nOven: 180 degrees\nStep 1: mix\nStep 2: bake\n",
    "diff": "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-Dana: hello\n+Dana: hi\n",
    "ASS": "[Script Info]\nTitle: x\n\n[Events]\nFormat: Text\nDialogue: 0,0:00:01.00,0:00:02.00,,Dana,0,0,0,,Hi\n",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_by_name(kind: str) -> None:
    with pytest.raises(FormatError, match=kind):
        detect(REFUSED[kind])


def test_pictures_of_a_video_are_no_speech() -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:05.000\nsprite.jpg#xywh=0,0,160,90\n"
    with pytest.raises(FormatError, match="pictures"):
        READERS["vtt"].read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dana Reyes: Hello.\nMarc Weber: Hi.\nBen Okafor: Good morning.\n",
        "- Dana: We want it.\n- Ben: So do we.\n- Dana: Fine.\n",
        "# Acme demo\n\n**Dana:** Hello.\n\n**Ben:** Hi.\n\n**Dana:** Bye.\n",
        "So welcome everybody.\n\nI think the pricing is fine, and we said 10:30 tomorrow.\n\nGreat, thank you.\n",
    ],
)
def test_transcripts_are_read(text: str) -> None:
    assert detect(text).format == "text"
