"""Plan templates: the steps that deals of one profile take, on both sides, as YAML.

A template is a file like those in `templates/`. Its steps have a key, words that a customer may read, an owner by role,
a length in working days and the steps they wait for (`after`). One step, `close`, falls on the target close; what comes
after it is scheduled forwards, everything else backwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from closeplan_nlp.kinds import KINDS
from closeplan_nlp.plan.observing import TEMPLATE
from closeplan_nlp.types import Importance

KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST = 250
StepKind = Literal["action_item", "customer_commitment", "milestone"]
StepSide = Literal["seller", "customer", "both"]
SIDES = {
    "action_item": ("seller", "both"),
    "customer_commitment": ("customer",),
    "milestone": ("seller", "customer", "both"),
}


class _Part(BaseModel):
    """Base of a template's records: immutable, and a field that is misspelt is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """One step of a template.

    `owner` is a role in words; `part` is what the owner is to the deal (`economic_buyer`, `procurement`, …), by which a
    person of the plan is found. `topic` says what a review looks for (`security`, `legal`, …). `words` hold phrases; an
    item that has all words of one of them is about this step. `internal` steps never reach the customer.
    """

    key: str = Field(pattern=KEY)
    text: str = Field(min_length=3, max_length=200)
    kind: StepKind
    side: StepSide
    owner: str | None = None
    part: str | None = None
    days: int = Field(default=1, ge=1, le=LONGEST)
    after: tuple[str, ...] = ()
    category: str | None = None
    topic: str | None = None
    words: tuple[str, ...] = ()
    internal: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Kind, side and category must fit each other, as in every plan."""
        if self.side not in SIDES[self.kind]:
            raise ValueError(f"step {self.key!r}: side {self.side!r} does not go with kind {self.kind!r}")
        known = KINDS[self.kind].categories
        if (self.category is None) == bool(known) or (self.category and self.category not in known):
            raise ValueError(f"step {self.key!r}: category must be {' or '.join(known) or 'left out'}")
        return self


class Question(_Part):
    """What the seller should ask, so that criteria of a category come out."""

    category: str
    importance: Importance = "should"
    ask: str = Field(min_length=3)

    @model_validator(mode="after")
    def _check(self) -> Self:
        """The category must be one that criteria have."""
        if self.category not in (known := KINDS["decision_criterion"].categories):
            raise ValueError(f"criteria: category {self.category!r} is none of {', '.join(known)}")
        return self


class Template(_Part):
    """A plan for a profile of customer. `required` are the topics that a review misses where no step covers them."""

    name: str = Field(pattern=KEY)
    title: str
    about: str
    close: str
    required: tuple[str, ...] = ()
    criteria: tuple[Question, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)

    @property
    def source(self) -> str:
        """The template as the source of what it puts into a plan."""
        return TEMPLATE + self.name

    def step(self, key: str) -> Step:
        """The step with this key."""
        return next(step for step in self.steps if step.key == key)

    def in_order(self) -> list[Step]:
        """The steps, each after those that it waits for."""
        steps = {step.key: step for step in self.steps}
        return [steps[key] for key in TopologicalSorter({step.key: step.after for step in self.steps}).static_order()]

    def after_close(self) -> set[str]:
        """The keys of the steps that wait, directly or not, for the close."""
        found = {self.close}
        for step in self.in_order():
            if found & set(step.after):
                found.add(step.key)
        return found - {self.close}

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Keys are unique, every reference leads to a step, and nothing waits for itself."""
        for problem in self._faults():
            raise ValueError(problem)
        return self

    def _faults(self) -> Iterator[str]:
        keys = [step.key for step in self.steps]
        yield from (f"step {key!r} stands there twice" for key in dict.fromkeys(keys) if keys.count(key) > 1)
        if self.close not in keys:
            yield f"close: there is no step {self.close!r}"
        for step in self.steps:
            yield from (f"step {step.key!r}: there is no step {key!r} (after)" for key in step.after if key not in keys)
        try:
            self.in_order()
        except CycleError as error:
            yield f"these steps wait for each other: {', '.join(dict.fromkeys(error.args[1]))}"
