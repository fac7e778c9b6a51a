"""Items from mentions: grouping, attributes, evidence, stable ids."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from closeplan_nlp.nlp import attributes
from closeplan_nlp.nlp.dates import DateMention
from closeplan_nlp.nlp.dating import day_of
from closeplan_nlp.nlp.deadlines import due_of
from closeplan_nlp.nlp.dues.chooser import Chooser, Dues
from closeplan_nlp.nlp.dues.pairing import Asked
from closeplan_nlp.nlp.heads import Heads
from closeplan_nlp.nlp.judging import judged, length_of
from closeplan_nlp.nlp.linking import family_kinds, group
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.ngrams import AttributeModel
from closeplan_nlp.nlp.owners import owner_of
from closeplan_nlp.nlp.phrasing import item_text
from closeplan_nlp.types import Evidence, Item, Transcript


def make_items(
    transcript: Transcript, mentions: Sequence[Mention], heads: Heads, chooser: Chooser | None = None
) -> list[Item]:
    """All items of a call from its mentions (in order), without those that are too unsure or were withdrawn.

    Dates are chosen by `chooser`, by rules where the model has none.
    """
    maker = ItemMaker(transcript, mentions, heads.words, chooser)
    items = []
    for family, kinds in family_kinds(heads.facts).items():
        for members, kind, chance in judged(group(mentions, family, heads), kinds, heads, length_of(mentions)):
            if chance >= heads.facts.item_thresholds[kind] and not attributes.is_withdrawn(members):
                items.append(maker.make(members, kind, heads.confidence(kind, chance)))
    return items


class ItemMaker:
    """Makes items of one call out of the mentions that back them."""

    def __init__(
        self,
        transcript: Transcript,
        said: Sequence[Mention],
        words: AttributeModel | None = None,
        chooser: Chooser | None = None,
    ) -> None:
        """`said` are all mentions of the call; `words` tells attributes, `chooser` dates where the model has them."""
        self.transcript, self.said, self.words = transcript, said, words
        self.dues = Dues(said, day_of(transcript.date), chooser) if chooser else None
        self._fingerprint = call_fingerprint(transcript)
        self._used: Counter[str] = Counter()

    def make(self, mentions: Sequence[Mention], kind: str, confidence: float) -> Item:
        """One item from the mentions that back it."""
        people = self.transcript.participants
        owner = owner_of(mentions, kind, people)
        category = attributes.category_of(mentions, kind, self.words)
        status = attributes.status_of(mentions, kind)
        due = _due(Asked(mentions, kind, category, status, owner), self.said, self.dues)
        evidence = tuple(_evidence(self.transcript, mentions))
        return Item.model_validate(
            {
                "id": item_id(self._fingerprint, kind, evidence, self._used),
                "kind": kind,
                "text": item_text(mentions, kind, people, category, said=self.said, owner=owner, due=due),
                "side": attributes.side_of(mentions, kind, self.words),
                "owner": owner,
                "due": due.value if due else None,
                "due_text": due.text if due else None,
                "category": category,
                "importance": attributes.importance_of(mentions, kind, self.words),
                "status": status,
                "condition": attributes.condition_of(mentions, kind),
                "confidence": round(confidence, 3),
                "evidence": evidence,
            }
        )


def _due(item: Asked, said: Sequence[Mention], dues: Dues | None) -> DateMention | None:
    """The date by the trained scorer, by rules where the model has none; words without a value always by rules."""
    rule = due_of(item.mentions, item.kind, item.category, status=item.status, said=said)
    if dues is None:
        return rule
    return dues.of(item) or (rule if rule is not None and rule.value is None else None)


def _evidence(transcript: Transcript, mentions: Sequence[Mention]) -> Iterator[Evidence]:
    """One entry per stretch of neighbouring utterances of a turn, quoted word for word."""
    source = transcript.source.id if transcript.source else "call"
    for first, last in _stretches(mentions):
        turn = transcript.turns[first.turn]
        yield Evidence(
            source=source,
            turn=first.turn,
            speaker=first.person or turn.speaker,
            start=turn.start,
            end=turn.end,
            quote=turn.text[first.start : last.end].strip(),
        )


def _stretches(mentions: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """First and last mention of every run of neighbouring utterances in one turn."""
    runs: list[tuple[Mention, Mention]] = []
    for mention in sorted(mentions, key=lambda m: m.index):
        if runs and runs[-1][1].turn == mention.turn and runs[-1][1].index + 1 == mention.index:
            runs[-1] = (runs[-1][0], mention)
        else:
            runs.append((mention, mention))
    return runs


def item_id(fingerprint: str, kind: str, evidence: Sequence[Evidence], used: Counter[str]) -> str:
    """A short id made of the call's words, the kind and the evidence turns: it outlives models and file formats.

    Items of a kind with the same evidence turns are told apart by a running number.
    """
    turns = sorted({proof.turn for proof in evidence})
    digest = _digest([fingerprint, kind, *map(str, turns)])[:12]
    used[digest] += 1
    return digest if used[digest] == 1 else f"{digest}-{used[digest]}"


def call_fingerprint(transcript: Transcript) -> str:
    """SHA-256 over the words of the call, whatever file they came from."""
    return _digest([" ".join(turn.text.split()) for turn in transcript.turns])


def _digest(parts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
