"""Russian words of dates, each with its tag and number; cases are made from stems and endings."""

from closeplan_nlp.nlp.dates.language import DAY, MONTH, QUARTER, WEEK, YEAR, Word, numbered, tagged

RANK_STEMS = (
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
    "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
RANKS = RANK_STEMS.split()


def forms(tag: str, number: int, stem: str, endings: str) -> dict[str, Word]:
    """A stem with each of its endings; `-` is the bare stem."""
    return {stem + ending.replace("-", ""): Word(tag, number) for ending in endings.split()}


def ranks() -> dict[str, Word]:
    """Ordinals: `ord` in the cases that name a day of month ("пятого"), `ordo` in the others ("первом квартале")."""
    words: dict[str, Word] = {}
    for number, stem in [*enumerate(RANKS, 1), (30, "тридцат")]:
        if stem == "трет":
            words |= forms("ord", number, stem, "ьего ьему") | forms("ordo", number, stem, "ий ье ьим ьем ья ьей ью")
            continue
        words |= forms("ord", number, stem, "ого ому") | forms("ordo", number, stem, "ый ой ое ым ом ая ую ых")
    return words | {word.replace("четверт", "четвёрт"): found for word, found in words.items() if "четверт" in word}


def weekdays() -> dict[str, Word]:
    """The days of the week in all cases."""
    soft = "- а у ом е"
    words = forms("wd", 0, "понедельник", soft) | forms("wd", 1, "вторник", soft) | forms("wd", 3, "четверг", soft)
    words |= forms("wd", 2, "сред", "а ы е у ой") | forms("wd", 5, "суббот", "а ы е у ой")
    return words | forms("wd", 4, "пятниц", "а ы е у ей") | forms("wd", 6, "воскресень", "е я ю ем и")


def months() -> dict[str, Word]:
    """The months in all cases, and their abbreviations."""
    stems = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
    words: dict[str, Word] = {}
    for number, stem in enumerate(stems, 1):
        endings = {"март": "- а у ом е", "август": "- а у ом е", "ма": "й я ю ем е"}.get(stem, "ь я ю ем ём е")
        words |= forms("mon", number, stem, endings)
    return words | numbered("mon", "янв, фев, мар, апр, -, июн, июл, авг, сен/сент, окт, ноя, дек")


def adjective(
    tag: str, stems: str, endings: str = "ий ая ее ый ое его ей ую ой ого ем ом ему ому ие их ые ых"
) -> dict[str, Word]:
    """Adjectives such as "следующий" in all cases."""
    return {stem + ending: Word(tag) for stem in stems.split() for ending in endings.split()}


WORDS: dict[str, Word] = {
    **tagged(
        "fn",
        "и, а, но, это, так, то, что, как, где, когда, там, тут, вот, да, нет, ну, уже, ещё, еще, же, ли, бы, "
        "тоже, также, или, у, о, "
        "об, от, из, за, для, без, при, под, над, все, всё, мой, наш, ваш, их, его, её, мне, вам, нам, нас, "
        "вас, тогда, значит, "
        "есть, будет, будем, буду, надо, нужно, можно, давайте, давай, пожалуйста, хорошо, ладно, не, ровно, "
        "где-то, примерно",
    ),
    **tagged("pron", "я, мы, вы, ты, они, он, она, оно"),
    **tagged("if", "если, чтобы, чтоб"),
    **tagged("not", "не"),
    **weekdays(),
    **numbered("wdw", "пн, вт, ср, чт, пт, сб, вс", 0),
    **months(),
    **ranks(),
    **numbered(
        "card",
        "один/одну/одна/одного/одной, два/две/двух, три/трёх/трех, четыре/четырёх/четырех, пять/пяти, "
        "шесть/шести, семь/семи, "
        "восемь/восьми, девять/девяти, десять/десяти, одиннадцать/одиннадцати, двенадцать/двенадцати, тринадцать, "
        "четырнадцать/четырнадцати, пятнадцать/пятнадцати, шестнадцать, семнадцать, восемнадцать, девятнадцать, "
        "двадцать/двадцати",
    ),
    "тридцать": Word("card", 30),
    "тридцати": Word("card", 30),
    "сорок": Word("card", 40),
    "пару": Word("couple", 2),
    "пара": Word("couple", 2),
    "пары": Word("couple", 2),
    **tagged("few", "несколько, нескольких"),
    **forms("day", DAY, "д", "ень ню нём нем"),
    **forms("units", DAY, "д", "ня ней ни нях"),
    **forms("units", DAY, "сут", "ки ок"),
    **forms("week", WEEK, "недел", "я и е ю ей"),
    "недель": Word("units", WEEK),
    **forms("mth", MONTH, "месяц", "- а у ем е"),
    "месяцев": Word("units", MONTH),
    **forms("qtr", QUARTER, "квартал", "- а у ом е"),
    **forms("yr", YEAR, "год", "- а у ом е"),
    "лет": Word("units", YEAR),
    **adjective("biz", "рабоч"),
    **tagged("this", "этот, эта, эту, этой, этого, этом, этому, эти, этих"),
    **adjective("this", "текущ ближайш"),
    **adjective("next", "следующ будущ"),
    **tagged("next", "след, той, ту"),
    **adjective("last", "прошл минувш предыдущ последн"),
    **tagged("begin", "начало, начале, начала, началу, началом"),
    **tagged("mid", "середина, середине, середины, середину, серединой"),
    **tagged("end", "конец, конце, конца, концу, концом"),
    **tagged("half", "половина, половине, половины, половину"),
    "сегодня": Word("tom"),
    "завтра": Word("tom", 1),
    "послезавтра": Word("tom", 2),
    "вчера": Word("tom", -1),
    "позавчера": Word("tom", -2),
    "позапозавчера": Word("tom", -3),
    **tagged("part", "утром, днём, днем, ночью, утра, вечера"),
    "вечером": Word("part", 5),
    **tagged("ago", "назад"),
    **tagged("within", "через"),
    **tagged("on", "в, во, на"),
    **tagged("by", "к, ко, до"),
    **tagged("from", "с, со"),
    **tagged("after", "после"),
    **tagged("before", "перед, накануне"),
    **tagged("for", "за"),
    **tagged("to", "по"),
    **tagged("or", "или, либо"),
    **tagged("and", "и"),
    **tagged("between", "между"),
    **tagged("of", "число, числа, числу, числам, числах"),
    **tagged("every", "каждый, каждую, каждое"),
    **tagged("weekend", "выходные, выходных, выходным"),
    **tagged("vague", "весной, летом, осенью, зимой"),
    **tagged("season", "весна, весны, весне, весну, лето, лета, лету, осень, осени, зима, зимы, зиме, зиму"),
    **tagged("fiscal", "финансовый, финансового, финансовом, финансовому, бюджетный, бюджетного, бюджетном"),
    **numbered("q", "q1, q2, q3, q4"),
    **tagged("time", "час, часа, часов, часам, минут, минуты, процентов, рублей, тысяч"),
    "рождество": Word("hol", 107),
    "рождества": Word("hol", 107),
    "рождеству": Word("hol", 107),
}
WORDS.pop("-")  # the gap in the list of months
