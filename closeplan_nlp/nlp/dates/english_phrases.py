"""English phrases of several words that the rules read as one, each with its tag and number."""

from closeplan_nlp.nlp.dates.language import Word, tagged

PHRASES: dict[str, Word] = {
    **tagged("fn", "at the end of the day, at end of the day, at the end of day"),  # a turn of speech, no date
    **tagged(
        "fn", "christmas tree, christmas trees, christmas card, christmas cards, christmas dinner, christmas lunch"
    ),
    **tagged(
        "prep",
        "no later than, not later than, ahead of, prior to, up to, up until, as of, in time for, on or before, "
        "as early as, "
        "at the latest by, some time in, sometime in, sometime around, just before, right before",
    ),
    **tagged("part", "at the latest, at latest, first thing, the latest, at noon, at night, in the morning"),
    **tagged("not", "rather than, instead of, not on, other than"),
    **tagged(
        "fn",
        "why not, if not, happy new year, merry christmas, happy easter, may as well, may well, "
        "by now, for now, until now, till now, now and then",
    ),
    **tagged(
        "fn",
        "as of now, now that, week after week, a week later, the other day, from time to time, day to day, "
        "day by day, day in day out",
    ),
    **tagged(
        "eod",
        "close of business, end of business, close of play, end of play, end of day, end of the day, end of today",
    ),
    **tagged("eod", "end of the business day, end of business day, the end of the day, the eod, the close of business"),
    **tagged(
        "eow", "end of week, end of the week, week end, the end of the week, end of this week, the end of this week"
    ),
    **tagged("eom", "month end, end of month, end of the month, the end of the month, end of this month, the eom"),
    **tagged("eoq", "quarter end, end of quarter, end of the quarter, the end of the quarter, the eoq"),
    **tagged("eoy", "year end, end of year, end of the year, the end of the year, end of this year, the eoy"),
    **tagged("vague", "as soon as possible, the holidays, in due course, at some point, the new fiscal"),
    **tagged(
        "tom",
        "this morning, this afternoon, this arvo, this evening, later today, right after this call, "
        "right after the call",
    ),
    **tagged(
        "tom", "after this call, straight after this call, straight after the call, after we hang up, when we hang up"
    ),
    **tagged("tom", "as soon as we hang up, once we hang up, right after this, right away, straight away"),
    **tagged("weekof", "week commencing, week beginning, week starting, w / c"),
    **tagged("tom", "right after this meeting, after this meeting, once were off this call, when we get off this call"),
    **tagged("tom", "the minute im off this call, as soon as im off this call, when i hang up"),
    **tagged(
        "soon", "after this, just after this, straight after this, after the call, before lunch, by lunch, after lunch"
    ),
    **tagged(
        "soon", "when im off here, when im off this call, when we finish here, as soon as were done, once were off"
    ),
    **tagged("eow", "before the week is over, before the week is out, before the weeks out, before the week ends"),
    **tagged("eom", "before the month is over, before the month is out, before the months out, before the month ends"),
    "end of tomorrow": Word("tom", 1),
    "tomorrow night": Word("tom", 1),
    "day after tomorrow": Word("tom", 2),
    "the day after tomorrow": Word("tom", 2),
    "day before yesterday": Word("tom", -2),
    "the day before yesterday": Word("tom", -2),
    "last night": Word("tom", -1),
    "couple of": Word("couple", 2),
    "next few": Word("few"),
    "one day": Word("fn"),
    "each other": Word("fn"),
    "christmas eve": Word("hol", 1224),
    "christmas day": Word("hol", 1225),
    "boxing day": Word("hol", 1226),
    "new years eve": Word("hol", 1231),
    "new years day": Word("hol", 101),
    "new years": Word("hol", 101),
    "new year": Word("hol", 101),
    "the new year": Word("hol", 101),
    "valentines day": Word("hol", 214),
    "valentine day": Word("hol", 214),
    "good friday": Word("hol", 2498),
    "palm sunday": Word("hol", 2493),
    "easter sunday": Word("hol", 2500),
    "easter monday": Word("hol", 2501),
    "easter mon": Word("hol", 2501),
    "whit monday": Word("hol", 2550),
    "mardi gras": Word("hol", 2453),
    "pancake day": Word("hol", 2453),
    "trinity sunday": Word("hol", 2556),
    "st patricks day": Word("hol", 317),
    "independence day": Word("hol", 704),
    "mlk day": Word("hol", 3130),
    "presidents day": Word("hol", 3230),
    "mothers day": Word("hol", 3526),
    "fathers day": Word("hol", 3636),
    "memorial day": Word("hol", 3500),
    "labor day": Word("hol", 3910),
    "columbus day": Word("hol", 4020),
    "veterans day": Word("hol", 1111),
    "thanksgiving day": Word("hol", 4143),
    "black friday": Word("hol", 5000),
}
