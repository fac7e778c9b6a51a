"""English words of deal plans, for comparing the wording of items: verbs by deed, abbreviations, words that say little.

Nothing here is trained. A word that is in none of the lists stands for itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from closeplan_nlp.nlp.wordlists import words

PHRASES = {
    r"master services? agreements?": "MSA",
    r"data processing agreements?": "DPA",
    r"non[- ]disclosure agreements?": "NDA",
    r"statements? of work": "SOW",
    r"purchase orders?": "PO",
    r"proofs? of concept": "POC",
    r"service levels?(?: agreements?)?": "SLA",
    r"single sign[- ]on|identity providers?": "SSO",
    r"pen(?:etration)? tests?(?: (?:results?|reports?))?": "pentest",
    r"business cases?": "businesscase",
    r"order forms?": "orderform",
    r"purchasing": "procurement",
    r"sign(?:ed|s)? off(?: on)?": "approve",
    r"(?:put|puts) together": "prepare",
    r"set(?:s|ting)? up": "arrange",
    r"find out(?: from)?|check with|confirm with|clarify with": "ask",
    r"(?:talk|talks|talking|speak) (?:to|with)": "discuss with",
    r"(?:talk|talks|talking) about": "discuss",
    r"(?:get|got|come) back to (?:you|them|him|her)\b(?: on| about)?": "answer",
    r"get (?:you|them)": "send",
    r"put (?:you|them) in touch with|reach out to": "introduce",
    r"go(?:es)? through|look at": "review",
    r"walk(?:s)? through": "present",
    r"go(?:es|ing)?[- ]live|(?:is|be|are|goes|go|going) live|live": "golive",
    r"kick[- ]?offs?": "kickoff",
    r"follow(?:s|ing)?[- ]up": "followup",
    r"how many": "number of",
    r"still in the race": "competing",
    r"per ?cent": "%",
}
"""Phrases that one word stands for, as regular expressions."""

DEEDS_IN_WORDS = {
    "deliver": "send sends sent share shares forward email mail provide submit deliver return hand give given drop "
    "pass resend owe",
    "sign": "sign signs signing countersign countersigns execute signature signatures",
    "review": "review reviews read redline redlines comment inspect",
    "approve": "approve approves approval approvals agree agrees agreement verbal yes",
    "prepare": "prepare draft drafts write create build compile",
    "arrange": "schedule book arrange organise organize plan invite invites invitation",
    "ask": "ask query",
    "answer": "answer answers reply respond",
    "confirm": "confirm clarify verify check",
    "introduce": "introduce introduction connect loop bring join joins attend involve",
    "test": "test tests try trial evaluate",
    "ring": "ring phone call calls",
    "present": "present presents demonstrate show take",
    "fix": "fix fixes repair resolve correct",
    "update": "update change amend adjust",
    "decide": "decide decides decision choose",
    "pay": "pay paid pays",
    "train": "train training",
    "name": "name names nominate appoint",
    "discuss": "discuss discussion",
    "issue": "issue raise",
    "visit": "visit visits",
    "install": "install installation",
    "order": "order",
    "configure": "configure",
    "export": "export exports extract",
    "open": "open opens",
    "extend": "extend extension",
    "start": "start starts begin begins beginning",
    "end": "end ends finish complete done over",
    "leave": "leave leaves leaving",
    "compare": "compare comparing competing competitor",
    "freeze": "freeze frozen",
    "renew": "renew renewal",
    "ship": "ship ships",
}
"""Verbs, and nouns made of them, by what is done."""

COMPATIBLE = (
    {"deliver", "prepare"},
    {"deliver", "answer"},
    {"deliver", "update"},
    {"deliver", "confirm"},
    {"deliver", "export"},
    {"deliver", "issue"},
    {"deliver", "name"},
    {"deliver", "introduce"},
    {"deliver", "arrange"},
    {"prepare", "arrange"},
    {"ask", "confirm"},
    {"ask", "ring"},
    {"ask", "discuss"},
    {"arrange", "introduce"},
    {"approve", "decide"},
    {"approve", "sign"},
)
"""Deeds that two calls may name for one task: a quote is put together, then sent."""

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
NUMBERS = {word: str(number) for number, word in enumerate(_SMALL)} | {
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}

MARKS = {
    "revised": "again",
    "second": "2nd",
    "third": "3rd",
    "another": "again",
    "new": "new",
    "next": "new",
    "additional": "again",
    "final": "final",
    "other": "other",
    "others": "other",
    "first": "1st",
    "renewal": "renewal",
}
"""Words that make a thing another one of its kind, where the earlier words have none."""

FILLERS = words(
    "a an the and or to of for on in at by with from about into over out up back off as is are be was were been "
    "it its this that these those there their they them our ours your yours you we us i my me he she his her "
    "him who which what when whether if so still also just then than will would should can could may might must "
    "need needs has have had having get gets got do does make made let sure want wants please any some all both "
    "each until before after during within because somebody someone nobody anybody s ll ve re not only go goes "
    "going keep take put work works run it'll i'll we'll you'll we're they're don't doesn't it's too very long "
    "first-time"
)
VAGUE_WORDS = words(
    "call meeting session document doc file paper team side list information info details detail plan contract "
    "report form data user users account version copy draft side people person customer vendor company system "
    "thing question number test sheet summary call approve ring deliver arrange review start end decide "
    "approval pilot prepare confirm present issue update name export sign colleague department site results"
)

_ENDINGS = re.compile(r"(?:['’]s|ing|ings|ed|es|s|ly|ation|ations)$")


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """A word without its ending, cut to seven letters: `signed` and `signing` meet."""
    stem = word.lower()
    for _ in range(2):
        cut = _ENDINGS.sub("", stem)
        if len(cut) < 3 or stem.endswith("ss"):
            break
        stem = cut
    return (stem[:-1] if len(stem) > 4 and stem[-1] in "ey" else stem)[:7]


DEEDS = {stem_of(verb): deed for deed, verbs in DEEDS_IN_WORDS.items() for verb in verbs.split()}
"""The deed that a stem means."""
VAGUE = frozenset(map(stem_of, VAGUE_WORDS)) | {DEEDS[stem_of(w)] for w in VAGUE_WORDS if stem_of(w) in DEEDS}
"""Stems that say little of which item is meant."""
