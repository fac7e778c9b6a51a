"""From a transcript to items: the stage `analyze`.

Turns become spaCy documents; the pipeline cuts them into utterances, labels these and finds dates; only turns that back
an item are parsed. Then mentions are grouped into items and their attributes decided.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from closeplan_nlp.errors import InputError, RequestError
from closeplan_nlp.kinds import KINDS
from closeplan_nlp.nlp.pipeline import PIPELINES, load_pipeline
from closeplan_nlp.threads import single_blas_thread
from closeplan_nlp.types import Item, Problem, Side, Transcript

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from closeplan_nlp.nlp.classifier import DealClassifier
    from closeplan_nlp.nlp.mentions import Mention

SYNTAX = ("tok2vec", "tagger", "morphologizer", "parser", "lemmatizer", "trainable_lemmatizer", "ner")
"""Components that only run on turns that back an item."""
LEAST_WORDS, LEAST_COMMON = 40, 0.15
"""From how many words on the language is looked at, and the share of common words below which it is doubted."""
LONGEST_PARSED = 20_000
"""Characters of a turn above which it is not parsed; nobody speaks that long, and memory grows with length."""
LEANING = 0.33
"""Weight of one utterance's log-odds; neighbouring utterances are no independent witnesses."""
LISTENED = 300
"""Turns that are enough to tell which side a voice is on."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Analysis:
    """What was found in a call: the items, and the transcript with the people behind its labels identified."""

    transcript: Transcript
    items: tuple[Item, ...]


@single_blas_thread()
def analyze(
    transcript: Transcript,
    *,
    language: str | None = None,
    model: str | Path | None = None,
    min_confidence: float = 0.0,
    progress: Progress | None = None,
) -> Analysis:
    """Find the plan items of a call.

    `language` overrides the transcript's (ISO 639-1; default English), `model` is a folder to use instead of the
    shipped pipeline, items below `min_confidence` (0 to 1) are left out, `progress` is called with the turns read and
    their total.
    Raises RequestError for a language without a pipeline (InputError where the call itself says it), ModelError for a
    missing or damaged one.
    """
    if not 0.0 <= min_confidence <= 1.0:
        raise RequestError(f"the confidence {min_confidence} is not between 0 and 1")
    nlp = _pipeline_for(transcript, language, model)
    from closeplan_nlp.nlp.items import make_items

    transcript, mentions = heard_mentions(_with_note_on_language(transcript, nlp), nlp, progress)
    classifier: DealClassifier = nlp.get_pipe("closeplan_classifier")  # type: ignore[assignment]
    items = make_items(transcript, mentions, classifier.heads, classifier.chooser)
    kept = [item for item in items if (item.confidence or 0.0) >= min_confidence]
    order = list(KINDS)
    kept.sort(key=lambda item: (order.index(item.kind), item.evidence[0].turn, item.id))
    return Analysis(transcript, tuple(kept))


@single_blas_thread()
def heard_mentions(
    transcript: Transcript, nlp: Language, progress: Progress | None = None, also: Container[int] = ()
) -> tuple[Transcript, list[Mention]]:
    """The transcript with its people identified, and all its utterances with what the pipeline says of them.

    Turns that back an item are parsed, and those whose numbers are in `also`.
    """
    from closeplan_nlp.nlp.speakers import sides_of_labels

    transcript, leanings = identify(transcript, nlp)
    docs = label_turns(transcript, nlp, sides_of_labels(transcript, leanings), progress)
    return _with_heard_sides(transcript, leanings), _parsed(docs, nlp, also)


def _pipeline_for(transcript: Transcript, language: str | None, model: str | Path | None) -> Language:
    """The pipeline of the language asked for, else of the transcript's, else English."""
    if language is None and transcript.language and transcript.language[:2].lower() not in PIPELINES and model is None:
        raise InputError(
            f"the call is in “{transcript.language}”, a language without a trained pipeline",
            where=transcript.source.path if transcript.source else None,
            remedy=f"Known languages: {', '.join(PIPELINES)}. Where the file is wrong, say --language en",
        )
    return load_pipeline((language or transcript.language or "en")[:2].lower(), model)


def _with_note_on_language(transcript: Transcript, nlp: Language) -> Transcript:
    """A problem where hardly any word is a common one of the pipeline's language."""
    common = nlp.Defaults.stop_words
    said = [w for turn in transcript.turns[:LISTENED] for w in turn.text.lower().split()]
    if len(said) < LEAST_WORDS or sum(w.strip(".,!?") in common for w in said) >= LEAST_COMMON * len(said):
        return transcript
    problem = Problem(
        source=transcript.source.path if transcript.source else None,
        reason=f"this does not read like language “{nlp.lang}”, the only thing that the model understands",
        remedy="Items may be missing or wrong",
    )
    return transcript.model_copy(update={"problems": (*transcript.problems, problem)})


def identify(transcript: Transcript, nlp: Language) -> tuple[Transcript, dict[str, float]]:
    """The transcript with labels mapped to participants, and per unplaced label how it leans to a side.

    Only where a label's side stays open after names, introductions and forms of address is the classifier asked.
    """
    from closeplan_nlp.nlp.speakers import identify_speakers, sides_of_labels

    named = transcript.model_copy(update={"participants": identify_speakers(transcript)})
    if "unknown" not in sides_of_labels(named).values():
        return named, {}
    leanings = _leanings(transcript, nlp)
    people = identify_speakers(transcript, leanings)
    return transcript.model_copy(update={"participants": people}), leanings


def _leanings(transcript: Transcript, nlp: Language) -> dict[str, float]:
    """How each label sounds beside the call as a whole: positive for the seller's side, negative for the customer's.

    Sums of log-odds less their mean over the first turns, so that a call in which everybody sounds alike tells nothing.
    """
    head = transcript.model_copy(update={"turns": transcript.turns[:LISTENED]})
    hidden: dict[str, Side] = dict.fromkeys((turn.speaker or "" for turn in head.turns), "unknown")
    heard: dict[str, list[float]] = defaultdict(list)
    for doc in label_turns(head, nlp, hidden):
        for mention in doc.user_data["mentions"]:
            p = min(max(mention.chance("speaker_side", "seller"), 0.02), 0.98)
            heard[mention.speaker or ""].append(math.log(p / (1 - p)))
    count = sum(map(len, heard.values()))
    mean = sum(map(sum, heard.values())) / count if count else 0.0
    return {label: LEANING * sum(odds - mean for odds in own) for label, own in heard.items()}


def _with_heard_sides(transcript: Transcript, leanings: Mapping[str, float]) -> Transcript:
    """Participants whose side nobody stated get the one they sound like, and a problem says so."""
    from closeplan_nlp.nlp.speakers import sides_of_labels

    sides = sides_of_labels(transcript, leanings)
    people, heard = [], []
    for person in transcript.participants:
        side = sides.get(person.label or person.name, person.side)
        if person.side == "unknown" and side != "unknown":
            person = person.model_copy(update={"side": side})
            heard.append(f"{person.name} ({side})")
        people.append(person)
    if not heard:
        return transcript.model_copy(update={"participants": tuple(people)})
    problem = Problem(
        source=transcript.source.path if transcript.source else None,
        reason="sides inferred from how people talk: " + ", ".join(heard),
        remedy="Say who is who with --seller NAME and --customer NAME",
    )
    return transcript.model_copy(update={"participants": tuple(people), "problems": (*transcript.problems, problem)})


def label_turns(
    transcript: Transcript, nlp: Language, sides: Mapping[str, Side], progress: Progress | None = None
) -> list[Doc]:
    """The turns with utterances, labels and dates, without syntax; `sides` by label, `progress` as in `analyze`."""
    from closeplan_nlp.nlp.documents import make_docs

    docs = list(make_docs(transcript, nlp, sides))
    for doc in docs:
        doc.user_data["progress"] = progress
    return list(nlp.pipe(docs, disable=[name for name in SYNTAX if name in nlp.pipe_names]))


def _parsed(docs: Sequence[Doc], nlp: Language, also: Container[int]) -> list[Mention]:
    """All mentions of the call with dates and names; turns that back an item are tagged and parsed on the way."""
    backing = [doc for doc in docs if doc.spans["items"] or doc.user_data["turn"] in also]
    short = [doc for doc in backing if len(doc.text) <= LONGEST_PARSED]
    syntax = [name for name in SYNTAX if name in nlp.pipe_names]
    if short and syntax:
        with nlp.select_pipes(enable=syntax):
            list(nlp.pipe(short))
    return [mention for doc in docs for mention in complete_mentions(doc)]


def complete_mentions(doc: Doc) -> list[Mention]:
    """The mentions of a turn with the dates and people said in them, and their place in the parse."""
    people = [ent for ent in doc.ents if ent.label_ == "PERSON"]
    mentions = []
    for mention, span in zip(doc.user_data["mentions"], doc.spans["utterances"], strict=True):
        dates = tuple(
            replace(d, start=d.start - mention.start, end=d.end - mention.start)
            for d in doc.user_data["dates"]
            if mention.start <= d.start < mention.end
        )
        names = tuple(e.text for e in people if mention.start <= e.start_char < mention.end)
        mentions.append(replace(mention, dates=dates, names=names, span=span))
    return mentions
