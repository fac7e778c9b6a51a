"""From utterances to tensors: windows, pieces and labels of one call as one batch."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from calls import Utterance
from torch import Tensor

from closeplan_nlp.nlp.windows import Window, WindowSizes, make_windows, marker_index

FARTHEST_CUT = 24
"""Utterances before which the first window of a call ends in training."""


@dataclass
class Batch:
    """Windows of a call; `core` lists the utterances that they predict, `marks` the marker of each of the `count`."""

    ids: Tensor
    mask: Tensor
    owner: Tensor
    marks: Tensor
    count: int
    core: list[int]
    places: Tensor
    """Where each core utterance is among the `count` of the batch."""


class Packer:
    """Turns utterances into batches as the run-time classifier does, with optional noise for training."""

    def __init__(
        self,
        tokenizer: Any,
        markers: Sequence[str],
        special: dict[str, str],
        sizes: WindowSizes,
        *,
        alone: bool = False,
    ) -> None:
        """`special` names the start, end, pad and mask tokens; `alone` gives every utterance a window of its own."""
        self.alone = alone
        self.tokenizer = tokenizer
        self.sizes = sizes
        vocabulary = tokenizer.get_vocab()
        self.markers = [vocabulary[m] for m in markers]
        self.start, self.end, self.pad = (vocabulary[special[k]] for k in ("start", "end", "pad"))
        self.veil = vocabulary[special.get("mask", special["pad"])]
        self.marks = {vocabulary[c] for c in string.punctuation + "…–—" if c in vocabulary} - {vocabulary.get("'")}

    def pieces(self, utterances: Sequence[Utterance], *, hide: bool = False, bare: bool = False) -> list[list[int]]:
        """Word pieces behind the marker; `hide` hides the sides, `bare` drops punctuation."""
        encoded = self.tokenizer([u.text for u in utterances], add_special_tokens=False)["input_ids"]
        rows = []
        for utterance, ids in zip(utterances, encoded, strict=True):
            side = "unknown" if hide else utterance.side
            kept = [i for i in ids if i not in self.marks] if bare else ids
            rows.append([self.markers[marker_index(side, utterance.new_turn)], *kept[: self.sizes.utterance - 1]])
        return rows

    def veiled(self, pieces: list[list[int]], share: float, rng: random.Random) -> list[list[int]]:
        """The same pieces with a share of them masked, so that no single word is learnt by heart; markers stay."""
        return [[own[0], *(self.veil if rng.random() < share else piece for piece in own[1:])] for own in pieces]

    def batch(self, pieces: list[list[int]], windows: Sequence[Window]) -> Batch:
        """Tensors of these windows of a call."""
        rows, core, places, marks, count = [], [], [], [], 0
        for w in windows:
            own = [(p, count + n) for n, u in enumerate(pieces[w.first : w.last]) for p in u]
            rows.append([(self.start, -1), *own, (self.end, -1)])
            core.extend(range(w.core_first, w.core_last))
            places.extend(count + n - w.first for n in range(w.core_first, w.core_last))
            marks.extend(self.markers.index(u[0]) for u in pieces[w.first : w.last])
            count += w.last - w.first
        longest = max(map(len, rows))
        ids = torch.full((len(rows), longest), self.pad)
        owner = torch.full((len(rows), longest), -1)
        mask = torch.zeros((len(rows), longest), dtype=torch.long)
        for r, row in enumerate(rows):
            ids[r, : len(row)] = torch.tensor([p for p, _ in row])
            owner[r, : len(row)] = torch.tensor([o for _, o in row])
            mask[r, : len(row)] = 1
        return Batch(ids, mask, owner, torch.tensor(marks), count, core, torch.tensor(places))

    def windows(self, pieces: list[list[int]], rng: random.Random | None = None) -> list[Window]:
        """Windows of a call as at run time; with `rng` for training: without overlap, cut elsewhere every epoch."""
        lengths = [len(p) for p in pieces]
        if self.alone:
            return [Window(n, n + 1, n, n + 1) for n in range(len(pieces))]
        if rng is None:
            return make_windows(lengths, self.sizes)
        apart = replace(self.sizes, before=0, after=0)
        skip = rng.randrange(min(FARTHEST_CUT, len(lengths))) if len(lengths) > FARTHEST_CUT else 0
        tail = make_windows(lengths[skip:], apart)
        moved = [Window(w.first + skip, w.last + skip, w.core_first + skip, w.core_last + skip) for w in tail]
        return make_windows(lengths[:skip], apart) + moved
