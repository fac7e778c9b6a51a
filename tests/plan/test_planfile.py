"""Plan files: read, refused, changed in place, locked, backed up, written whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from plan.conftest import call

from closeplan_nlp.errors import ClosePlanError, FormatError, InputError, RequestError
from closeplan_nlp.plan import planfile
from closeplan_nlp.plan.merging import empty_plan, merge
from closeplan_nlp.plan.observing import observe
from closeplan_nlp.plan.planfile import change_plan, check_suffix, parse, read_plan, read_plan_file
from closeplan_nlp.plan.rendering import new_text
from closeplan_nlp.types import ClosePlan

TASK = {"kind": "action_item", "text": "Send the MSA", "owner": "Ines Okafor", "status": "agreed"}
FIRST = observe(call("call-01", "2026-03-02", TASK | {"due": "2026-03-06"}, {"kind": "risk", "text": "Hiring freeze"}))
SECOND = observe(call("call-02", "2026-03-09", TASK | {"due": "2026-03-13"}, {"kind": "risk", "text": "Budget cut"}))
PATH = Path("plan.yaml")


def plan_text() -> str:
    return new_text(merge(empty_plan(), [FIRST]))


def after_second(text: str) -> str:
    file = parse(text, PATH)
    return file.changed(merge(file.plan, [SECOND]))


def diff(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came, whatever their order."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_new_file_names_its_schema_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    before, plan = change_plan(path, lambda held: merge(held, [FIRST]), create=empty_plan)
    assert before is None
    assert read_plan(path) == plan
    assert path.read_text().startswith("# yaml-language-server: $schema=.closeplan.schema.json\n")
    schema = json.loads((tmp_path / ".closeplan.schema.json").read_text())
    assert schema["$id"] == "urn:closeplan:plan:1.0"
    assert {"depends_on", "suggestions", "seen", "notes"} <= schema["$defs"]["Item"]["properties"].keys()
    assert "    due: 2026-03-06\n" in path.read_text()


def test_json_works_too(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    change_plan(path, lambda held: merge(held, [FIRST]), create=empty_plan)
    _, plan = change_plan(path, lambda held: merge(held, [SECOND]))
    assert read_plan(path) == plan == merge(empty_plan(), [FIRST, SECOND])
    assert json.loads(path.read_text())["items"][0]["seen"]


def test_comments_order_and_unknown_fields_survive() -> None:
    text = plan_text()
    text = text.replace(
        "    text: Send the MSA\n", "    text: Send the MSA   # as promised\n    # ask Tom first\n    colour: red\n"
    )
    text = text.replace("deal:\n", "# the deal\ndeal:\n  stage: 3 # of 5\n").replace(
        "items:\n", "tags: [a, b]\n\nitems:\n"
    )
    after = after_second(text)
    gone, came = diff(text, after)
    assert [line.split(":")[0].strip() for line in gone] == ["due"]
    for kept in ("# as promised", "    # ask Tom first\n", "    colour: red\n", "# the deal\n", "  stage: 3 # of 5\n"):
        assert kept in after
    assert "tags: [a, b]\n" in after
    assert "    due: 2026-03-13" in came


@pytest.mark.parametrize(
    "layout",
    [
        lambda text: json.dumps(json.loads(parse(text, PATH).plan.model_dump_json())),
        lambda text: text.replace("    due: 2026-03-06\n", "    due: &day 2026-03-06\n    start: *day\n"),
        lambda text: text.replace("\n  - ", "\n- ").replace("\n    ", "\n  "),
        lambda text: "---\n" + text,
        lambda text: text.replace("    text: Send the MSA\n", "    text: >\n      Send the\n      MSA\n"),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_other_layouts_are_kept_as_one_piece(layout: Any) -> None:
    text = layout(plan_text())
    file = parse(text.replace("\r\n", "\n"), PATH)
    plan = merge(file.plan, [SECOND])
    assert parse(file.changed(plan), PATH).plan == plan
    assert [item.due for item in plan.items if item.kind == "action_item"] == ["2026-03-13"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("due: 2026-03-06", "due: Friday", "line 24, items[0].due: 'Friday' is no day, month or quarter"),
        ("due: 2026-03-06", "due: 2026-02-30", "line 24, items[0].due: there is no such day or month in the calendar"),
        ("kind: risk", "kind: danger", "line 32, items[1].kind: input should be"),
        ("side: seller", "side: seller\n    side: both", "line 23: this is not YAML (found duplicate key"),
        ("    text: Send the MSA\n", "    text: [Send\n", "this is not YAML"),
        ("  name: Northwind\n", "", "deal.name: field required"),
        ('schema_version: "1.0"', 'schema_version: "2.0"', "version 2.0 of the plan file is not known here"),
    ],
)
def test_files_that_are_no_plans_are_refused_and_untouched(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    text = plan_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(FormatError) as refused:
        change_plan(path, lambda held: merge(held, [SECOND]))
    assert words in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert path.read_text() == text.replace(old, new, 1)
    assert not path.with_name("plan.yaml.bak").exists()


def test_a_list_that_stands_twice_is_not_quoted_whole() -> None:
    with pytest.raises(FormatError, match='found duplicate key "items"') as refused:
        parse(plan_text().replace("items:\n", "items: []\nitems:\n", 1), PATH)
    assert len(str(refused.value)) < 200


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_plan(tmp_path / "plan.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match="no UTF-8"):
        read_plan(tmp_path / "bytes.yaml")
    (tmp_path / "list.yaml").write_text("- a\n")
    with pytest.raises(FormatError, match="this is no plan"):
        read_plan(tmp_path / "list.yaml")
    (tmp_path / "bad.json").write_text('{"deal": ')
    with pytest.raises(FormatError, match=r"bad\.json, line 1: this is not JSON"):
        read_plan(tmp_path / "bad.json")
    with pytest.raises(RequestError, match="YAML or JSON"):
        check_suffix(Path("plan.txt"))


def test_older_and_handwritten_files_are_upgraded() -> None:
    text = "deal: Northwind\nparticipants: [Dana]\nitems:\n  - id: a\n    kind: risk\n    text: Slow\n"
    plan = parse(text, PATH).plan
    assert (plan.schema_version, plan.deal.name, plan.participants[0].name) == ("1.0", "Northwind", "Dana")
    file = parse(text, PATH)
    after = file.changed(merge(file.plan, [SECOND]))
    assert parse(after, PATH).plan.items[0].text == "Slow"
    assert parse("schema_version: 1.0\ndeal: {name: x}\nitems:\n", PATH).plan.items == ()


def test_the_last_version_is_kept_beside(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text())
    change_plan(path, lambda held: merge(held, [SECOND]))
    assert path.with_name("plan.yaml.bak").read_text() == plan_text()
    now = path.read_text()
    change_plan(path, lambda held: merge(held, [SECOND]))
    assert path.read_text() == now
    assert path.with_name("plan.yaml.bak").read_text() == plan_text()


def test_line_ends_of_windows_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    before = plan_text().replace("\n", "\r\n").encode()
    path.write_bytes(before)
    change_plan(path, lambda held: merge(held, [SECOND]))
    after = path.read_bytes()
    assert after.count(b"\r\n") == after.count(b"\n") > before.count(b"\n")
    assert path.with_name("plan.yaml.bak").read_bytes() == before
    assert len(read_plan(path).items) == 3


def test_an_edit_in_the_meantime_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text())
    tries = 0

    def change(held: ClosePlan) -> ClosePlan:
        nonlocal tries
        tries += 1
        if tries == 1:
            path.write_text(plan_text().replace("Hiring freeze", "Hiring stop", 1))
        return merge(held, [SECOND])

    change_plan(path, change)
    assert tries == 2
    assert "text: Hiring stop\n" in path.read_text()


def test_a_file_that_changes_all_the_time_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text())

    def change(held: ClosePlan) -> ClosePlan:
        path.write_text(path.read_text() + "# x\n")
        return merge(held, [SECOND])

    with pytest.raises(ClosePlanError, match="changes all the time"):
        change_plan(path, change)


def test_another_command_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text())
    code = "import sys; from pathlib import Path; from closeplan_nlp.plan.planfile import locked\n"
    code += "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    monkeypatch.setattr(planfile, "PATIENCE", 0.1)
    with subprocess.Popen([sys.executable, "-c", code, path], stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ClosePlanError, match="another command works on this plan"):
            change_plan(path, lambda held: held)
        other.kill()
    change_plan(path, lambda held: merge(held, [SECOND]))


def test_links_and_rights_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "plan.yaml", tmp_path / "link.yaml"
    path.write_text(plan_text())
    path.chmod(0o640)
    link.symlink_to(path)
    change_plan(link, lambda held: merge(held, [SECOND]))
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert read_plan_file(path).plan.sources[-1].id == "call-02"
