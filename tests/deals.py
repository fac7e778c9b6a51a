"""Hand-made deals for tests of templates, reviews and reports, and the command line run in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from closeplan_nlp import cli
from closeplan_nlp.types import ClosePlan, Deal, Evidence, Item, Observation, PlanParticipant, Source

DANA = PlanParticipant(name="Dana Reyes", side="customer", role="IT director", part="champion")
RHEA = PlanParticipant(name="Rhea Stone", side="customer", role="CFO", part="economic_buyer")
INES = PlanParticipant(name="Ines Okafor", side="seller", role="Account executive")
CALL = Source(id="call-01", date="2026-03-02")
SIDES = {
    "action_item": "seller",
    "customer_commitment": "customer",
    "decision_criterion": "customer",
    "risk": "customer",
}


def item(key: str, kind: str = "action_item", text: str = "Send the quote", **fields: Any) -> Item:
    """An agreed item of Ines, or of Dana where it is the customer's, due on 20 March 2026."""
    has_status = kind not in ("decision_criterion", "risk")
    side = SIDES.get(kind, "both")
    owner = {"seller": "Ines Okafor", "customer": "Dana Reyes"}.get(side)
    known: dict[str, Any] = {"id": key, "kind": kind, "text": text, "side": side}
    if has_status:
        known |= {"owner": owner, "due": "2026-03-20", "status": "agreed"}
    return Item(**{**known, **fields})


def commitment(key: str, **fields: Any) -> Item:
    """A commitment of Dana's."""
    return item(key, "customer_commitment", **{"text": "Send the SSO metadata", **fields})


def milestone(key: str, category: str, due: str | None = "2026-03-20", **fields: Any) -> Item:
    """A milestone of both sides."""
    return item(key, "milestone", **{"text": category.capitalize(), "category": category, "due": due, **fields})


def planned(key: str, **fields: Any) -> Item:
    """A step that only a template knows."""
    seen = {"kind": "action_item", "text": "Send the quote", "side": "seller", "owner": "Account executive"}
    due = fields.get("due", "2026-03-20")
    step = Observation(source="template:midsize", item=key, due=due, status="proposed", **seen)
    return Item(**{"id": key, "step": key, "due": due, "status": "proposed", **seen, "seen": (step,), **fields})


def quote(text: str, turn: int = 3) -> Evidence:
    """A sentence of Dana's on the first call."""
    return Evidence(source="call-01", turn=turn, speaker="Dana Reyes", quote=text)


def deal(*items: Item, **fields: Any) -> ClosePlan:
    """A deal of Northwind's that closes on 30 June 2026; `target_close`, `profile` … go into the deal itself."""
    known: dict[str, Any] = {
        "name": "Rollout",
        "seller": "Contoso",
        "customer": "Northwind",
        "target_close": "2026-06-30",
    }
    own = {name: fields.pop(name) for name in ("name", "customer", "target_close", "profile") if name in fields}
    parts = {"participants": (DANA, RHEA, INES), "sources": (CALL,), **fields}
    return ClosePlan(deal=Deal(**{**known, **own}), items=items, **parts)


class Result(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("check", "plan.yaml")`: the program in this process, as the console script runs it."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("CLOSEPLAN_TEMPLATES", raising=False)

    def run(*args: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["closeplan", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Result(int(done.value.code or 0), *capsys.readouterr())

    return run
