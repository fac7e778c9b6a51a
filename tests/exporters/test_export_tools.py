"""Files for tools, read back by the columns and fields that each tool documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from export_readers import read_csv, read_project, read_slack, read_teams, read_xlsx
from syrupy.assertion import SnapshotAssertion

from closeplan_nlp.errors import RequestError
from closeplan_nlp.exporters import EXPORTERS, Job, export
from closeplan_nlp.exporters.mapping import Mapping
from closeplan_nlp.exporters.tools import monday
from closeplan_nlp.types import ClosePlan, Deal

USER, CONTACT, DEAL = "0055g00000ABCDEAA1", "0035g00000ABCDEAA1", "0065g00000ABCDEAA1"
JOB = Job(
    Mapping.model_validate(
        {
            "people": {
                "Dana Reyes": {"email": "dana@northwind.example", "salesforce": CONTACT, "slack": "U1", "trello": "t1"},
                "Ines Okafor": {"email": "ines@contoso.example", "salesforce": USER, "hubspot": 7, "planner": "p1"},
                "Tom Berg": {"email": "tom@contoso.example", "jira": "tberg"},
            },
            "asana": {"sections": {"milestone": "Steps"}, "columns": {"Deal": "deal", "Region": {"text": "EMEA"}}},
            "trello": {"list": "L", "lists": {"milestone": "M"}, "labels": {"customer": "C"}},
            "monday": {"group": "Northwind", "statuses": {"agreed": "Agreed"}},
            "salesforce": {"what": DEAL, "owner": USER, "stage": "Negotiation"},
            "jira": {"issue_types": {"milestone": "Epic"}, "labels": ["north wind"]},
            "planner": {"plan": "P", "bucket": "B"},
        }
    )
)
TEXTS = [name for name, each in EXPORTERS.items() if each.send and name != "html" and each.suffix != ".xlsx"]


def table(plan: ClosePlan, name: str, job: Job = JOB, **values: Any) -> list[dict[str, str]]:
    """The rows as heading to cell."""
    head, *rows = read_csv(str(export(plan, name, job=job, **values)))
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", TEXTS)
def test_snapshots(rich: ClosePlan, make: Any, name: str, snapshot: SnapshotAssertion) -> None:
    assert str(export(rich, name, today=make.today, job=JOB)).replace("\r\n", "\n") == snapshot


def test_asana(rich: ClosePlan) -> None:
    text = str(export(rich, "asana", job=JOB))
    assert read_csv(text)[0] == [
        *("Name", "Description", "Section", "Assignee", "Collaborators", "Start Date", "Due Date", "Type"),
        *("Close plan id", "Deal", "Region"),
    ]
    rows = {row["Name"]: row for row in table(rich, "asana")}
    row = rows["Send the SSO metadata"]
    assert (row["Assignee"], row["Due Date"], row["Type"]) == ("dana@northwind.example", "03/06/2026", "Task")
    assert "Said: “I'll get you the SSO metadata by Friday.” — Dana Reyes, 13:32" in row["Description"]
    assert (row["Deal"], row["Region"]) == ("Northwind warehouse rollout", "EMEA")
    assert rows["Pilot starts in Hall 3"]["Type"] == "Milestone"
    assert rows["Pilot starts in Hall 3"]["Section"] == "Steps"
    assert "Send the NDA" not in rows  # done, which the importer cannot say


def test_several_owners(make: Any) -> None:
    plan = make.plan(make.item("action_item", "Meet", owner="Ines Okafor and Tom Berg", due="2026-03-06"))
    (row,) = table(plan, "asana")
    assert (row["Assignee"], row["Collaborators"]) == ("ines@contoso.example", "tom@contoso.example")


def test_without_a_mapping_nothing_is_invented(rich: ClosePlan) -> None:
    assert {row["Assignee"] for row in table(rich, "asana", Job())} == {""}
    assert {row["OwnerId"] + row["WhoId"] + row["WhatId"] for row in table(rich, "salesforce", Job())} == {""}
    cards = json.loads(str(export(rich, "trello")))["cards"]
    assert {card["body"]["idList"] for card in cards} == {None}
    assert json.loads(str(export(rich, "planner")))["tasks"][0]["body"]["planId"] is None


def test_the_plans_addresses_are_taken_where_the_file_has_none(rich: ClosePlan) -> None:
    people = [person.model_copy(update={"email": "m@northwind.example"}) for person in rich.participants[:1]]
    (first, *_) = table(rich.model_copy(update={"participants": people}), "asana", Job())
    assert first["Assignee"] == "m@northwind.example"


def test_trello(rich: ClosePlan) -> None:
    cards = {card["body"]["name"]: card for card in json.loads(str(export(rich, "trello", job=JOB)))["cards"]}
    card = cards["Send the SSO metadata"]
    assert (card["method"], card["path"]) == ("POST", "/1/cards")
    assert card["body"]["due"] == "2026-03-06T17:00:00.000Z"
    assert (card["body"]["idMembers"], card["body"]["idLabels"], card["body"]["idList"]) == (["t1"], ["C"], "L")
    assert cards["Pilot starts in Hall 3"]["body"]["idList"] == "M"
    assert cards["Send the NDA"]["body"]["dueComplete"] is True


def test_what_a_card_waits_for_is_a_checklist(make: Any) -> None:
    first = make.item("action_item", "First", id="a", status="done")
    second = make.item("action_item", "Second", id="b", depends_on=("a", "gone"))
    *_, card = json.loads(str(export(make.plan(first, second), "trello")))["cards"]
    assert card["checklists"] == [{"name": "Waits for", "checkItems": [{"name": "First", "checked": True}]}]


def test_monday(rich: ClosePlan) -> None:
    rows = {row["Name"]: row for row in table(rich, "monday-csv")}
    row = rows["Send the SSO metadata"]
    assert (row["Group"], row["Date"], row["Status"]) == ("Northwind", "2026-03-06", "Agreed")
    assert row["People"] == "dana@northwind.example"
    (sheet,) = read_xlsx(bytes(export(rich, "monday", job=JOB))).values()  # type: ignore[arg-type]
    assert sheet[0][0] == "Name"
    assert sheet[1][3].date().isoformat() == "2026-03-06"


def test_monday_takes_no_more_rows(rich: ClosePlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monday, "MOST_ROWS", 2)
    with pytest.raises(RequestError, match=r"takes 2 rows, these are 6"):
        export(rich, "monday-csv")


def test_salesforce_tasks(rich: ClosePlan, make: Any) -> None:
    rows = {row["Subject"]: row for row in table(rich, "salesforce", today=make.today)}
    row = rows["Send the SSO metadata"]
    assert (row["ActivityDate"], row["Status"], row["Priority"]) == ("2026-03-06", "Waiting on someone else", "High")
    assert (row["OwnerId"], row["WhoId"], row["WhatId"]) == (USER, CONTACT, DEAL)
    assert rows["Send the NDA"]["Status"] == "Completed"
    assert rows["Sign the data processing agreement"]["ActivityDate"] == "2026-03-31"
    assert "Due: Mar 2026, “in March”" in rows["Sign the data processing agreement"]["Description"]


def test_salesforce_lengths(make: Any) -> None:
    (row,) = table(make.plan(make.item("action_item", "=" + "word " * 9_000, make.said("w" * 50_000))), "salesforce")
    assert len(row["Subject"]) <= 255
    assert len(row["Description"]) <= 32_000


def test_salesforce_opportunity(rich: ClosePlan, make: Any) -> None:
    (row,) = table(rich, "salesforce-opportunity", today=make.today)
    assert (row["Id"], row["CloseDate"], row["StageName"]) == (DEAL, "2026-06-30", "Negotiation")
    assert row["NextStep"].endswith("report (Ines Okafor, by Wed 11 Mar 2026)")
    long = make.plan(make.item("action_item", "word " * 200, owner="name " * 100))
    assert len(table(long, "salesforce-opportunity")[0]["NextStep"]) <= 255
    (row,) = table(ClosePlan(deal=Deal(name="x")), "salesforce-opportunity", Job())
    assert set(row.values()) == {""}


def test_hubspot(rich: ClosePlan, make: Any) -> None:
    rows = {row["hs_task_subject"]: row for row in table(rich, "hubspot", today=make.today)}
    row = rows["Send the security questionnaire answers and the SOC 2 report"]
    assert (row["hs_timestamp"], row["hubspot_owner_id"]) == ("2026-03-11T17:00:00Z", "7")
    assert {row["hs_task_status"] for row in rows.values()} == {"NOT_STARTED", "COMPLETED"}
    assert {row["hs_task_priority"] for row in rows.values()} == {"MEDIUM", "HIGH"}
    (row,) = table(make.plan(make.item("action_item", "a", make.said("<b>"))), "hubspot")
    assert "“&lt;b&gt;”" in row["hs_task_body"]


def test_jira(rich: ClosePlan) -> None:
    head, *rows = read_csv(str(export(rich, "jira", job=JOB)))
    assert head.count("Labels") == 4
    by_name = {row[0]: row for row in rows}
    assert by_name["Pilot starts in Hall 3"][2] == "Epic"
    assert by_name["Send the SSO metadata"][4] == "2026-03-06"
    assert "north-wind" in by_name["Send the SSO metadata"]
    assert not [cell for row in rows for cell in row[6:10] if " " in cell]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("{code}", r"\{code\}"),
        ("[~admin]", r"\[\~admin\]"),
        ("!x.png!", r"\!x.png\!"),
        ("h1. Title", r"\h1. Title"),
        ("well-known", "well-known"),
        ("a -- b", r"a \-- b"),
    ],
)
def test_jiras_markup_is_escaped(make: Any, text: str, escaped: str) -> None:
    assert escaped in table(make.plan(make.item("action_item", "a", notes=text)), "jira")[0]["Description"]


def test_planner(rich: ClosePlan, make: Any) -> None:
    tasks = json.loads(str(export(rich, "planner", today=make.today, job=JOB)))["tasks"]
    by_title = {task["body"]["title"]: task for task in tasks}
    late = by_title["Send the SSO metadata"]["body"]
    assert (late["planId"], late["bucketId"], late["priority"], late["percentComplete"]) == ("P", "B", 3, 0)
    assert late["dueDateTime"] == "2026-03-06T10:00:00Z"
    ours = by_title["Send the security questionnaire answers and the SOC 2 report"]
    assert ours["body"]["assignments"]["p1"]["@odata.type"] == "#microsoft.graph.plannerAssignment"
    assert "Said: “We'll have" in ours["details"]["description"]


@pytest.mark.parametrize("name", ["trello", "planner"])
def test_titles_count_as_utf16(make: Any, name: str) -> None:
    plan = make.plan(make.item("action_item", "👍" * 500))
    body = json.loads(str(export(plan, name)))[{"trello": "cards", "planner": "tasks"}[name]][0]["body"]
    title = body.get("title") or body["name"]
    assert len(title.encode("utf-16-le")) // 2 <= (255 if name == "planner" else 16_384)
    assert set(title) <= {"👍", "…"}


def test_project(make: Any) -> None:
    first = make.item("action_item", "First", id="a", start="2026-03-02", due="2026-03-06", owner="Tom Berg")
    second = make.item("milestone", "Second", id="b", depends_on=("a",), due="2026-03-09")
    undated, ancient = (
        make.item("action_item", "Some day", id="c"),
        make.item("action_item", "Then", id="d", due="0001-01-01"),
    )
    root = read_project(str(export(make.plan(first, second, undated, ancient), "project", job=JOB)))
    space = {"p": "http://schemas.microsoft.com/project"}
    tasks = {str(task.findtext("p:Name", None, space)): task for task in root.findall(".//p:Task", space)}
    assert tasks["First"].findtext("p:Duration", None, space) == "PT40H0M0S"
    assert tasks["Second"].findtext("p:PredecessorLink/p:PredecessorUID", None, space) == tasks["First"].findtext(
        "p:UID", None, space
    )
    assert tasks["Second"].findtext("p:Milestone", None, space) == "1"
    assert tasks["Some day"].find("p:Start", space) is tasks["Then"].find("p:Start", space) is None
    assert root.findtext(".//p:Resource/p:EmailAddress", None, space) == "tom@contoso.example"
    assert root.findtext(".//p:Assignment/p:ResourceUID", None, space) == "1"


@pytest.mark.parametrize("size", [0, 8, 60, 400])
def test_messages_stay_within_their_limits(make: Any, size: int) -> None:
    plan = make.large(size)
    slack = read_slack(str(export(plan, "slack", today=make.today)))
    teams = read_teams(str(export(plan, "teams", today=make.today)))
    assert (len(slack) > 1, len(teams) > 1) == (size == 400, size == 400)
    if size == 400:
        assert slack[0]["text"].endswith(f"(1 of {len(slack)})")
    for text in (json.dumps(slack), json.dumps(teams)):
        assert text.count("Pilot starts in Hall 3") >= size // 8


def test_slack_names_users_that_the_mapping_knows(rich: ClosePlan) -> None:
    text = str(export(rich, "slack", job=JOB))
    assert '{"type": "user", "user_id": "U1"}' in text
    assert '"text": "Ines Okafor"' in text


def test_only_the_asked_tasks(rich: ClosePlan) -> None:
    job = Job(JOB.mapping, frozenset({rich.items[0].id}))
    assert [row["Subject"] for row in table(rich, "salesforce", job)] == ["Send the SSO metadata"]
