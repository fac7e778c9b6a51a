from closeplan_nlp.nlp.dates.english import ENGLISH
RUSSIAN=ENGLISH
