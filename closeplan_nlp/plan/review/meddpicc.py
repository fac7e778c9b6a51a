"""How well a plan covers MEDDPICC, the eight things to know of a deal, with the items and people that show it.

Metrics, Economic buyer, Decision criteria, Decision process, Paper process, Identified pain, Champion, Competition
(MEDDIC by J. McMahon and D. Dunkel at PTC, 1990s, with the two later P and C). A plan can show what was said, not what
is true: `covered` means that it holds something for the letter, `thin` that it holds a trace, `gap` nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from closeplan_nlp.plan.phrases import holds_any
from closeplan_nlp.plan.review.findings import Coverage, State
from closeplan_nlp.plan.review.people import is_decider, may_decide
from closeplan_nlp.plan.review.view import View, last_day
from closeplan_nlp.types import Item

SHOWN = 3
PAIN = (
    *(
        "manual",
        "by hand",
        "slow",
        "waste",
        "wasted",
        "lose",
        "losing",
        "lost",
        "error",
        "errors",
        "mistake",
        "mistakes",
    ),
    *(
        "complain",
        "complaints",
        "problem",
        "problems",
        "pain",
        "painful",
        "frustrated",
        "failed",
        "delay",
        "delays",
        "late",
    ),
    *(
        "no show",
        "no shows",
        "overtime",
        "backlog",
        "double work",
        "expensive",
        "costs us",
        "takes too long",
        "struggle",
    ),
)
RIVALS = (
    *(
        "competing",
        "competitor",
        "competitors",
        "competition",
        "other vendor",
        "other vendors",
        "alternative",
        "incumbent",
    ),
    *("in house", "build ourselves", "shortlist", "comparing", "other offer", "rival"),
    *("also looking at", "also talking to", "also considering", "also evaluating"),
)
DECIDES = ("decision", "approval")
PAPERS = ("contract", "legal", "msa", "terms", "procurement", "purchase order", "redlines", "order form", "dpa")


Told = tuple[State, str, Sequence[Item]]


def metrics(view: View) -> Told:
    """Figures by which success is measured."""
    criteria = view.of_kind("decision_criterion")
    roi = [item for item in criteria if item.category == "roi"]
    if roi:
        return "covered", "the customer has named the return or the figure to move", roi
    figures = [item for item in criteria if any(char.isdigit() for char in item.text)]
    if figures:
        return "thin", "criteria hold figures, none of them is what success is measured by", figures
    return "gap", "no figure says what success is", ()


def economic_buyer(view: View) -> Told:
    """Who can spend the money."""
    buyers = [person for person in view.customers if is_decider(person)]
    if buyers:
        return "covered", ", ".join(person.name for person in buyers), ()
    likely = [f"{person.name} ({person.role})" for person in view.customers if may_decide(person)]
    if likely:
        return "thin", f"by role it may be {', '.join(likely)}, nobody has said so", ()
    return "gap", "nobody we know can spend the money", ()


def decision_criteria(view: View) -> Told:
    """By what the customer chooses."""
    criteria = view.of_kind("decision_criterion")
    if len(criteria) >= 3 and any(item.importance == "must" for item in criteria):
        return "covered", f"{len(criteria)} criteria, the conditions among them", criteria
    if criteria:
        return "thin", "few criteria, or none that is a condition", criteria
    return "gap", "no criterion was said", ()


def decision_process(view: View) -> Told:
    """How and when the customer decides."""
    steps = [item for item in view.of_kind("milestone") if item.category in DECIDES]
    dated = [item for item in steps if last_day(item)]
    if any(item.category == "decision" for item in dated):
        return "covered", "the decision has a day", dated
    if steps:
        return "thin", "there are approvals, and no decision with a day", steps
    return "gap", "no milestone says who decides when", ()


def paper_process(view: View) -> Told:
    """How the contract comes to be signed."""
    steps = [item for item in view.items if item.kind not in ("decision_criterion", "risk")]
    signed = [item for item in steps if item.category == "signature" and last_day(item)]
    papers = [item for item in steps if item.category != "signature" and holds_any(item.text, PAPERS)]
    if signed and papers:
        return "covered", "the signature has a day, and steps lead to it", [*papers, *signed]
    if signed or papers:
        reason = "the signature has a day, no step of contract or purchasing leads to it"
        return "thin", reason if signed else "there are steps, and no day of signature", [*papers, *signed]
    return "gap", "neither contract, purchasing nor signature is planned", ()


def identified_pain(view: View) -> Told:
    """What hurts today."""
    said = [item for item in view.of_kind("decision_criterion", "risk") if _tells_pain(item)]
    if len(said) >= 2:
        return "covered", "the customer has said what goes wrong today", said
    if said:
        return "thin", "one sentence says what goes wrong today", said
    return "gap", "nobody has said what goes wrong today", ()


def _tells_pain(item: Item) -> bool:
    return any(holds_any(text, PAIN) for text in (item.text, *(proof.quote for proof in item.evidence)))


def champion(view: View) -> Told:
    """Who sells for us when we are not there."""
    named = [person.name for person in view.customers if person.part == "champion"]
    if named:
        return "covered", ", ".join(named), ()
    tasks = [item for item in view.of_kind("customer_commitment") if item.owner]
    people = {person.name for person in view.customers}
    counts = Counter(item.owner for item in tasks if item.owner in people)
    name, number = max(counts.items(), key=lambda pair: (pair[1], pair[0] or ""), default=(None, 0))
    if number >= 2:
        own = [item for item in tasks if item.owner == name]
        return "thin", f"{name} owns {number} commitments; nobody has said that they are the champion", own
    return "gap", "nobody at the customer carries the deal", ()


def competition(view: View) -> Told:
    """Who or what else may win: a rival, building it, doing nothing."""
    told = [item for item in view.items if any(holds_any(text, RIVALS) for text in (item.text, *_quotes(item)))]
    if told:
        return "covered", "what else is looked at was said", told
    return "gap", "nobody has said what else is looked at", ()


def _quotes(item: Item) -> Iterable[str]:
    return (proof.quote for proof in item.evidence) if item.kind in ("risk", "decision_criterion") else ()


LETTERS: dict[str, tuple[str, Callable[[View], Told], str]] = {
    "metrics": ("Metrics", metrics, "Ask which figure must move, from where to where, and who reports it"),
    "economic-buyer": ("Economic buyer", economic_buyer, "Ask who can spend the money, and meet that person"),
    "decision-criteria": (
        "Decision criteria",
        decision_criteria,
        "Ask what an offer must have, and what decides between two",
    ),
    "decision-process": (
        "Decision process",
        decision_process,
        "Ask who decides on which day, and what they must have seen",
    ),
    "paper-process": (
        "Paper process",
        paper_process,
        "Ask for each hand that the contract goes through, and how long it takes",
    ),
    "identified-pain": ("Identified pain", identified_pain, "Ask what goes wrong today, how often, and what it costs"),
    "champion": ("Champion", champion, "Find the person who gains most, and test that they speak for you inside"),
    "competition": ("Competition", competition, "Ask what else they look at, doing nothing and building it included"),
}


def coverage(view: View) -> tuple[Coverage, ...]:
    """All eight letters in order."""
    return tuple(_covered(key, view) for key in LETTERS)


def _covered(key: str, view: View) -> Coverage:
    title, find, _ = LETTERS[key]
    state, reason, items = find(view)
    proofs = tuple(item.evidence[0] for item in items if item.evidence)[:SHOWN]
    return Coverage(key=key, title=title, state=state, reason=reason, items=tuple(i.id for i in items), evidence=proofs)
