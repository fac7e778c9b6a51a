"""Make written sentences look spoken: hesitations and repeats, then the case and punctuation a recogniser loses."""

from __future__ import annotations

import random
from dataclasses import replace

from tokens import Sentence, Tok

FILLERS = ("uh", "um", "uh", "um", "er", "well", "like", "yeah")
OPENERS = ("so", "okay", "yeah", "well", "um", "uh", "right", "alright", "oh", "yep", "sure", "no", "hi", "great")
REPEATED_TAGS = {"PRP", "DT", "IN", "TO", "CC", "PRP$", "WDT", "WP", "MD", "WRB", "EX"}


def disfluent(tokens: Sentence, rng: random.Random, rate: float = 0.06) -> Sentence:
    """Insert hesitations (``discourse``) and repeated function words (``reparandum``) before tokens of a tree.

    Every insertion is a leaf placed so that a projective tree stays projective.
    """
    result = tokens
    if rng.random() < 0.15 and tokens[0].dep:
        result = _open(result, rng)
    for index in range(len(result) - 1, 0, -1):
        before = result[index - 1]
        if not before.space or before.is_punct or result[index].is_punct or rng.random() >= rate:
            continue
        if result[index].tag in REPEATED_TAGS and result[index].space and rng.random() < 0.5:
            result = _repeat(result, index)
        else:
            result = _hesitate(result, index, rng)
    return result


def raw(tokens: Sentence, rng: random.Random, *, lower: bool = True, punct: bool = False) -> Sentence:
    """Lower-case the tokens and take the punctuation out, re-attaching what hung on it."""
    if not punct:
        tokens = _without_punct(tokens)
    if lower:
        tokens = [replace(t, text=t.text.lower(), lemma=t.lemma.lower()) for t in tokens]
    return tokens


def noised(tokens: Sentence, rng: random.Random) -> Sentence:
    """A random mixture for training: mostly neither case nor punctuation, sometimes only one of them lost."""
    kind = rng.random()
    return raw(tokens, rng, lower=kind < 0.85, punct=kind > 0.7 and kind < 0.85)


def _insert(tokens: Sentence, at: int, new: list[Tok]) -> Sentence:
    """Insert tokens whose heads are already indices of the result."""
    shift = len(new)
    moved = [replace(t, head=t.head + shift if t.head >= at else t.head) for t in tokens]
    return [*moved[:at], *new, *moved[at:]]


def _governor(tokens: Sentence, index: int) -> int:
    """The head a leaf just before ``index`` can take without crossing an arc."""
    has_left_children = any(t.head == index for t in tokens[:index])
    return index if has_left_children else tokens[index].head


def _known(tokens: Sentence, index: int, tok: Tok) -> Tok:
    """Leave the new token's layers missing where its neighbour's are."""
    near = tokens[index]
    tok = tok if near.dep else replace(tok, tag="", lemma="", dep="", head=0, pos="")
    inside = near.ent.startswith("I-")
    return replace(tok, ent=near.ent if inside else ("O" if near.ent else ""))


def _hesitate(tokens: Sentence, index: int, rng: random.Random) -> Sentence:
    """``the quote`` becomes ``the, uh, quote`` (half of the time without the commas)."""
    if tokens[index].ent.startswith("I-"):
        return tokens
    word, commas = rng.choice(FILLERS), rng.random() < 0.5
    head = _governor(tokens, index)
    width = 3 if commas else 1
    place = index + (1 if commas else 0)
    filler = Tok(word, not commas, "UH", word, head + width if head >= index else head, "discourse", "O", "INTJ")
    new = [filler]
    if commas:
        mark = Tok(",", True, ",", ",", place, "punct", "O", "PUNCT")
        new = [mark, filler, mark]
        tokens = [*tokens[: index - 1], replace(tokens[index - 1], space=False), *tokens[index:]]
    return _insert(tokens, index, [_known(tokens, index, t) for t in new])


def _repeat(tokens: Sentence, index: int) -> Sentence:
    """``to send`` becomes ``to to send``: the first copy is a ``reparandum`` of the second."""
    copy = replace(tokens[index], space=True, head=index + 1, dep="reparandum")
    return _insert(tokens, index, [_known(tokens, index, copy)])


def _open(tokens: Sentence, rng: random.Random) -> Sentence:
    """Begin the sentence as speakers do: ``So, ...``, ``Okay ...``."""
    word, comma = rng.choice(OPENERS), rng.random() < 0.7
    root = next(i for i, t in enumerate(tokens) if t.head == i) if tokens[0].dep else 0
    width = 2 if comma else 1
    opener = Tok(word.capitalize(), not comma, "UH", word, root + width, "discourse", "O", "INTJ")
    mark = Tok(",", True, ",", ",", root + width, "punct", "O", "PUNCT")
    new = [opener, mark] if comma else [opener]
    first = tokens[0]
    if first.tag not in {"NNP", "NNPS"} and first.text != "I":
        tokens = [replace(first, text=first.text[0].lower() + first.text[1:]), *tokens[1:]]
    return _insert(tokens, 0, [_known(tokens, 0, t) for t in new])


def _without_punct(tokens: Sentence) -> Sentence:
    """Drop punctuation; a dependant of a dropped token goes to that token's head. All-punctuation stays as it is."""
    kept = [i for i, t in enumerate(tokens) if not t.is_punct]
    if not kept:
        return tokens
    position = {old: new for new, old in enumerate(kept)}
    result = []
    for old in kept:
        head, dep = tokens[old].head, tokens[old].dep
        while head not in position and tokens[head].head != head:
            head = tokens[head].head
        if head not in position or head == old:
            head, dep = old, "ROOT" if dep else ""
        following = old + 1 < len(tokens) and tokens[old + 1].is_punct
        result.append(replace(tokens[old], head=position[head], dep=dep, space=tokens[old].space or following))
    return _one_entity_start(result)


def _one_entity_start(tokens: Sentence) -> Sentence:
    """Repair ``I-X`` tags that lost their beginning."""
    result: Sentence = []
    for tok in tokens:
        orphan = tok.ent.startswith("I-") and (not result or result[-1].ent[1:] != tok.ent[1:])
        result.append(replace(tok, ent="B" + tok.ent[1:]) if orphan else tok)
    return result
