"""Words that stand before a colon without being a speaker, and small words inside names."""

from __future__ import annotations

_ENGLISH = """
about above action actions actually after again agenda agreed also although and another answer any anyway as asap
attachment attendees background basically bcc because before below bonus both bottom but caution caveat cc chapter
cons context copy correct correction cost criteria critical date deadline debug decision decisions
deprecationwarning disclaimer downside duration eg error etc every exactly example except exception fact fair fatal
final finally first firstly follow following fourth further fyi goal goals good great here hint how however http
https idea ideas if important in including info information instance instead is issue issues it item items its just
key language last lastly later lesson link links listen location look mailto main maybe meaning meanwhile meeting
meeting-id meetings mind minutes mode more moreover my namely next no nope note notes now number objective ok okay
once only open option options or other otherwise our outcome outcomes overall overview pain participants
particularly phase place please plus point points precisely present pricing problem problems pros ps purpose
question questions quick re reason reasons recap recording remark remember reminder requirement requirements result
results risk risks same second secondly section see similarly since so sorry source specifically step steps still
subject sum summary sure task tasks thanks that then there therefore these they thing things third thirdly this
those though time timeline tip title to today todo todos tomorrow topic topics total trace traceback
transcript trouble true unfortunately update updates upside url userwarning usually version warn warning watch
week well what when where which while who whole why with yeah yes yesterday yet your
"""
_RUSSIAN = """
агенда важно вариант варианты внимание во вопрос вопросы вот все второе второй вывод выводы где главное да далее
дата длительность если еще ещё за задача задачи заметка заметки и итак итог итоги итого как когда кстати место мы на
напоминание например нет но обсудили ответ первое первый повестка потом почему поэтому предмет примечание причина
проблема результат резюме решение решения риск риски следующее следующие снова срок сроки ссылка так тема теперь
только третье три участники цели цель что шаг шаги это язык
"""

_OTHERS = """
achtung also anmerkung antwort aufgabe aufgaben beispiel beschluss budget ergebnis erstens zweitens fazit frage
fragen hinweis jetzt nein problem punkt risiko schritt termin thema vorteil wichtig ziel ziele zusammenfassung
attention ensuite exemple objectif oui point problème question remarque réponse résumé donc conclusión
ejemplo entonces importante objetivo paso pregunta problema respuesta resumen também então pergunta resposta
allora domanda esempio risposta quindi belangrijk vraag antwoord dus pytanie odpowiedź wniosek
"""
"""German, French, Spanish, Portuguese, Italian, Dutch, Polish."""

NO_SPEAKER = frozenset((_ENGLISH + _RUSSIAN + _OTHERS).split())
_JOINERS = "of from and at the y e и i из от"
_PARTICLES = "van von de der den del della di da das do dos du la le el al bin ibn ben ter ten zu"
JOINERS = frozenset(_JOINERS.split())
COUNTING = frozenset({"one", "two", "three"})
PARTICLES = JOINERS | frozenset(_PARTICLES.split())
