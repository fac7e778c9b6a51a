"""The transformer classifier as a spaCy component.

It reads the turns of a call in order (one `Doc` each, `doc.user_data["call"]`, `["turn"]`, `["speaker"]`, `["side"]`
set by the caller; `["progress"]`, where set, is called with the turns read and their total), looks at every utterance
with the turns around it, and writes

- `doc.user_data["mentions"]`: a `Mention` per utterance, with calibrated probabilities of the five kinds and the other
  heads' labels,
- `doc.spans["items"]`: the spans of utterances that pass a kind's threshold, labelled with the kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from closeplan_nlp.errors import ModelError
from closeplan_nlp.nlp.dues.chooser import Chooser
from closeplan_nlp.nlp.encoders import Encoder, load_encoder
from closeplan_nlp.nlp.heads import Facts, Heads, softmax
from closeplan_nlp.nlp.mentions import Mention
from closeplan_nlp.nlp.ngrams import NgramModel, Said
from closeplan_nlp.nlp.utterances import utterances_of
from closeplan_nlp.nlp.weights import unusable
from closeplan_nlp.nlp.windows import (
    MARKER_COUNT,
    FloatArray,
    Window,
    WindowSizes,
    assemble,
    make_windows,
    marker_index,
    pool,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MENTIONS = "mentions"
ITEMS = "items"
TOKENIZER = "tokenizer.json"
BATCH_PIECES = 1200
"""Word pieces encoded at once: large enough for two cores, small enough for their caches (2,000 take twice as long)."""


class DealClassifier:
    """spaCy component that labels the utterances of calls. Empty until `from_disk`."""

    def __init__(self) -> None:
        """Create an unloaded component."""
        self.folder: Path | None = None
        self._encoder: Encoder | None = None
        self._heads: Heads | None = None
        self._ngrams: NgramModel | None = None
        self.chooser: Chooser | None = None

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> DealClassifier:
        """Load encoder, tokenizer and heads from a folder that the training project wrote."""
        folder = Path(path)
        self.folder = folder
        self.facts = Facts.load(folder)
        self._heads = Heads.load(folder, self.facts)
        self.chooser = Chooser.load(folder)
        self._encoder = load_encoder(folder)
        self._ngrams = NgramModel.load(folder)
        self.tokenizer = _load_tokenizer(folder)
        self.sizes = WindowSizes(**self.facts.sizes)
        self.markers = [self._id(marker) for marker in self.facts.markers]
        self.ends = (self._id(self.facts.special["start"]), self._id(self.facts.special["end"]))
        self.pad = self._id(self.facts.special["pad"])
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the component's folder to `path`."""
        import shutil

        if self.folder is None:
            raise ModelError("an empty classifier cannot be saved", remedy="Load one with from_disk first")
        if Path(path).resolve() != self.folder.resolve():
            shutil.copytree(self.folder, path, dirs_exist_ok=True)

    def _id(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        if number is None:
            raise ModelError(f"the tokenizer has no token {token!r}", where=str(self.folder))
        return int(number)

    @property
    def heads(self) -> Heads:
        """The trained heads; ModelError before `from_disk`."""
        if self._heads is None:
            raise ModelError("the classifier is empty", remedy="Load the pipeline from a model folder")
        return self._heads

    def __call__(self, doc: Doc) -> Doc:
        """Label a single turn, as a call of its own."""
        self.label_call([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 0) -> Iterator[Doc]:
        """Label turns in order; turns of the same `user_data["call"]` in a row form one call."""
        for _, docs in groupby(stream, key=lambda doc: doc.user_data.get("call")):
            call = list(docs)
            self.label_call(call)
            yield from call

    def label_call(self, docs: list[Doc]) -> None:
        """Label all turns of one call."""
        places = [(doc, span) for doc in docs for span in utterances_of(doc)]
        mentions = self._mentions(places)
        by_doc: dict[int, list[tuple[Span, Mention]]] = {id(doc): [] for doc in docs}
        for (doc, span), mention in zip(places, mentions, strict=True):
            by_doc[id(doc)].append((span, mention))
        for doc in docs:
            own = by_doc[id(doc)]
            doc.user_data[MENTIONS] = [mention for _, mention in own]
            spans = [
                Span(doc, span.start, span.end, label=kind)
                for span, mention in own
                for kind, chance in mention.kinds.items()
                if chance >= self.facts.thresholds[kind]
            ]
            doc.spans[ITEMS] = SpanGroup(doc, name=ITEMS, spans=spans)

    def _mentions(self, places: list[tuple[Doc, Span]]) -> list[Mention]:
        """Mentions of the utterances of a call, in order."""
        if not places:
            return []
        features = self.features(places)
        kinds = self.heads.kinds(features, self._by_words(places))
        vectors = self.heads.embed(features)
        others = {head: softmax(self.heads.logits(features, head)) for head in self.facts.labels if head != "kind"}
        mentions = []
        for index, (doc, span) in enumerate(places):
            data = doc.user_data
            mentions.append(
                Mention(
                    index=index,
                    turn=data.get("turn", 0),
                    start=span.start_char,
                    end=span.end_char,
                    text=span.text,
                    speaker=data.get("speaker"),
                    person=data.get("person"),
                    side=data.get("side", "unknown"),
                    kinds=dict(zip(self.facts.labels["kind"], map(float, kinds[index]), strict=True)),
                    labels={
                        head: dict(zip(self.facts.labels[head], map(float, scores[index]), strict=True))
                        for head, scores in others.items()
                    },
                    vector=vectors[index],
                )
            )
        return mentions

    def features(self, places: list[tuple[Doc, Span]]) -> FloatArray:
        """Vectors of the utterances of one call from the shared layer, (utterances, width)."""
        heads = self.heads  # first of all: an empty component says so here
        pieces = self._pieces(places)
        windows = make_windows([len(p) for p in pieces], self.sizes)
        pooled: list[FloatArray] = []
        progress = places[0][0].user_data.get("progress")
        turns = [doc.user_data.get("turn", 0) + 1 for doc, _ in places]
        for batch in _batches(windows, pieces):
            pooled.extend(self._encode(batch, pieces))
            if progress:
                progress(turns[batch[-1].core_last - 1], turns[-1])
        marks = np.eye(MARKER_COUNT, dtype=np.float32)[[self.markers.index(p[0]) for p in pieces]]
        return heads.features(np.concatenate([np.concatenate(pooled), marks], axis=1))

    def _by_words(self, places: list[tuple[Doc, Span]]) -> FloatArray | None:
        """What the model of words adds to the score of each kind, (utterances, kinds); None without such a model."""
        return self._ngrams.scores(_said(places)) if self._ngrams else None

    def _pieces(self, places: list[tuple[Doc, Span]]) -> list[list[int]]:
        """Word pieces of each utterance behind its marker."""
        said = _said(places)
        encoded = self.tokenizer.encode_batch([own.text for own in said], add_special_tokens=False)
        markers = [self.markers[marker_index(own.side, own.new_turn)] for own in said]
        return [
            [marker, *encoding.ids[: self.sizes.utterance - 1]]
            for marker, encoding in zip(markers, encoded, strict=True)
        ]

    def _encode(self, batch: list[Window], pieces: list[list[int]]) -> list[FloatArray]:
        """Pooled vectors of the core utterances of each window of a batch."""
        assert self._encoder is not None
        rows = [assemble(pieces, window, *self.ends) for window in batch]
        longest = max(len(ids) for ids, _ in rows)
        ids = np.full((len(rows), longest), self.pad, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, (own, _) in enumerate(rows):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        hidden = self._encoder(ids, mask)
        return [
            pool(hidden[row, : len(own)], owner)[w.core_first - w.first : w.core_last - w.first]
            for row, ((own, owner), w) in enumerate(zip(rows, batch, strict=True))
        ]


def _said(places: list[tuple[Doc, Span]]) -> list[Said]:
    """The utterances of a call: words, side, and whether a new turn begins."""
    before = [None, *(doc for doc, _ in places)]
    return [
        Said(span.text, doc.user_data.get("side", "unknown"), doc is not last)
        for (doc, span), last in zip(places, before, strict=False)
    ]


def _load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, cutting and padding nothing; ModelError where it cannot be read."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # the library raises nothing more specific
        raise unusable(folder, f"tokenizer ({TOKENIZER})", error) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _batches(windows: list[Window], pieces: list[list[int]]) -> Iterator[list[Window]]:
    """Neighbouring windows, about `BATCH_PIECES` word pieces at a time."""
    batch: list[Window] = []
    total = 0
    for window in windows:
        size = sum(len(p) for p in pieces[window.first : window.last])
        if batch and total + size > BATCH_PIECES:
            yield batch
            batch, total = [], 0
        batch.append(window)
        total += size
    if batch:
        yield batch


@Language.factory("closeplan_classifier")
def make_classifier(nlp: Language, name: str) -> DealClassifier:
    """Factory of the component; it holds nothing until the pipeline is loaded from disk."""
    return DealClassifier()
