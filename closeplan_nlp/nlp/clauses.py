"""Clauses without the talk around them: fillers, hedges, openers and noises go, other words stay as they were said."""

from __future__ import annotations

import re

from closeplan_nlp.nlp.wordlists import words

LONGEST = 160
"""Characters of an item text; longer ones are cut at a word."""

_FILLER = re.compile(
    r"\b(?:u[hm]+|e[rm]+|hm+|(?:^|(?<=[,.;:!?…–—-])|(?<=[,.;:!?…–—-]\s))mm+|"
    r"(?<!do )(?<!did )(?<!if )(?<!as )(?<!n't )(?<!n’t )(?<!what )(?<!that )(?<!once )(?<!when )you know|"
    r"i mean|i guess|i think|i suppose|actually|basically|obviously|honestly|to be honest|like i said|as i said|"
    r"let's say|i'm told|right\?|ok(?:ay)?\?)(?=[\s,.;!?…]|$)[,]?\s*",
    re.IGNORECASE,
)
"""What is said without saying anything. "mm" only apart from its clause, since it is a unit too ("5 mm thick")."""
_HEDGE = re.compile(
    r"(^|[,.;:!?…–—-]\s*|['’](?:s|m|re)\s+|\b(?:i|you|we|they|he|she|it|is|are|was|were|be|been|am|just|really|also|"
    r"still|feels?|looks?|seems?|sounds?)\s+)(?:sort|kind) of\b,?\s*",
    re.IGNORECASE,
)
"""A sort or kind "of" after a verb or its subject; elsewhere it is a sort that is meant ("what kind of support")."""
_LIKE = re.compile(
    r",\s+like,\s+|(?<=\bbut)\s+like\s+(?=(?:at|in|on|for|with)\b)|(?<=\bneed)\s+like\s+(?=an?\b)", re.IGNORECASE
)
"""A "like" that compares nothing: between commas, or where no verb or noun can be likened."""
_OPENER = re.compile(
    r"^(?:(?:(?:and|so(?! (?:long|far|much|many)\b)|but|then|well|okay|ok|yes|yeah|yep|oh|ah|now|alright|anyway|also|"
    r"because|please|mm-hmm|right(?= (?:and|so|but)\b)|hi|hello|of course|fair enough|absolutely|first of all|"
    r"in the meantime|before anything else|by the way|in any case|either way|at the end of the day|"
    r"(?:madam|ma'am|sir|mate|folks|guys|gentlemen)(?=,|\s+(?:so|i|you|we|it|this|that|they|there|if|when)\b))"
    r"(?:\s*[,.;!?—–-]+\s*|\s+))|"
    r"(?:right|sure|no|all right|look|listen|great|good|perfect|fine|fair|exactly|true|thanks|thank you|for (?:me|us)|"
    r"second|secondly|third|thirdly)\s*[,.;!?—–-]+\s*)+",
    re.IGNORECASE,
)
"""Words before what is meant; those that can belong to it ("no budget", "good support") only before a mark."""
_PREFACE = re.compile(
    r"^(?:(?:the (?:only |other |real |big |main |first |second )?(?:thing|point|issue|problem|question|concern|worry|"
    r"catch|trouble|truth|fact) (?:is|was|'s)|what i(?:'m| am) saying is|what i mean is|i have to say|i must say|"
    r"i(?:'ll| will) be (?:honest|frank)|let me be (?:honest|frank)|to be (?:fair|frank)|as you know|"
    r"i(?:'d| would) say|i(?:'m| am) (?:only|just) saying|i(?:'d| had) better (?:tell you|say)|"
    r"i(?:'m| am) (?:afraid|telling you)|"
    r"(?:my|our) (?:only |big |main |biggest |real )?(?:worry|concern|fear|problem|issue|point) is|"
    r"(?:the thing that|what) (?:will |really )?(?:decides?|matters|counts|worries me|bothers me|scares me)"
    r"(?: most| to us| for us| to me| for me| here)* is|"
    r"i(?:'ll| will) tell you straight(?: out)?|you see|the way i see it)"
    r"(?:\s*[,:–—-]+\s*|\s+)(?:that\s+)?)+",
    re.IGNORECASE,
)
"""Clauses that only announce the one behind them."""
_TAG = re.compile(
    r"(?:,?\s+(?:(?:just )?by the way|yeah|or something|or whatever|and so on)|"
    r",\s*(?:you see|right|yes|no|ok|okay|isn't it|is it|though|please|so|then|right so)|"
    r"[,.!]\s*(?:thank you|thanks|sorry|done|no later|don't ask))+$",
    re.IGNORECASE,
)
"""What is hung on to the end of a sentence without saying anything more."""
_NOISE = re.compile(r"\((?:laughs?|laughter|chuckles|crosstalk|inaudible|pause)[^)]*\)|\[[^\]]*\]", re.IGNORECASE)
_REPEATED = re.compile(r"\b((\w+)(?: \w+)?)((?:,? \1)+)\b(?!['’])", re.IGNORECASE)
_MEANT_TWICE = words(
    """
    that had very really much no zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    """
)
"""Words that may be meant twice ("twenty twenty three", "no no")."""
_SPACE = re.compile(r"\s+")
_BEFORE_MARK = re.compile(r"\s+([,.;:!?…])")
ENDS = " ,.;:!?…—–-"
_STOPS = (".", "!", "?", "…")
_UNFINISHED = re.compile(r"(?:\s+(?:and|or|but|if|because|until|the|an?))+$", re.IGNORECASE)
"""Words that end no sentence, left over where one was cut."""
_LEFT_OVER = re.compile(r"(?:\s+(?:to|with|by|on|for|at|of|before|after|then|so|once|when))+$", re.IGNORECASE)
"""Words that end a sentence only where a mark says that it ends ("what are we waiting for?")."""


def plain_clause(said: str) -> str:
    """An utterance without fillers, openers, announcements, tags and noises."""
    said = _NOISE.sub("", said).strip()
    text = without_talk(without_fillers(said))
    return text if said.endswith(_STOPS) else _LEFT_OVER.sub("", _UNFINISHED.sub("", text))


def without_talk(sentence: str) -> str:
    """A sentence without what is said before and behind it; one that is all talk stays."""
    text = _opened(sentence.strip(ENDS)).strip(ENDS)
    return _TAG.sub("", text).strip(ENDS) or text


def _opened(text: str) -> str:
    """The text from where it says something on; a text that is all opening stays."""
    for _ in range(3):
        shorter = _PREFACE.sub("", _OPENER.sub("", text))
        if shorter == text or not shorter.strip(ENDS):
            break
        text = shorter
    return text


def without_fillers(text: str) -> str:
    """The text without fillers, hedges and words said twice ("the the offer", "let me let me check")."""
    text = _FILLER.sub("", _LIKE.sub(" ", _HEDGE.sub(r"\1", text)))
    return _REPEATED.sub(_once, text)


def _once(repeated: re.Match[str]) -> str:
    said = repeated[1].lower().split()
    return repeated[0] if any(word in _MEANT_TWICE or word.isdigit() for word in said) else repeated[1]


def finish(text: str) -> str:
    """Spaces, marks, capital and length set right."""
    text = re.sub(r"(?:,\s*)+", ", ", _SPACE.sub(" ", _BEFORE_MARK.sub(r"\1", without_fillers(text)))).strip(ENDS)
    text = _UNFINISHED.sub("", re.sub(r"\b(the|an?),(?=\s)", r"\1", text)).strip(ENDS)
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0].rstrip(ENDS) + " …"
    return text[:1].upper() + text[1:]
