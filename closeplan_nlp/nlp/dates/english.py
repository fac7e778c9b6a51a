"""English dates: the rules over the words of `english_words`, the longest match winning at each place."""

from closeplan_nlp.nlp.dates import days, digits, offsets, periods
from closeplan_nlp.nlp.dates.english_phrases import PHRASES
from closeplan_nlp.nlp.dates.english_words import WORDS
from closeplan_nlp.nlp.dates.language import LanguageDates, compile_tags, rule

YEAR = "(?:{comma|of}?{y:year})?"
TO = "(?:{to|and|or|dash|slash|prep})"
NO_DAY = "{word|unit|biz|half|fiscal|time|num|card|hence}"  # after "the fourth": a floor, a quarter, a try
NO_OTHER_DAY = "(?!{mark}?{on}?{the|this|next}?{wd|wdw|tom|mon|ord})"
MONTH_NAME = "{q:this|next|last}?{m:month}(?:{of|comma|in}?{y:year})?(?!{the}?{dd}(?!{word|unit|biz}))"

DAY_RULES = (
    rule("{iso}", digits.iso),
    rule("{slashed}", digits.slashed),
    rule("{dotted}", digits.dotted),
    rule("{the}?{d:dd}{day}?{of:of}?{m:month}" + YEAR, days.month_day),
    rule("{the}?{d:card}{of:of}{m:mon|mn}" + YEAR, days.month_day),
    rule("{the}?{dd}{of}?{m:month}{to|dash}{the}?{d:dd}(?!{time|unit|month|biz|of})" + YEAR, days.month_day),
    rule("{d:dd}{dash|slash|comma}{m:month}{dash|slash|comma}{y:year|num}", days.month_day),
    rule("{m:month}{dash}?{dot:dot}?{the:the}?{d:dd}(?!{slash|dash}{dd|card}|{unit|biz|ord})" + YEAR, days.month_day),
    rule("{m:month}{slash}{d:num}", days.month_day),
    rule("{m:month}{the:the}?{d:card}(?!" + NO_DAY + "|{mark}{num})" + YEAR, days.month_day),
    rule("{m:month}{the:the}?{f:dd}" + TO + "{the}?{d:dd}(?!{time|unit|month})" + YEAR, days.month_day),
    rule("(?:{between|from}{the}?)?{the}?{dd}" + TO + "{the}?{d:dd}{of:of}?{m:month}" + YEAR, days.month_day),
    rule("{the:the}{d:dd}(?!" + NO_DAY + "|{last}|{and|or|to}{the}?{ord}" + NO_DAY + ")", days.day_of_month),
    rule(
        "(?<!{the|dash|slash|num|card|a})(?<!{and|or|to}){d:ord}(?!" + NO_DAY + "|{of|pron|fn|will|in})",
        days.day_of_month,
    ),
    rule("(?<={on|by|before|prep|or|and|to}){d:ord}(?!" + NO_DAY + "|{of})", days.day_of_month),
    rule("(?<={on|by|before|prep|within}){the:the}{d:ord}(?={word})", days.day_before_word),
    rule("{the:the}?{d:ord}(?={comma|dot}?{word|fn|pron|at})", days.day_that_suits),
    rule("(?<={wd|wdw}){d:num}(?!" + NO_DAY + "|{dash|slash|month|to})", days.day_of_month),
    rule("{the}?{d:dd}{day}?{of}{the}?{q:this|next|the}?{mth}", days.day_of_named_month),
    rule("(?<!{a}){every|the}?(?<!{a}){w:wd}", days.weekday),
    rule("(?<!{a|the}){every}?(?<!{a|the}){w:wdw}", days.weekday),
    rule("{the}?{q:this|next|last}{few}?{w:wd|wdw}", days.weekday),
    rule("{the}?{few}{w:wd|wdw}", days.weekday),
    rule("{w:wd}{week}(?!{of|num|card})", days.week_on_weekday),
    rule("{n:a|num|card|couple}{week|units}{on|from|after}{this|the}?{w:wd|wdw}", days.week_on_weekday),
    rule("{the}?{w:wd|wdw}{after}{next:next}", days.week_on_weekday),
    rule("{n:num|card|couple}{w:wd|wds}(?:{from}{now|tom}|{hence}|{ago:ago})", days.counted_weekdays),
    rule("{the}?{d:ord|last}{w:wd|wdw}{of|in}{m:month}" + YEAR, days.nth_weekday),
    rule("{the}?{d:ord|last}{w:wd|wdw}{of|in}{the}?{q:this|next|last|the}{mth}", days.nth_weekday),
    rule("{the}?{d:ord}{w:wd}(?!{of|in}{the|month|this|next|last|mth})", days.ranked_weekday),
    rule("{the}{w:wd}{after|before}(?!{next|the|a|dd|month|hol|this|word})", days.vague_weekday),
    rule("{the}{following}{w:wd}", days.vague_weekday),
    rule("{t:tom}", offsets.relative),
    rule("(?<={will}{word}{word}){t:now}(?={mark}|$)", offsets.relative),
    rule("(?<={will}{word}{pron}){t:now}(?={mark}|$)", offsets.relative),
    rule("(?<={will}{word}{fn}){t:now}(?={mark}|$)", offsets.relative),
    rule("(?<={will}{word}){t:now}(?={mark}|$)", offsets.relative),
    rule("^{t:now}(?={dot}?$)", offsets.relative),
    rule(
        "(?<!{wd|wdw|tom})(?<!{wd|wdw|tom}{comma}){t:soon}(?={mark|pron|fn|and|or|will}|$)" + NO_OTHER_DAY,
        offsets.relative,
    ),
    rule("{eod}", offsets.end_of_day),
)

IN = "(?<!{time|units|hence}){in|within}"
RANGE = "(?:(?:{or|to|dash}){k:num|card})?"
FROM_NOW = "(?:{from}{now}|{from}{t:tom}|{hence})"
OFFSET_RULES = (
    rule(IN + "{n:n}" + RANGE + "{biz:biz}?{u:unit}" + FROM_NOW + "?(?!{of|after|before|from})", offsets.offset),
    rule(IN + "{a}{n:couple}{biz:biz}?{u:units}" + FROM_NOW + "?(?!{of|after|before|from})", offsets.offset),
    rule(IN + "{n:a}{u:day|week|mth}{or}{k:num|card}", offsets.offset),
    rule("{in|within|over}?{the}?{next|this|few}{n:num|card|couple}" + RANGE + "{biz:biz}?{u:units}", offsets.offset),
    rule("{a}?{n:n}" + RANGE + "{biz:biz}?{u:unit}" + FROM_NOW, offsets.offset),
    rule("{the}?{n:num|card|couple}{few}{u:units}", offsets.offset),
    rule("{a}?{n:n}{u:unit}{ago:ago}", offsets.offset),
    rule("{the}?{last:last}{n:num|card|couple}{u:units}", offsets.offset),
    rule("{in|within}(?:{the}?{next})?{n:num|card}{hour:time}", offsets.offset),
    rule("{a}?{n:num|card|couple}" + RANGE + "{biz}?{u:unit}", offsets.duration),
    rule("(?<={for}){n:a}{u:week|mth|fort|qtr}", offsets.duration),
    rule("{n:a}{u:week|mth|fort|day}(?={before|after|from})", offsets.duration),
)

PERIOD_RULES = (
    rule("{the}?(?:{p:early|mid|late|end}{in|of}?{the}?)?{q:this|next|last}{week}(?!{of})", periods.week),
    rule("{the}?{p:begin|mid}{of}{the}?{q:this|next|last|the}{week}", periods.week),
    rule("(?:{the}?{p:early|begin|mid|late|end}{of|in}?)?{the|this}?{q:few}{week}", periods.week),
    rule("{mid}{week}|{eow}", periods.week),
    rule("{the}?{week}{after}{q:next}", periods.week_after_next),
    rule("{week}{d:num|card}(?!{unit|dash})(?:{of}?{y:year})?", periods.week_number),
    rule("(?<!{ord}){the}?{d:ord|last}{week}{of|in}{m:month}" + YEAR, periods.week_of_month),
    rule("(?<!{ord}){the}?{d:ord|last}{week}{m:mon}" + YEAR, periods.week_of_month),
    rule("(?<!{ord}){the}?{d:ord|last}{week}{of|in}{the}?{q:this|next|the}{mth}", periods.week_of_month),
    rule("{the}?{weekof}|{the}?{week}{of}", periods.week_of),
    rule("{the}{week}{more:after}(?!{word})", periods.week_of),
    rule("{q:this|next|last|the}{few}?{weekend}", periods.weekend),
    rule("{the}{q:this|next|last}{weekend}", periods.weekend),
    rule(MONTH_NAME, periods.month),
    rule("{the}?{q:this|next|last}{mth}", periods.month),
    rule("{the}?{p:early|mid|late|end}{in|of}?{the}?" + MONTH_NAME, periods.part_of_month),
    rule("(?<!{ord}){the}?{p:begin|last}{day}?{of}" + MONTH_NAME, periods.part_of_month),
    rule("{the}?{half:ord}{half}{of}" + MONTH_NAME, periods.part_of_month),
    rule("{the}?{p:early|begin|mid|late|end|last}{day}?{in|of}?{the}?{q:this|next|last}{mth}", periods.part_of_month),
    rule("{the}?{p:begin|mid|last}{day}?{of}{the}?{mth}", periods.part_of_month),
    rule("{p:eom}|{mid}{mth}", periods.part_of_month),
    rule("(?:{the}?{p:early|begin|mid|late|end}{of|in}?)?{the}?{d:q}(?:{of|dash}?{y:year})?", periods.quarter),
    rule("(?:{the}?{p:early|begin|mid|late|end}{of|in}?)?{d:q}{of}?{q:this|next|last}{yr}", periods.quarter),
    rule("(?:{the}?{p:early|begin|mid|late|end}{of|in}?)?{the}?{d:ord}{qtr}(?:{of}?{y:year})?", periods.quarter),
    rule(
        "(?:{the}?{p:early|begin|mid|late|end}{of|in}?)?{the}?{d:ord}{qtr}{of}?{q:this|next|last}{yr}", periods.quarter
    ),
    rule("{y:year}{dash}?{d:q}", periods.quarter),
    rule("(?:{the}?{p:early|begin|mid|late|end|last}{day}?{of|in}?)?{the}?{q:this|next|last}{qtr}", periods.quarter),
    rule("{p:eoq}", periods.quarter),
    rule("{eoy}{y:year}?", periods.year_end),
    rule("{the}?{end|late}{of}{y:year}", periods.year_end),
    rule("{the}?{end|late}{of|in}?{q:next|this|last}{yr}", periods.year_end),
    rule("{the}?{last:last}{h:hol}", periods.holiday),
    rule("{the|this|next}?{h:hol}{y:year}?{noday:closed}?", periods.holiday),
    rule("{q:this|next|last}{year:yr}", periods.vague),
    rule("(?:{the}?{early|begin|mid|late|end}{of}?)?{the}?{q:this|next|last}?{fiscal}{yr}", periods.vague),
    rule("{the}{following}{week|mth|qtr|yr}", periods.vague),
    rule("{in|within|over}{the}?{next|this}?{a}?{few}{units}", periods.vague),
    rule("{vague}", periods.vague),
    rule(
        "(?:{the}?{early|begin|mid|late|end}{of|in}?)?{the}?{q:this|next|last}?{season}(?:{of}?{year})?", periods.season
    ),
)

SPOKEN = "{word|fn|pron|a|the|to|of|for}{0,3}"
ENGLISH = LanguageDates(
    words=WORDS,
    phrases=PHRASES,
    rules=(*DAY_RULES, *OFFSET_RULES, *PERIOD_RULES),
    ordinal=r"\s?(?:st|nd|rd|th)",
    day_first=False,
    endings={"s": "", "ll": "will", "re": "fn", "ve": "fn", "m": "fn", "d": "fn", "t": "fn"},
    past=compile_tags("(?<!{if}){pron}{fn}?{pastv}" + SPOKEN + "{on|at|in}?{the}?$"),
    past_after=compile_tags("{part}?{comma}?{pron}{fn}?{pastv}"),
)
