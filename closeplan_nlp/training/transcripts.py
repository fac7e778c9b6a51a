"""The transcripts that a plan was made from, found again in a folder, with the people as the plan knows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from closeplan_nlp.errors import InputError
from closeplan_nlp.hashing import content_hash
from closeplan_nlp.readers import read_transcript
from closeplan_nlp.readers.reading import slug
from closeplan_nlp.types import ClosePlan, Evidence, Participant, PlanParticipant, Source, Transcript


class Shelf:
    """The files of a folder, by their bytes and by their names."""

    def __init__(self, folder: Path) -> None:
        """Look at the files of `folder`, not below it. Raises InputError where there is no such folder."""
        if not folder.is_dir():
            raise InputError("there is no such folder", where=str(folder), remedy="Name the folder with the calls")
        self.folder = folder
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.endswith(".items.json"))
        self.by_bytes = {content_hash(path): path for path in files}
        self.by_name: dict[str, list[Path]] = {}
        for path in files:
            self.by_name.setdefault(slug(path.stem), []).append(path)

    def find(self, source: Source, evidence: Iterable[Evidence]) -> Transcript:
        """The call's transcript: the same bytes, else a file of its name, that says all quotes in their turns.

        Raises InputError where there is none.
        """
        same = self.by_bytes.get(source.sha256 or "")
        candidates = [same] if same else self.by_name.get(source.id, [])
        if not candidates:
            remedy = f"Put its transcript there, or name a file after it: {source.id}.json"
            raise InputError("its transcript is not in the folder", where=f"{self.folder}, {source.id}", remedy=remedy)
        quotes = [proof for proof in evidence if proof.source == source.id]
        first: Evidence | None = None
        for path in candidates:
            call = read_transcript(path, date=source.date, language=source.language)
            wrong = next(unsaid(quotes, call), None)
            if wrong is None:
                return call
            first = first or wrong
        assert first is not None
        reason = f"turn {first.turn} does not say {first.quote[:60]!r}"
        remedy = "Give the transcript that was imported, or mend the quote in the plan"
        raise InputError(reason, where=str(candidates[0]), remedy=remedy)


def unsaid(evidence: Iterable[Evidence], call: Transcript) -> Iterator[Evidence]:
    """The quotes that do not stand in their turns word for word."""
    for proof in evidence:
        if proof.turn >= len(call.turns) or proof.quote not in call.turns[proof.turn].text:
            yield proof


def with_people(call: Transcript, plan: ClosePlan, source: Source) -> Transcript:
    """The transcript with sides and roles as the plan has them, and with the names behind labels that it learnt."""
    known = {person.name.casefold(): person for person in (*source.people, *plan.participants)}
    people = [_as_known(person, known.get(person.name.casefold())) for person in call.participants]
    heard = {person.name.casefold() for person in people}
    for label, name in _labels(call, plan, source).items():
        if name.casefold() in known and name.casefold() not in heard:
            people.append(_as_known(Participant(name=name, label=label), known[name.casefold()]))
            heard.add(name.casefold())
    return call.model_copy(update={"participants": tuple(people)})


def _as_known(person: Participant, known: PlanParticipant | None) -> Participant:
    if known is None:
        return person
    side = known.side if known.side != "unknown" else person.side
    return person.model_copy(update={"side": side, "role": known.role or person.role})


def _labels(call: Transcript, plan: ClosePlan, source: Source) -> dict[str, str]:
    """Labels of the recorder with the names that the plan quotes them under."""
    named = {label for person in call.participants for label in (person.label, person.name) if label}
    found: dict[str, str] = {}
    for item in plan.items:
        for proof in item.evidence:
            label = call.turns[proof.turn].speaker if proof.source == source.id else None
            if label and proof.speaker and label != proof.speaker and label not in named:
                found[label] = proof.speaker
    return found
