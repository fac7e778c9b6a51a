"""`make demo`: from the sample recording to the page, with the small Whisper that ships, without a network."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jiwer
import pytest

from closeplan_nlp.evaluation.files import read_items
from closeplan_nlp.evaluation.scoring import ScoredItem, match
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.types import Transcript, Turn

ROOT = Path(__file__).resolve().parent.parent
CALL = ROOT / "data" / "samples" / "orchard-clinic.json"
MOST_WRONG = 0.15
"""Word error rate of a side."""
LEAST_FOUND = 0.6
"""Share of the sure gold items that are in the plan."""
LEAST_RIGHT = 0.8
"""Share of the items found that are on the right side, and of the right owner."""
GOLD = CALL.with_name("orchard-clinic.items.json")


def demo_commands(out: Path) -> Iterator[list[str]]:
    """The commands of `make demo`, with this environment's program and another folder for what comes out."""
    told = subprocess.run(
        ["make", "--no-print-directory", "-n", "demo", f"OUT={out}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for line in told.stdout.replace("\\\n", " ").splitlines():
        program, *rest = shlex.split(line) if "closeplan " in line else [""]
        if program.endswith("/closeplan"):
            yield [str(Path(sys.executable).parent / "closeplan"), *rest]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what the demo made; `plan.json` beside it."""
    folder = tmp_path_factory.mktemp("demo")
    environment = os.environ | {"CLOSEPLAN_CACHE": str(folder / "cache"), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"}
    commands = list(demo_commands(folder))
    assert [command[1] for command in commands] == ["transcribe", "summarize", "summarize"]
    commands.append([*commands[1], "-o", str(folder / "plan.json")])
    for command in commands:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    return folder


def words(turns: list[Turn]) -> str:
    """What is said, in plain words."""
    text = " ".join(turn.text for turn in turns).lower().replace("-", " ")
    return " ".join(re.sub(r"[^\w' ]", " ", text).split())


def of_side(call: Transcript, side: str) -> list[Turn]:
    """The turns of one side's people."""
    people = {name for person in call.participants if person.side == side for name in (person.name, person.label)}
    return [turn for turn in call.turns if turn.speaker in people]


@pytest.mark.model
@pytest.mark.slow
def test_the_recording_is_understood(out: Path) -> None:
    said, heard = read_transcript(CALL), read_transcript(out / "orchard-clinic.json")
    for side in ("seller", "customer"):
        wrong = jiwer.wer(words(of_side(said, side)), words(of_side(heard, side)))
        assert wrong < MOST_WRONG, side
    assert {person.name for person in heard.participants} == {person.name for person in said.participants}
    assert (out / "orchard-clinic.vtt").read_text().startswith("WEBVTT")


def said_at(proof: dict[str, Any], said: Transcript) -> set[int]:
    """The numbers of the written turns that are, for the most part, said in the time of a quote; or it in theirs."""
    start, end = proof["start"], proof["end"]
    found = set()
    for number, turn in enumerate(said.turns):
        assert turn.start is not None
        assert turn.end is not None
        shared = min(end, turn.end) - max(start, turn.start)
        if shared > 0.5 * min(end - start, turn.end - turn.start):
            found.add(number)
    return found


def found_items(plan: dict[str, Any], said: Transcript) -> list[ScoredItem]:
    """The items of a plan, their evidence as turns of the written transcript."""
    return [
        ScoredItem(
            item["kind"],
            frozenset(number for proof in item["evidence"] for number in said_at(proof, said)),
            {"side": item["side"], "owner": item["owner"]},
            text=item["text"],
        )
        for item in plan["items"]
    ]


@pytest.mark.model
@pytest.mark.slow
def test_the_plan_has_what_was_agreed(out: Path) -> None:
    plan = json.loads((out / "plan.json").read_text())
    gold = read_items(GOLD)
    pairs = match(found_items(plan, read_transcript(CALL)), gold).pairs
    assert len([gold for _, gold in pairs if gold.sure]) > LEAST_FOUND * len([item for item in gold if item.sure])
    for name in ("side", "owner"):
        right = [found.attributes[name] == gold.attributes[name] for found, gold in pairs]
        assert sum(right) > LEAST_RIGHT * len(pairs), name
    assert plan["sources"][0]["path"].endswith("orchard-clinic.ogg")
    assert all(proof["start"] is not None for item in plan["items"] for proof in item["evidence"])


@pytest.mark.model
@pytest.mark.slow
def test_the_page_links_to_the_recording(out: Path) -> None:
    page = (out / "orchard-clinic.html").read_text()
    assert re.search(r'href="[^"]*orchard-clinic\.ogg#t=\d', page)
