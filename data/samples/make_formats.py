"""Write the sample calls as WebVTT, SubRip and plain text from their JSON.

    python data/samples/make_formats.py

The JSON (contract 1) is the original; the other files hold the same turns as far as their format can. The same
JSON always gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CALLS = ("orchard-clinic", "harbour-cold-store")
Call = dict[str, Any]


def read_call(name: str) -> Call:
    """The sample call of this name, as its JSON has it."""
    call: Call = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return call


def stamp(seconds: float, point: str) -> str:
    """Seconds as `00:01:02.345`, with the decimal point of the format."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def header(call: Call) -> list[str]:
    """Title, date, organisations and people as `Key: value` lines; the organisation behind a name tells the side."""
    orgs = {"seller": call["seller_org"], "customer": call["customer_org"]}
    people = ", ".join(f"{person['name']} ({orgs[person['side']]})" for person in call["participants"])
    return [
        f"Title: {call['title']}",
        f"Date: {call['date']}",
        f"Language: {call['language']}",
        f"Seller: {orgs['seller']}",
        f"Customer: {orgs['customer']}",
        f"Participants: {people}",
    ]


def as_vtt(call: Call) -> str:
    """WebVTT with voice tags; a NOTE holds the header."""
    cues = (
        f"{stamp(turn['start'], '.')} --> {stamp(turn['end'], '.')}\n"
        f"<v {escape(turn['speaker'])}>{escape(turn['text'])}</v>"
        for turn in call["turns"]
    )
    return "\n\n".join(["WEBVTT", "\n".join(["NOTE", *header(call)]), *cues]) + "\n"


def escape(text: str) -> str:
    """The characters that WebVTT reserves, as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_srt(call: Call) -> str:
    """SubRip with `Name: text`; the format has no place for a date."""
    blocks = (
        f"{number}\n{stamp(turn['start'], ',')} --> {stamp(turn['end'], ',')}\n{turn['speaker']}: {turn['text']}"
        for number, turn in enumerate(call["turns"], start=1)
    )
    return "\n\n".join(blocks) + "\n"


def as_text(call: Call) -> str:
    """The header and `Name: text` lines, without times."""
    lines = (f"{turn['speaker']}: {turn['text']}" for turn in call["turns"])
    return "\n".join([*header(call), "", *lines]) + "\n"


FORMATS: dict[str, Callable[[Call], str]] = {".vtt": as_vtt, ".srt": as_srt, ".txt": as_text}


def main() -> None:
    """Write every call in every format beside its JSON."""
    for name in CALLS:
        call = read_call(name)
        for suffix, write in FORMATS.items():
            (HERE / f"{name}{suffix}").write_text(write(call), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
