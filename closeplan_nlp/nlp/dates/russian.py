"""Russian dates: the rules over the words of `russian_words`, the longest match winning at each place."""

import re

from closeplan_nlp.nlp.dates import days, digits, offsets, periods
from closeplan_nlp.nlp.dates.language import LanguageDates, compile_tags, rule
from closeplan_nlp.nlp.dates.russian_phrases import PHRASES
from closeplan_nlp.nlp.dates.russian_words import WORDS

YEAR = "(?:{comma|dot}?{y:year}{yr}?)?"
TO = "(?:{to|and|or|dash|slash|by})"
NO_DAY = "{word|unit|biz|half|fiscal|time|num|card|next|last}"
PART = "(?:{p:begin|mid|end})?"
MONTH_NAME = "{q:this|next|last}?{m:month}(?:{y:year}{yr}?)?"
COUNT = "{n:num|card|couple}(?:(?:{or|dash}){k:num|card})?"

DAY_RULES = (
    rule("{iso}", digits.iso),
    rule("{slashed}", digits.slashed),
    rule("{dotted}{yr}?", digits.dotted),
    rule("{d:rank}{of:of}?{m:month}" + YEAR, days.month_day),
    rule("{from|between}?{rank}" + TO + "{d:rank}{of:of}?{m:month}" + YEAR, days.month_day),
    rule("{d:dd}{the:of}", days.day_of_month),
    rule("{d:ord}(?!" + NO_DAY + "|{of|month|qtr})", days.day_of_month),
    rule("(?<={wd|wdw}){d:num}(?!" + NO_DAY + "|{dash|slash|stop|month|to})", days.day_of_month),
    rule("{d:dd}{of}?{q:this|next}{mth}", days.day_of_named_month),
    rule("{every}?{w:wd|wdw}", days.weekday),
    rule("{q:this|next|last}{w:wd|wdw}", days.weekday),
    rule("{d:ord|ordo|last}{w:wd|wdw}{m:month}" + YEAR, days.nth_weekday),
    rule("{d:ord|ordo|last}{w:wd|wdw}{q:this|next}?{mth}", days.nth_weekday),
    rule("{t:tom}", offsets.relative),
    rule("(?<!{tom|wd|wdw|month|ord|of|hol|week|num|card|eod}){t:part}", offsets.relative),
    rule("{eod}", offsets.end_of_day),
    rule("{within}(?:" + COUNT + ")?{biz:biz}?{u:unit}(?!{after|before|from})", offsets.offset),
    rule("{u:unit}{within}{n:num|card|couple}(?!{time})", offsets.offset),
    rule("{within}{n:num|card}{hour:time}", offsets.offset),
    rule("{this|next}" + COUNT + "{biz:biz}?{u:unit}", offsets.offset),
    rule("(?:" + COUNT + ")?{u:unit}{ago:ago}", offsets.offset),
    rule("{last:last}{n:num|card}{u:unit}", offsets.offset),
    rule(COUNT + "{biz}?{u:unit}", offsets.duration),
    rule("{u:unit}{for}{n:num|card|couple}", offsets.duration),
    rule("(?<={for|on}){u:week|mth}(?={before|after}|$|{mark})", offsets.duration),
)

PERIOD_RULES = (
    rule(PART + "{q:this|next|last}{week}", periods.week),
    rule("{p:begin|mid|end}{week}", periods.week),
    rule("{d:ord|ordo|last}{week}{m:month}" + YEAR, periods.week_of_month),
    rule("{d:ord|ordo|last}{week}{q:this|next}?{mth}", periods.week_of_month),
    rule("{q:this|next|last}?{weekend}", periods.weekend),
    rule(MONTH_NAME, periods.month),
    rule("{q:this|next|last}{mth}", periods.month),
    rule("{p:begin|mid|end}" + MONTH_NAME, periods.part_of_month),
    rule("{half:ord|ordo}{half}" + MONTH_NAME, periods.part_of_month),
    rule("{p:begin|mid|end}{q:this|next|last}?{mth}", periods.part_of_month),
    rule(PART + "{d:q}" + YEAR, periods.quarter),
    rule(PART + "{d:rank}{qtr}" + YEAR, periods.quarter),
    rule(PART + "{d:rank}{qtr}{q:this|next|last}{yr}", periods.quarter),
    rule(PART + "{q:this|next|last}{qtr}", periods.quarter),
    rule("{p:end}{qtr}", periods.quarter),
    rule("{end}{q:this|next|last}?{yr}", periods.year_end),
    rule("{end}{y:year}{yr}?", periods.year_end),
    rule("{h:hol}{y:year}?{noday:closed}?", periods.holiday),
    rule("{q:this|next|last}{year:yr}", periods.vague),
    rule("(?:{begin|mid|end})?{q:this|next|last}?{fiscal}{yr}", periods.vague),
    rule("{within}{few}{units}", periods.vague),
    rule("{vague}", periods.vague),
    rule("(?:{begin|mid|end})?{q:this|next|last}?{season}", periods.season),
)

RUSSIAN = LanguageDates(
    words=WORDS,
    phrases=PHRASES,
    rules=(*DAY_RULES, *PERIOD_RULES),
    ordinal=r"\s?-\s?(?:его|ого|ему|ому|го|му|ое|ье|ый|ий|ые|ых|е|м|й|я)",
    day_first=True,
    guesses=(
        (re.compile(r"(?:[аеиыя]л[аи]?|л(?:ся|ась|ись))$"), "pastv"),
        (re.compile(r"(?:лю|шлю|жу|щу|ем|им|ете|ите|ет|ит|ут|ют|ат|ят|ть|ться|сь|ся)$"), "verb"),
    ),
    past=compile_tags("(?<!{if}){pron}{fn}?{pastv}{word|fn|pron}{0,3}{on}?$"),
    past_after=compile_tags("{part}?{pron}?{pastv}"),
)
