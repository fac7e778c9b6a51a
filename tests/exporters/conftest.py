"""Hand-made plans: an empty one, a rich one, a large one, and one whose every text attacks its reader."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, PlanParticipant, Problem, Source

TODAY = dt.date(2026, 3, 9)

CALL = Source(
    id="call-01",
    title="Rollout planning",
    date="2026-03-02",
    path="calls/2026-03-02 rollout.vtt",
    sha256="9f" * 32,
    duration=2710.2,
    language="en",
)

PEOPLE = (
    PlanParticipant(name="Dana Reyes", side="customer", role="IT director"),
    PlanParticipant(name="Marco Bianchi", side="customer", role="Procurement"),
    PlanParticipant(name="Ines Okafor", side="seller", role="Account executive"),
    PlanParticipant(name="Tom Berg", side="seller"),
)


def said(quote: str, speaker: str | None = "Dana Reyes", start: float | None = 812.4, turn: int = 41) -> Evidence:
    """One quote of the first call."""
    end = None if start is None else start + 3.6
    return Evidence(source="call-01", turn=turn, speaker=speaker, start=start, end=end, quote=quote)


def item(kind: str, text: str, *evidence: Evidence, **values: Any) -> Item:
    """An item whose id comes from its text."""
    key = f"{kind}-{text[:24]}".lower().replace(" ", "-")
    return Item(**{"id": key, "kind": kind, "text": text, "evidence": evidence, "confidence": 0.93, **values})


def plan_of(*items: Item, **values: Any) -> ClosePlan:
    """A plan of Northwind's deal with these items."""
    deal = Deal(name="Northwind warehouse rollout", seller="Contoso", customer="Northwind", target_close="2026-06-30")
    return ClosePlan(**{"deal": deal, "participants": PEOPLE, "items": items, "sources": (CALL,), **values})


TASKS = (
    item(
        "customer_commitment",
        "Send the SSO metadata",
        said("I'll get you the SSO metadata by Friday."),
        said("Metadata on Friday, yes.", start=2601.0, turn=139),
        side="customer",
        owner="Dana Reyes",
        due="2026-03-06",
        due_text="by Friday",
        status="agreed",
    ),
    item(
        "customer_commitment",
        "Sign the data processing agreement",
        said("Legal will want to see the sub-processor list before anybody signs.", "Marco Bianchi", 3753.0, 88),
        side="customer",
        owner="our legal team",
        due="2026-03",
        due_text="in March",
        status="proposed",
        condition="once legal has the sub-processor list",
    ),
    item(
        "action_item",
        "Send the security questionnaire answers and the SOC 2 report",
        said(
            "We'll have the questionnaire back to you next Wednesday, with the SOC 2 report.", "Ines Okafor", None, 52
        ),
        side="seller",
        owner="Ines Okafor",
        due="2026-03-11",
        due_text="next Wednesday",
        status="agreed",
    ),
    item(
        "action_item",
        "Get the two engineering teams on a call",
        said("We should get the two engineering teams on a call.", "Tom Berg", 1500.0, 70),
        side="both",
        due_text="after the pilot has started",
        status="proposed",
        confidence=0.41,
    ),
    item(
        "action_item",
        "Send the NDA",
        said("The NDA is signed already.", "Tom Berg", 65.0, 6),
        side="seller",
        owner="Tom Berg",
        status="done",
    ),
)

OTHERS = (
    item(
        "decision_criterion",
        "Single sign-on with the existing identity provider",
        said("We can't sign unless it works with our identity provider."),
        side="customer",
        category="security",
        importance="must",
        due="2026-Q2",
    ),
    item(
        "milestone",
        "Pilot starts in Hall 3",
        said("So the pilot starts on the sixteenth in Hall 3.", "Ines Okafor", 1900.0, 95),
        side="both",
        category="pilot",
        due="2026-03-16",
        due_text="on the sixteenth",
        status="agreed",
    ),
    item(
        "risk",
        "Hiring freeze may leave nobody to run the rollout",
        said("There is a hiring freeze, honestly I don't know who would run this. " * 5, "Marco Bianchi", 2100.0, 101),
        side="customer",
    ),
)

NASTY = (
    "<script>alert(1)</script>",
    "# heading\n# another",
    "a | b | c\n|---|---|",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "*bold* _em_ `code` ~~gone~~ **x",
    "\"><img src=x onerror=alert(1)>' onload='x",
    "@everyone <http://evil.example> https://evil.example www.evil.example",
    "\x1b[31mred\x07 \u202eevil\u202c \x00 \ufeff",
    "- item\n\n1. one\n\n> quote\n\n---\n\n===",
    "&lt;b&gt; &#60;i&#62; R&D {{ 7*7 }} {% raw %}",
    "</title></style><style>*{display:none}</style><!-- --> ]]>",
    "\\` \\* back\\slash\\",
    "[ref]: http://evil.example\n[ref]",
    "2026-03-06",
    "yes",
    "#",
)


def hostile_plan(text: str) -> ClosePlan:
    """A plan with this text in every field that takes one."""
    proof = Evidence(source=text, turn=3, speaker=text, quote=text)
    texts = dict.fromkeys(("owner", "due_text", "category", "condition"), text)
    values: dict[str, Any] = {**texts, "side": "customer"}
    kinds = ("customer_commitment", "action_item", "decision_criterion", "milestone", "risk")
    items = [Item(id=text, kind=kind, text=text, evidence=(proof, proof), **values) for kind in kinds]
    items += [first.model_copy(update={"due": "2026-03-06"}) for first in items]
    source = Source(id=text, title=text, path=text, sha256=text, language=text)
    return ClosePlan(
        deal=Deal(name=text, seller=text, customer=text, profile=text),
        participants=(PlanParticipant(name=text, role=text, side="customer"), PlanParticipant(name="x" + text)),
        items=tuple(items),
        sources=(source, source.model_copy(update={"title": None})),
        problems=(Problem(reason=text, source=text, place=text, remedy=text),),
    )


def large_plan(size: int = 60) -> ClosePlan:
    """A plan with `size` items, spread over four months, made from the rich plan's items."""
    items = []
    for number in range(size):
        origin = (*TASKS, *OTHERS)[number % 8]
        day = dt.date(2026, 3, 3) + dt.timedelta(days=number * 37 % 110)
        due = None if number % 7 == 6 else day.isoformat()
        text = f"{origin.text} {'for the second warehouse ' * (number % 3)}({number + 1})"
        rank = ("must", "should", "nice")[number % 3] if origin.kind == "decision_criterion" else None
        items.append(origin.model_copy(update={"id": f"i{number}", "text": text, "due": due, "importance": rank}))
    return plan_of(*items)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """What builds plans by hand: `said`, `item`, `plan`, `hostile`, `large`."""
    return SimpleNamespace(said=said, item=item, plan=plan_of, hostile=hostile_plan, large=large_plan, today=TODAY)


@pytest.fixture(scope="session")
def rich() -> ClosePlan:
    """Eight items, one for each case that reads differently."""
    problem = Problem(reason="no end time", source="call-01", place="cue 17", remedy="The next cue's start was taken")
    return plan_of(*TASKS, *OTHERS, problems=(problem,))


@pytest.fixture(scope="session")
def empty() -> ClosePlan:
    """A plan in which nothing was found."""
    return ClosePlan(deal=Deal(name="A quiet call"))


@pytest.fixture(scope="session")
def large() -> ClosePlan:
    """Sixty items."""
    return large_plan()


@pytest.fixture(params=NASTY, ids=range(len(NASTY)))
def nasty(request: pytest.FixtureRequest) -> str:
    """A text that attacks whoever prints it as it stands."""
    return str(request.param)
