"""Finding and loading pipelines, and what must hold of any call whatever the model says of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from closeplan_nlp.errors import InputError, ModelError, RequestError
from closeplan_nlp.kinds import KINDS, SIDES, STATUSES
from closeplan_nlp.nlp import pipeline as module
from closeplan_nlp.nlp.analysis import SYNTAX, Analysis, analyze, label_turns
from closeplan_nlp.nlp.pipeline import load_pipeline, model_folder
from closeplan_nlp.plan.building import build_plan, summarize
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.schemas import json_schema
from closeplan_nlp.types import ClosePlan, Participant, Transcript, Turn

# where models are looked for


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Four places that may hold a pipeline: two named by the environment, the package, the checkout."""
    found = [tmp_path / name for name in ("one", "two", "package", "checkout")]
    monkeypatch.setenv("CLOSEPLAN_MODELS", os.pathsep.join(["", str(found[0]), str(found[1])]))
    monkeypatch.setattr(module, "_PLACES", tuple(found[2:]))
    return found


def put_model(place: Path, meta: str = "{}") -> Path:
    folder = place / "en_closeplan"
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(meta)
    return folder


def test_the_first_place_that_holds_the_model_wins(places: list[Path]) -> None:
    for place in reversed(places):
        folder = put_model(place)
        assert model_folder("en") == folder


def test_a_missing_model_is_named(places: list[Path]) -> None:
    with pytest.raises(ModelError, match=r"en_closeplan is not installed.*CLOSEPLAN_MODELS"):
        model_folder("en")


def test_a_language_without_a_pipeline(places: list[Path]) -> None:
    with pytest.raises(RequestError, match=r"'fr'.*Known languages: en"):
        model_folder("fr")


def test_a_model_that_is_named_outright(places: list[Path], tmp_path: Path) -> None:
    put_model(places[0])
    own = put_model(tmp_path / "own")
    assert model_folder("en", own) == model_folder("fr", str(own)) == own
    for wrong in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ModelError, match=f"{wrong}: this is no folder of a trained pipeline"):
            model_folder("en", wrong)


@pytest.mark.parametrize("meta", ["", "{}", "[]", '{"lang": "en", "pipeline": ["nonsense"]}'])
def test_a_damaged_model_is_a_model_error(tmp_path: Path, meta: str) -> None:
    folder = put_model(tmp_path, meta)
    with pytest.raises(ModelError, match=str(folder)):
        load_pipeline("en", folder)
    (folder / "config.cfg").write_text("[nlp]\nlang = ")
    with pytest.raises(ModelError, match=str(folder)):
        load_pipeline("en", folder)


@pytest.mark.parametrize("least", [-0.1, 1.1, float("nan")])
def test_a_confidence_out_of_range(least: float, call: Transcript) -> None:
    with pytest.raises(RequestError, match="between 0 and 1"):
        analyze(call, min_confidence=least)


def test_the_calls_language_decides(call: Transcript) -> None:
    french = call.model_copy(update={"language": "fr-FR"})
    with pytest.raises(InputError, match=r"“fr-FR”.*--language en"):
        analyze(french)
    with pytest.raises(RequestError, match="'xx'"):
        analyze(call, language="XX")


# any trained pipeline


@pytest.fixture(scope="module")
def analysis(call: Transcript) -> Analysis:
    return analyze(call)


def check(plan: ClosePlan, call: Transcript) -> None:
    """What holds of every plan."""
    Draft202012Validator(json_schema("plan")).validate(plan.to_dict())
    ids = [item.id for item in plan.items]
    assert len(ids) == len(set(ids))
    for item in plan.items:
        kind = KINDS[item.kind]
        assert item.text.strip()
        assert item.evidence
        assert item.side in SIDES
        assert item.side in {"customer_commitment": ("customer",), "decision_criterion": ("customer",)}.get(
            item.kind, SIDES
        )
        assert item.kind != "action_item" or item.side != "customer"
        assert (item.status in STATUSES) == kind.has_status
        assert (item.category in kind.categories) == bool(kind.categories)
        assert (item.importance is not None) == kind.has_importance
        assert item.owner is None or kind.is_task
        assert item.due is None or item.due_text
        for proof in item.evidence:
            assert proof.quote
            assert proof.quote in call.turns[proof.turn].text
            assert proof.source == plan.sources[0].id
    order = [(list(KINDS).index(item.kind), item.evidence[0].turn, item.id) for item in plan.items]
    assert order == sorted(order)


@pytest.mark.model
def test_a_plan_of_a_call(analysis: Analysis, call: Transcript) -> None:
    assert analysis.items, "no item at all in a call full of them"
    check(build_plan(analysis), call)


@pytest.mark.model
def test_the_same_call_gives_the_same_items(analysis: Analysis, call: Transcript) -> None:
    assert analyze(call).items == analysis.items


@pytest.mark.model
def test_less_certain_items_are_left_out(analysis: Analysis, call: Transcript) -> None:
    least = sorted(item.confidence or 0 for item in analysis.items)[len(analysis.items) // 2]
    assert analyze(call, min_confidence=least).items == tuple(
        item for item in analysis.items if (item.confidence or 0) >= least
    )
    assert all(item.confidence == 1.0 for item in analyze(call, min_confidence=1.0).items)


@pytest.mark.model
def test_the_transcript_is_not_changed(call: Transcript) -> None:
    before = call.model_dump_json()
    analyze(call)
    assert call.model_dump_json() == before


@pytest.mark.model
def test_progress_ends_at_the_last_turn(call: Transcript) -> None:
    seen: list[tuple[int, int]] = []
    analyze(call, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(call.turns), len(call.turns))


ODD = {
    "one empty turn": [""],
    "blanks": [" ", "\n\t", "\u00a0\u200b"],
    "no words": ["...", "?!", "—", "🙂🙂🙂", "(laughs)"],
    "one word": ["yes"],
    "another script": ["我们周五发送报价单。", "Мы отправим договор в пятницу.", "سنرسل العقد يوم الجمعة"],
    "markup": ["<script>alert(1)</script> I'll send it by Friday.", "=cmd|' /C calc'!A0", "{{ x }} ${y} %s \\n"],
    "control characters": ["I'll\x00 send\x07 the quote\u202e by Friday.", "\ufeffOkay\r\n."],
    "no spaces": ["a" * 30_000],
    "no marks": ["and I will send you the quote and then we talk about the rollout " * 120],
    "long word list": [", ".join(f"item {n}" for n in range(1500))],
    "surrogate": ["I'll send \ud83d it."],
}


@pytest.mark.model
@pytest.mark.parametrize("name", list(ODD))
def test_odd_calls_give_a_plan(name: str) -> None:
    people = (Participant(name="Ben", side="seller"), Participant(name="Dana", side="customer"))
    turns = tuple(Turn(speaker=("Ben", "Dana", None)[n % 3], text=text) for n, text in enumerate(ODD[name]))
    call = Transcript(turns=turns, participants=people, date="2026-03-02")
    check(build_plan(analyze(call)), call)


@pytest.mark.model
@pytest.mark.parametrize(
    "fields",
    [
        {"participants": ()},
        {"participants": (Participant(name="Ben Okafor"), Participant(name="Dana Reyes"))},
        {
            "participants": (
                Participant(name="Ben Okafor", side="both"),
                Participant(name="Dana Reyes", side="customer"),
            )
        },
        {"date": None},
        {"date": "9999-12-31"},
        {"date": "2026-02-30"},
        {"language": None},
        {"turns": ()},
        {"turns": (Turn(text="I'll send you the quote by Friday."),)},
        {"participants": (Participant(name=" "), Participant(name="."))},
    ],
    ids=str,
)
def test_calls_with_parts_missing_give_a_plan(fields: dict[str, Any], call: Transcript) -> None:
    part = call.model_copy(update=fields)
    check(build_plan(analyze(part)), part)


@pytest.mark.model
def test_who_is_behind_a_label_is_told(call: Transcript) -> None:
    names = {"Ben Okafor": "Speaker 1", "Dana Reyes": "dana.reyes"}
    turns = tuple(turn.model_copy(update={"speaker": names[turn.speaker or ""]}) for turn in call.turns)
    found = analyze(call.model_copy(update={"turns": turns}))
    assert {p.name: p.label for p in found.transcript.participants} == names
    assert {proof.speaker for item in found.items for proof in item.evidence} <= set(names)


@pytest.mark.model
def test_inferred_sides_are_a_problem_that_is_told(call: Transcript) -> None:
    people = tuple(Participant(name=p.name) for p in call.participants)
    found = analyze(call.model_copy(update={"participants": people})).transcript
    inferred = [f"{p.name} ({p.side})" for p in found.participants if p.side != "unknown"]
    expected = [f"sides inferred from how people talk: {', '.join(inferred)}"] if inferred else []
    assert [p.reason for p in found.problems] == expected


def stamp(seconds: float, mark: str) -> str:
    return f"00:{int(seconds) // 60:02}:{int(seconds) % 60:02}{mark}000"


@pytest.mark.model
def test_the_same_plan_from_every_file_format(call: Transcript, tmp_path: Path) -> None:
    bare = call.model_copy(update={"participants": (), "title": None, "customer_org": None})
    (tmp_path / "call.json").write_text(bare.model_dump_json())
    spans = [(turn, stamp(turn.start or 0, "."), stamp(turn.end or 0, ".")) for turn in call.turns]
    cues = [f"{start} --> {end}\n<v {turn.speaker}>{turn.text}\n" for turn, start, end in spans]
    (tmp_path / "call.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    spans = [(turn, stamp(turn.start or 0, ","), stamp(turn.end or 0, ",")) for turn in call.turns]
    cues = [f"{n}\n{start} --> {end}\n{turn.speaker}: {turn.text}\n" for n, (turn, start, end) in enumerate(spans, 1)]
    (tmp_path / "call.srt").write_text("\n".join(cues))
    options: dict[str, Any] = {"date": "2026-03-02", "seller": ["Ben Okafor"], "customer": ["Dana Reyes"], "deal": "x"}
    plans = [summarize(tmp_path / f"call.{suffix}", **options) for suffix in ("json", "vtt", "srt")]
    for plan in plans:
        check(plan, call)
    assert plans[0].items == plans[1].items == plans[2].items
    assert plans[0].participants == plans[1].participants == plans[2].participants
    assert {plan.sources[0].id for plan in plans} == {"call"}


@pytest.mark.model
def test_the_pipeline_is_loaded_once_and_without_torch() -> None:
    assert load_pipeline("en") is load_pipeline("en")
    code = "import sys; from closeplan_nlp import load_pipeline; load_pipeline('en')('I will send it by Friday.')"
    code += "; print(sorted({'torch', 'transformers'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


@pytest.mark.model
def test_turns_that_back_an_item_are_parsed_by_all_of_the_syntax() -> None:
    nlp = load_pipeline("en")
    own = {name for name in nlp.pipe_names if not name.startswith("closeplan_")}
    assert own == set(SYNTAX) & set(nlp.pipe_names)
    call = Transcript(
        turns=(Turn(speaker="Ben", text="I'll send you the updated quote by Friday."),), date="2026-03-02"
    )
    (doc,) = label_turns(call, nlp, {"Ben": "seller"})
    assert not doc.has_annotation("POS")  # nothing of it runs before it is needed


@pytest.mark.model
def test_another_language_is_doubted() -> None:
    def reasons(text: str) -> str:
        turns = tuple(Turn(speaker="AB"[n % 2], text=text) for n in range(12))
        return " ".join(problem.reason for problem in analyze(Transcript(turns=turns)).transcript.problems)

    assert "does not read like" in reasons("Wir schicken Ihnen morgen das Angebot und rufen dann an.")
    assert "does not read like" not in reasons("We will send you the quote tomorrow and then we call.")
    assert "does not read like" not in reasons("okay so we send the quote tomorrow yeah")


@pytest.mark.model
def test_voices_that_sound_alike_get_no_side() -> None:
    turns = tuple(Turn(speaker=f"Speaker {n % 2}", text="Yes, the weather is fine today.") for n in range(60))
    people = analyze(Transcript(turns=turns)).transcript.participants
    assert {person.side for person in people} <= {"unknown"}


@pytest.mark.model
def test_without_a_side_told_the_sample_has_no_wrong_one() -> None:
    call = read_transcript(Path(__file__).parents[2] / "data" / "samples" / "harbour-cold-store.json")
    hidden = call.model_copy(
        update={"participants": tuple(Participant(name=p.label or p.name) for p in call.participants)}
    )
    true = {p.label or p.name: p.side for p in call.participants}
    found = {p.name: p.side for p in analyze(hidden).transcript.participants}
    assert all(side in ("unknown", true[name]) for name, side in found.items())
