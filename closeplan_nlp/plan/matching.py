"""Whether what two calls said is about one item of the plan.

The wording decides (weighted Dice overlap of what is done to what), and facts guard it: kind and side, names, numbers,
owners, dates, words that make a thing another one. The thresholds are chosen on the pairs of `tests/plan/pairs.jsonl`,
precision first: two lines for one task are a nuisance, one line for two tasks is a lost task.

The encoder of the shipped pipeline takes no part: on those pairs the cosine of its vectors (AUC 0.74 over all of them)
does not tell what the words leave open, and as a second vote in that band it added as many wrong pairs as right ones.
"""

from __future__ import annotations

from closeplan_nlp.due import span_of
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.vocabulary import COMPATIBLE
from closeplan_nlp.plan.wording import Wording, total, wording
from closeplan_nlp.types import Observation

SAME = 0.72
"""Score from which two observations are one item."""
LEAST_SHARED = 0.8
"""What the shared words must weigh: "send it" names nothing."""
REPLACED, REPLACED_VAGUE, ADDED, NEW_OWNER = 0.8, 0.9, 0.95, 0.85
"""What remains of the overlap where one thing, or one that says little, stands in the place of another, where the later
words say more, and where another person owns it."""
SAME_DAY = 0.08
"""What one due day of both adds."""
ONCE = ("signature", "go_live", "kickoff")
"""Milestones of which a deal mostly has one; few words tell them."""
HELD = ("meeting", "demo", "review", None, "other")
"""Milestones that are over when their day is: a later one is another one."""


class Said:
    """An observation with the day of its call (ISO, or empty where unknown) and its words."""

    __slots__ = ("day", "seen", "stems", "weight", "words")

    def __init__(self, seen: Observation, day: str) -> None:
        """The words are read once."""
        self.seen, self.day = seen, day
        self.words: Wording = wording(seen.text, seen.due_text)
        self.stems = self.words.deeds | self.words.content
        self.weight = total(self.stems)


def score(earlier: Said, later: Said) -> float:
    """How likely (0 to 1) two observations that may be of one item are of one; 0 where their words speak against it."""
    a, b = earlier.words, later.words
    if another_thing(a, b):
        return 0.0
    return alike(earlier, later) * _owners(earlier.seen, later.seen)


def same(earlier: Said, later: Said) -> bool:
    """Whether two observations are of one item."""
    a, b = earlier.seen, later.seen
    return may_be_same(a, b) and not is_over(a, a.due, a.status, later) and score(earlier, later) >= SAME


def may_be_same(a: Observation, b: Observation) -> bool:
    """Whether kinds, sides and categories allow it.

    Milestones of two kinds of events are two, and so are tasks of the two sides; a task of both kinds is one only where
    one person owns it or one side is open. Criteria are put into categories less surely.
    """
    if a.kind != b.kind and not (KINDS[a.kind].is_task and KINDS[b.kind].is_task):
        return False
    if a.kind == "milestone":
        return len({a.category, b.category} - {None, "other"}) < 2
    if a.kind != b.kind and a.owner and b.owner:
        return a.owner.casefold() == b.owner.casefold()
    return not KINDS[a.kind].is_task or (a.kind == b.kind or "both" in (a.side, b.side))


def is_over(first: Observation, due: str | None, status: str | None, later: Said) -> bool:
    """A task that was done before the later call speaks of doing it, or a meeting held before one with a later date.

    `due` and `status` are what was known of the item until then.
    """
    if later.seen.status in ("done", "late", "dropped"):
        return False
    if status == "done" and (later.seen.due or KINDS[first.kind].is_task):
        return True
    if not later.day or first.kind != "milestone" or first.category not in HELD:
        return False
    before, after = span_of(due), span_of(later.seen.due)
    return bool(before and after and before[1].isoformat() < later.day and after[0] > before[1])


def another_thing(a: Wording, b: Wording) -> bool:
    """Whether names, numbers, marks or deeds say that the later words mean another thing."""
    if a.names - b.content and b.names - a.content and not (a.names & b.names and _few(a, b)):
        return True
    if a.numbers and b.numbers and not (a.numbers <= b.numbers or b.numbers <= a.numbers):
        return True
    if (
        b.marks - a.marks - {"final"}
        or (a.marks - b.marks and b.marks)
        or ("final" in b.marks and "prepare" in a.content)
    ):
        return True
    return bool(a.deeds and b.deeds) and not _compatible(a, b)


def _few(a: Wording, b: Wording) -> bool:
    return not (a.names - b.names and b.names - a.names)


def _compatible(a: Wording, b: Wording) -> bool:
    """Whether one of the deeds is in both, or two of them go together."""
    if a.deeds & (b.deeds | b.content) or b.deeds & a.content:
        return True
    return any({x, y} in COMPATIBLE for x in a.deeds for y in b.deeds)


def alike(earlier: Said, later: Said) -> float:
    """Overlap of the words, 0 to 1."""
    a, b, left, right = earlier.words, later.words, earlier.stems, later.stems
    rest_a, rest_b = total(a.content - right), total(b.content - left)
    if earlier.seen.category == later.seen.category and later.seen.category in ONCE and not (rest_a and rest_b):
        return SAME if max(rest_a, rest_b) < 2 else 0.0
    shared = total(left & right)
    if (shared < LEAST_SHARED and left != right) or not (a.content and b.content):
        return 0.0
    dice = 2 * shared / (earlier.weight + later.weight)
    if rest_a and rest_b:
        dice *= REPLACED if max(rest_a, rest_b) >= 1 else REPLACED_VAGUE
    elif rest_b >= 1:
        dice *= ADDED
    same_day = earlier.seen.due is not None and earlier.seen.due == later.seen.due
    return min(1.0, dice + SAME_DAY * same_day)


def _owners(a: Observation, b: Observation) -> float:
    """A new owner needs nearly the same words."""
    both = a.owner and b.owner and KINDS[a.kind].is_task
    return NEW_OWNER if both and (a.owner or "").casefold() != (b.owner or "").casefold() else 1.0
