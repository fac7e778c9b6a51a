"""The commands on plan files, as the console script runs them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from plan.conftest import call
from typer.testing import CliRunner

from closeplan_nlp import cli
from closeplan_nlp.plan import building
from closeplan_nlp.plan.planfile import read_plan
from closeplan_nlp.types import ClosePlan, Item

ITEMS = """\
kind,text,side,owner,due,status,confidence
,Send the MSA,seller,Ines Okafor,2026-03-06,open,0.9
customer_commitment,Send the SSO metadata,customer,Dana Reyes,2026-03-06,agreed,0.4
Risk,Hiring freeze,customer,,,,
"""
LATER = """\
kind,text,owner,due,status
action_item,Send over the MSA,Ines Okafor,2026-03-13,
,Prepare the demo,Tom,,cancelled
"""


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """The program in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["closeplan", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Result(int(done.value.code or 0), *capsys.readouterr())

    return call


@pytest.fixture
def plan(run: Run, tmp_path: Path) -> Path:
    """A plan with three items of one call."""
    (tmp_path / "first.csv").write_text(ITEMS)
    (tmp_path / "later.csv").write_text(LATER)
    assert run("import", "first.csv", "--into", "plan.yaml", "--date", "2026-03-02").code == 0
    return tmp_path / "plan.yaml"


def the(path: Path, words: str) -> Item:
    (found,) = (item for item in read_plan(path).items if words in item.text)
    return found


def refused(result: Result, words: str, code: int = 2) -> None:
    assert (result.code, result.out) == (code, "")
    (line,) = result.err.splitlines()
    assert words in line
    assert "internal error" not in line


def test_every_command_has_help_with_an_example() -> None:
    runner = CliRunner()
    for command in ("import", "items", "add", "set", "done", "drop", "confirm"):
        shown = runner.invoke(cli.app, [command, "--help"])
        assert shown.exit_code == 0
        assert f"Example: closeplan {command} " in shown.stdout


# import


def test_an_import_makes_the_plan_and_says_what_it_did(run: Run, plan: Path) -> None:
    assert [item.kind for item in read_plan(plan).items] == ["action_item", "customer_commitment", "risk"]
    result = run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09")
    lines = result.out.splitlines()
    assert lines[0] == "plan.yaml: 1 added, 1 changed, 0 suggested, 0 in conflict"
    msa = the(plan, "MSA")
    assert f"~ Send the MSA [{msa.id}]: due 2026-03-06 → 2026-03-13 (later)" in lines
    assert any(line.startswith("+ Prepare the demo") for line in lines)
    assert the(plan, "demo").dropped == "later"
    before = plan.read_bytes()
    assert run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09").out == "plan.yaml: nothing new\n"
    assert plan.read_bytes() == before


def test_another_reading_of_a_call_says_what_is_gone_and_leaves_what_people_touched(run: Run, tmp_path: Path) -> None:
    def reading(name: str, *texts: str) -> str:
        said = [
            {"kind": "risk", "text": text, "side": "customer", "evidence": [{"turn": n, "quote": text}]}
            for n, text in enumerate(texts)
        ]
        (tmp_path / name).write_text(json.dumps({"id": "call-1", "date": "2026-03-02", "items": said}))
        return name

    first = reading("first.items.json", "Budget is frozen", "Marco leaves in June", "Legal is swamped")
    assert run("import", first, "--into", "deal.yaml").code == 0
    marco = the(tmp_path / "deal.yaml", "Marco")
    assert run("set", "deal.yaml", marco.id, "text=Marco retires").code == 0
    result = run("import", reading("again.items.json", "Legal is swamped"), "--into", "deal.yaml")
    lines = result.out.splitlines()
    assert lines[0] == "deal.yaml: 0 added, 0 changed, 0 suggested, 0 in conflict, 1 gone"
    assert [line.rpartition(" [")[0] for line in lines if line.startswith("- ")] == ["- Budget is frozen"]
    kept = {item.text for item in read_plan(tmp_path / "deal.yaml").items}
    assert kept == {"Marco retires", "Legal is swamped"}


def test_a_dry_run_writes_nothing(run: Run, plan: Path, tmp_path: Path) -> None:
    before = plan.read_bytes()
    result = run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09", "--dry-run")
    assert result.out.startswith("plan.yaml: 1 added, 1 changed, 0 suggested, 0 in conflict (nothing is written)\n")
    assert plan.read_bytes() == before
    assert run("import", "later.csv", "--into", "new.yaml", "--dry-run").code == 0
    assert not (tmp_path / "new.yaml").exists()


def test_colours_on_terminals_only(run: Run, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from closeplan_nlp.commands import showing

    args = ("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09", "--dry-run")
    assert "\x1b" not in run(*args).out
    monkeypatch.setattr(showing, "coloured", lambda: True)
    assert "\x1b[33m~ Send the MSA" in run(*args).out


def test_what_a_person_wrote_stays_and_is_contradicted_by_suggestion(run: Run, plan: Path) -> None:
    name = the(plan, "MSA").id
    run("set", "plan.yaml", name[:5], "due=2026-03-10", "--today", "2026-03-05")
    result = run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09")
    assert f"? Send the MSA [{name}]: due stays 2026-03-10; later says 2026-03-13" in result.out.splitlines()
    assert the(plan, "MSA").due == "2026-03-10"
    assert "? due" in run("items", "plan.yaml", "--unconfirmed", "--today", "2026-03-09").out
    run("confirm", "plan.yaml", name, "--today", "2026-03-09")
    msa = the(plan, "MSA")
    assert (msa.due, msa.suggestions, msa.confirmed) == ("2026-03-13", (), "2026-03-09")


def test_suggestions_can_be_refused(run: Run, plan: Path) -> None:
    name = the(plan, "MSA").id
    run("set", "plan.yaml", name, "due=2026-03-10")
    run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09")
    run("confirm", "plan.yaml", name, "--keep")
    assert (the(plan, "MSA").due, the(plan, "MSA").suggestions) == ("2026-03-10", ())


def test_calls_of_one_day_that_contradict_each_other_are_told(run: Run, plan: Path) -> None:
    result = run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-02")
    assert "1 in conflict" in result.out
    assert "due is 2026-03-06 (first) or 2026-03-13 (later)" in result.out


def test_calls_are_analysed_with_the_shared_options(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def summarize(path: str, **options: Any) -> ClosePlan:
        asked.update(options, call=path)
        return call("call-01", "2026-03-02", {"kind": "risk", "text": "Hiring freeze"})

    monkeypatch.setattr(building, "summarize", summarize)
    options = (
        "--date",
        "2026-03-02",
        "--seller",
        "Ines",
        "--speakers",
        "S1=Dana",
        "--min-confidence",
        "0.4",
        "--deal",
        "X",
    )
    assert run("import", "call.vtt", "--into", "plan.yaml", *options).code == 0
    assert (asked["call"], asked["date"], asked["seller"]) == ("call.vtt", "2026-03-02", ["Ines"])
    assert (asked["speakers"], asked["min_confidence"], asked["deal"]) == ({"S1": "Dana"}, 0.4, "X")
    assert read_plan(tmp_path / "plan.yaml").deal.name == "X"


def test_plans_and_lists_of_items_can_be_imported(run: Run, plan: Path, tmp_path: Path) -> None:
    other = call("call-09", "2026-04-01", {"kind": "risk", "text": "Budget cut"})
    (tmp_path / "other.json").write_text(other.model_dump_json())
    (tmp_path / "list.yaml").write_text(
        "source: notes\ndate: 2026-04-02\nitems:\n  - {text: Ring the bank, side: seller}\n"
    )
    (tmp_path / "gold.items.json").write_text('[{"kind": "risk", "text": "No budget", "turns": [3]}]')
    result = run("import", "other.json", "list.yaml", "gold.items.json", "plan.yaml", "--into", "plan.yaml")
    assert result.out.startswith("plan.yaml: 3 added")
    found = read_plan(plan)
    assert [source.id for source in found.sources] == ["gold", "first", "call-09", "notes"]
    assert {"Budget cut", "Ring the bank", "No budget"} <= {item.text for item in found.items}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.csv", "kind,text\nparty,Dance\n", "bad.csv, entry 2: `kind`"),
        ("bad.csv", "kind,text\nrisk,\n", "the item has no text"),
        ("bad.csv", "kind,text\n", "the table has no rows"),
        ("bad.csv", "text,due\nSend it,tomorrow\n", "bad.csv, entry 2: `due`"),
        ("bad.yaml", "a: [", "bad.yaml, line"),
        ("bad.yaml", "a: 3\n", "no list of items found"),
        (
            "bad.json",
            '{"deal": {"name": "x"}, "items": [{"id": "a"}]}',
            "bad.json, line 1, items[0].kind: field required",
        ),
    ],
)
def test_items_that_cannot_be_used(name: str, content: str, words: str, run: Run, plan: Path, tmp_path: Path) -> None:
    before = plan.read_bytes()
    (tmp_path / name).write_text(content)
    refused(run("import", name, "--into", "plan.yaml"), words, 1)
    assert plan.read_bytes() == before


def test_places_that_cannot_be_imported_into(run: Run, plan: Path, tmp_path: Path) -> None:
    refused(run("import", "first.csv", "--into", "plan.txt"), "a plan file is YAML or JSON")
    refused(run("import", "nowhere.csv", "--into", "plan.yaml"), "there is no such file", 1)
    refused(run("import", "first.csv", "--into", "no/plan.yaml"), "there is no such folder", 1)
    plan.write_text(plan.read_text().replace("kind: risk", "kind: danger"))
    refused(run("import", "first.csv", "--into", "plan.yaml"), "line", 1)
    assert run("import", "first.csv").code == 2


# items and edits


def test_items_are_listed_and_filtered(run: Run, plan: Path) -> None:
    lines = run("items", "plan.yaml").out.splitlines()
    assert lines[0].split() == ["id", "kind", "due", "owner", "status", "text"]
    assert len(lines) == 4
    for options, words in (
        (("--side", "customer", "--kind", "risk"), ["Hiring freeze"]),
        (("--owner", "dana"), ["Send the SSO metadata"]),
        (("--overdue", "--today", "2026-03-07"), ["Send the MSA", "Send the SSO metadata"]),
        (("--overdue", "--today", "2026-03-06"), []),
        (("--unconfirmed",), ["Send the SSO metadata"]),
        (("--status", "done"), []),
    ):
        found = json.loads(run("items", "plan.yaml", *options, "--format", "json").out)
        assert [item["text"] for item in found] == words
        assert not any("seen" in item for item in found)
    refused(run("items", "plan.yaml", "--format", "xml"), "unknown format 'xml'")
    refused(run("items", "plan.yaml", "--today", "soon"), "is no day")


def test_done_drop_and_what_is_left(run: Run, plan: Path) -> None:
    msa, metadata = the(plan, "MSA").id, the(plan, "SSO").id
    assert "done" in run("done", "plan.yaml", msa, "--today", "2026-03-05").out
    run("drop", "plan.yaml", metadata, "--today", "2026-03-05")
    assert (the(plan, "MSA").status, the(plan, "MSA").done_on) == ("done", "2026-03-05")
    assert the(plan, "SSO").dropped == "2026-03-05"
    assert [i["text"] for i in json.loads(run("items", "plan.yaml", "--open", "-f", "json").out)] == ["Hiring freeze"]
    assert len(run("items", "plan.yaml", "--all").out.splitlines()) == 4
    run("import", "first.csv", "later.csv", "--into", "plan.yaml", "--date", "2026-03-02")
    assert the(plan, "SSO").dropped == "2026-03-05"
    refused(run("done", "plan.yaml", the(plan, "Hiring").id), "a risk cannot be done")
    refused(run("done", "plan.yaml", "zz"), "no item has the id 'zz'")


def test_added_items_are_the_persons(run: Run, plan: Path) -> None:
    run(
        "add",
        "plan.yaml",
        "Prepare the demo",
        "--owner",
        "Tom Berg",
        "--due",
        "2026-03-20",
        "--after",
        the(plan, "MSA").id,
    )
    mine = the(plan, "demo")
    assert (mine.kind, mine.side, mine.status, mine.depends_on) == (
        "action_item",
        "seller",
        "agreed",
        (the(plan, "MSA").id,),
    )
    run("import", "later.csv", "--into", "plan.yaml", "--date", "2026-03-09")
    held = the(plan, "demo")
    assert (held.id, held.owner, held.due, held.dropped, held.manual) == (mine.id, "Tom Berg", "2026-03-20", None, True)
    assert {each.field: each.value for each in held.suggestions} == {"owner": "Tom", "dropped": "later"}
    refused(run("add", "plan.yaml", "x", "--kind", "party"), "Known ones: action_item")
    refused(run("add", "plan.yaml", "x", "--due", "Friday"), "Days are written 2026-03-06")


def test_fields_are_set(run: Run, plan: Path) -> None:
    name = the(plan, "MSA").id
    run(
        "set", "plan.yaml", name, "owner=", "notes=by mail", "internal=true", "depends_on=a, b", "--today", "2026-03-05"
    )
    msa = the(plan, "MSA")
    assert (msa.owner, msa.notes, msa.internal, msa.depends_on) == (None, "by mail", True, ("a", "b"))
    assert [(c.field, c.old, c.new, c.source) for c in msa.history] == [("owner", "Ines Okafor", None, None)]
    run("set", "plan.yaml", "deal", "target_close=2026-06-30", "name=Phase two")
    assert read_plan(plan).deal.target_close == "2026-06-30"
    refused(run("set", "plan.yaml", name, "due"), "'due' is not FIELD=VALUE")
    refused(run("set", "plan.yaml", name, "colour=red"), "there is no field 'colour' to set")
    refused(run("set", "plan.yaml", name, "status=late"), "Known ones: proposed, agreed, done")
