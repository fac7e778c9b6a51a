"""Rules about what a deal of this profile needs: its steps, its questions, a template that was adapted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from closeplan_nlp.plan.phrases import holds_any
from closeplan_nlp.plan.review.findings import Hit
from closeplan_nlp.plan.review.view import View, is_from_template, is_step
from closeplan_nlp.saying import say_count
from closeplan_nlp.types import Item

LEAST_STEPS = 4
"""A template of which fewer steps are open is not worth a word."""
ALWAYS = ("budget", "legal", "signature", "go_live")
"""What every deal needs, where no profile says more."""


@dataclass(frozen=True)
class Topic:
    """Something that a deal must go through: its name, the milestones that are it, the words that tell it."""

    title: str
    words: tuple[str, ...]
    categories: tuple[str, ...] = ()


TOPICS = {
    "success": Topic(
        "agreed success criteria", ("success criteria", "agree goals", "share goals", "discovery summary")
    ),
    "pilot": Topic("a pilot or trial", ("pilot", "trial", "proof concept", "poc"), ("pilot",)),
    "security": Topic(
        "a security review", ("security", "penetration test", "pen test", "soc report", "iso certificate")
    ),
    "compliance": Topic(
        "a compliance or data protection review",
        ("compliance", "data protection", "impact assessment", "data processing agreement", "dpa", "dpia", "privacy"),
    ),
    "clinical": Topic("clinical safety", ("clinical", "medical director", "patient safety", "safety case")),
    "budget": Topic("the approval of the budget", ("budget", "business case", "funding", "board paper")),
    "procurement": Topic(
        "procurement", ("procurement", "purchasing", "vendor registration", "purchase order", "supplier")
    ),
    "legal": Topic(
        "the review of the contract",
        ("contract", "legal", "msa", "terms", "redlines", "agreement"),
    ),
    "tender": Topic("the tender", ("tender", "bid", "rfp", "invitation bid")),
    "decision": Topic("the decision", ("decision", "board", "committee decides"), ("decision",)),
    "signature": Topic(
        "the signature", ("signature", "sign contract", "contract signed", "sign order"), ("signature",)
    ),
    "go_live": Topic("the go-live", ("go live", "rollout"), ("go_live",)),
}


def covers(view: View, item: Item, topic: str) -> bool:
    """Whether a task or milestone takes care of a topic: as a step of the template, by category or by words."""
    if not is_step(item):
        return False
    steps = {step.key: step.topic for step in view.template.steps} if view.template else {}
    known = TOPICS.get(topic)
    if steps.get(item.step or "") == topic:
        return True
    return known is not None and (item.category in known.categories or holds_any(item.text, known.words))


def no_profile(view: View) -> Iterator[Hit]:
    """A plan of which nobody has said what kind of customer it is for."""
    if view.plan.deal.profile is None:
        yield Hit("the deal has no profile, so only the steps that every deal needs are looked for")
    elif view.template is None:
        yield Hit(
            f"there is no template {view.plan.deal.profile!r}, so only the steps that every deal needs are looked for"
        )


def missing_step(view: View) -> Iterator[Hit]:
    """What a deal of this profile goes through, and the plan does not."""
    wanted = view.template.required if view.template else ALWAYS
    kind = f"a deal of the profile {view.template.name}" if view.template else "every deal"
    for topic in wanted:
        if not any(covers(view, item, topic) for item in view.items):
            title = TOPICS[topic].title if topic in TOPICS else topic.replace("_", " ")
            yield Hit(f"{kind} goes through {title}, and the plan has no step for it")


def template_unadapted(view: View) -> Iterator[Hit]:
    """Most open steps of the template are as they came: no call, no person, no name has touched them."""
    steps = [item for item in view.open if item.step]
    generic = [item for item in steps if is_from_template(item) and _is_untouched(view, item)]
    if len(steps) >= LEAST_STEPS and len(generic) > view.limits.generic_share * len(steps):
        yield Hit(f"{len(generic)} of {say_count(len(steps), 'open step')} of the template are as they came")


def _is_untouched(view: View, item: Item) -> bool:
    """Whether words and owner are the template's, and nobody has agreed to it, confirmed it or written a note."""
    seen = item.seen[-1]
    named = any(person.name == item.owner for person in view.plan.participants)
    same = (item.text, item.owner, item.due) == (seen.text, seen.owner, seen.due) and not named
    return same and item.status in (None, "proposed") and not (item.confirmed or item.notes)


def unasked_criteria(view: View) -> Iterator[Hit]:
    """Questions of the profile whose subject no criterion is about."""
    have = {item.category for item in view.of_kind("decision_criterion")}
    for question in view.template.criteria if view.template else ():
        if question.category not in have:
            subject = question.category.replace("_", " ")
            yield Hit(f"the plan has no criterion about {subject}", None, f"Ask: {question.ask}")
