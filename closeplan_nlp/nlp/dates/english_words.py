"""English words of dates, each with its tag and number."""

from closeplan_nlp.nlp.dates.language import DAY, FORTNIGHT, MONTH, QUARTER, WEEK, YEAR, Word, numbered, tagged

WORDS: dict[str, Word] = {
    **tagged(
        "fn",
        "it, is, are, be, at, as, so, then, if, when, once, because, since, but, though, although, while, where, "
        "which, who, "
        "that, thats, these, those, there, here, yes, yeah, no, ok, okay, right, well, please, thanks, thank, "
        "also, too, just, "
        "only, still, already, again, even, maybe, perhaps, probably, about, around, with, without, into, onto, "
        "off, out, up, "
        "down, do, does, dont, can, cant, could, would, should, must, might, has, have, works, work, looks, "
        "seems, sounds, "
        "my, our, your, their, his, her, its, me, us, them, him, let, lets, uh, um, hmm, like, say, hopefully, latest, "
        "instead, otherwise, depending, assuming, plus, under, via, how, what, why, good, great, perfect, sure, sorry, "
        "unless, whether, cos, cause, either, alright, fine, make, actually, ideally, roughly, more, than, or, "
        "vs, versus",
    ),
    **tagged("pron", "i, we, you, they, he, she, i've, we've, you've, they've, everybody, everyone"),
    **tagged("will", "will, shall, gonna, going, 'll, ll"),
    **tagged(
        "pastv",
        "sent, met, spoke, talked, discussed, shared, received, got, signed, finished, started, launched, had, "
        "was, were, did, "
        "went, came, called, emailed, asked, told, visited, looked, saw, made, gave, did, agreed, submitted, "
        "presented, "
        "reviewed, ran, showed, mentioned, demoed, exchanged, closed, delivered, held, bought, tried, chatted, "
        "connected",
    ),
    **tagged("if", "if, unless"),
    **tagged("title", "mr, mrs, ms, dr, miss, sir, prof"),
    **tagged("not", "not, isn't, wasn't"),
    **numbered("wd", "monday, tuesday/tues, wednesday, thursday/thurs/thur, friday, saturday, sunday", 0),
    **numbered("wdw", "mon, tue, wed, thu, fri, sat, sun", 0),
    **numbered("wds", "mondays, tuesdays, wednesdays, thursdays, fridays, saturdays, sundays", 0),
    **numbered("mon", "january, february, x, x, x, x, july, august, september, october, november, december"),
    **numbered("mn", "x, feb, x, x, x, x, jul, aug, sept/sep, oct, nov, dec"),
    **numbered("mn", "jan, x, x, april/apr, x, june/jun"),
    **numbered("mv", "x, x, march/mar, x, may"),
    **numbered(
        "ord",
        "first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth, eleventh, twelfth, "
        "thirteenth, fourteenth, "
        "fifteenth, sixteenth, seventeenth, eighteenth, nineteenth, twentieth",
    ),
    "thirtieth": Word("ord", 30),
    **numbered(
        "card",
        "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, "
        "fifteen, sixteen, "
        "seventeen, eighteen, nineteen, twenty",
    ),
    **{
        word: Word("card", 10 * n)
        for n, word in enumerate(["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 3)
    },
    **tagged("few", "few, several, coming, upcoming"),
    "a": Word("a", 1),
    "an": Word("a", 1),
    "the": Word("the"),
    "of": Word("of"),
    "couple": Word("couple", 2),
    "day": Word("day", DAY),
    "week": Word("week", WEEK),
    "month": Word("mth", MONTH),
    "quarter": Word("qtr", QUARTER),
    "qtr": Word("qtr", QUARTER),
    "year": Word("yr", YEAR),
    "fortnight": Word("fort", FORTNIGHT),
    "days": Word("units", DAY),
    "weeks": Word("units", WEEK),
    "months": Word("units", MONTH),
    "quarters": Word("units", QUARTER),
    "years": Word("units", YEAR),
    "fortnights": Word("units", FORTNIGHT),
    **tagged("biz", "business, working"),
    **tagged("this", "this, current"),
    **tagged("next", "next"),
    **tagged("last", "last, past, previous"),
    **tagged("following", "following"),
    **tagged("early", "early"),
    **tagged("begin", "beginning, start"),
    **tagged("mid", "mid, middle"),
    **tagged("late", "late"),
    **tagged("end", "end"),
    "half": Word("half"),
    "today": Word("tom", 0),
    "tonight": Word("tom", 0),
    "tomorrow": Word("tom", 1),
    "tmrw": Word("tom", 1),
    "yesterday": Word("tom", -1),
    **tagged("now", "now"),
    **tagged("ago", "ago, back"),
    **tagged("hence", "hence, out"),
    **tagged("after", "after"),
    **tagged("before", "before"),
    **tagged("from", "from, starting"),
    **tagged("in", "in"),
    **tagged("within", "within"),
    **tagged("on", "on"),
    **tagged("by", "by"),
    **tagged("at", "at"),
    **tagged("for", "for"),
    **tagged("over", "over"),
    **tagged("between", "between"),
    **tagged("prep", "until, till, til, through, thru, during, effective, due"),
    "since": Word("prep", -1),
    **tagged("or", "or"),
    **tagged("and", "and"),
    **tagged("to", "to"),
    **tagged("every", "every, each"),
    **tagged("weekend", "weekend"),
    **tagged("eod", "eod, cob, eob"),
    **tagged("eow", "eow"),
    **tagged("eom", "eom"),
    **tagged("eoq", "eoq"),
    **tagged("eoy", "eoy"),
    **numbered("q", "q1, q2, q3, q4"),
    **tagged("part", "morning, afternoon, arvo, evening, night, noon, lunchtime, itself, latest"),
    **tagged("season", "spring, summer, autumn, fall, winter"),
    **tagged("fiscal", "fiscal, financial, budget"),
    **tagged("vague", "asap"),
    **tagged("time", "pm, am, p, m, oclock, o'clock, minutes, minute, percent, times"),
    "hours": Word("time", 1),
    "hour": Word("time", 1),
    "time": Word("hence"),
    **tagged("closed", "holidays, holiday, break, shutdown, period, party, vacation"),
    "easter": Word("hol", 2500),
    "christmas": Word("hol", 1225),
    "xmas": Word("hol", 1225),
    "thanksgiving": Word("hol", 4143),
    "halloween": Word("hol", 1031),
    "pentecost": Word("hol", 2549),
}
WORDS.pop("x")  # the gaps in the lists of months
