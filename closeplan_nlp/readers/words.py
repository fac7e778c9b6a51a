"""Words that stand before a colon without being a speaker, and small words inside names."""

from __future__ import annotations

_ENGLISH = """
a about above action actions actually after again agenda agreed also although an and another answer any anyway as
asap attachment background basically because before below bonus both bottom but caution caveat chapter cons
context correct correction cost criteria deadline decision decisions disclaimer downside duration eg etc every example
exactly except exception fact fair fact final finally first firstly follow following fourth further fyi goal goals good
great here hint how however http https idea ideas if important in including info information instead instance is issue issues
it item items its just key last lastly later lesson link links listen look mailto main maybe meaning
meanwhile meeting meetings mind minutes more moreover my namely next no nope note notes now number objective ok okay once one
only open option options or other otherwise our outcome outcomes overall overview pain particularly phase please plus point
points precisely pricing problem problems pros ps purpose question questions quick re reason reasons recap recording
remember remark reminder requirement requirements result results risk risks same second secondly section see
similarly since so sorry source specifically step steps still subject sum summary sure task tasks thanks that then
there therefore these they thing things third thirdly this those though three three timeline tip title to
today todo todos tomorrow topic topics total transcript trouble true two unfortunately update updates upside url
usually version warning watch we week well what when where which while who whole why with yeah yes yesterday yet you your
debug error critical fatal trace warn exception traceback deprecationwarning userwarning
date time location place attendees participants present language meeting-id mode copy cc bcc
"""
_RUSSIAN = """
а агенда важно вариант варианты внимание во вопрос вопросы вот все второе второй вывод выводы где главное да далее дата
длительность если ещё еще за задача задачи заметка заметки и итак итог итоги итого как когда кстати место мы на например
напоминание но нет обсудили ответ первое первый повестка поэтому потом почему предмет примечание причина проблема
резюме результат решение решения риск риски следующее следующие снова срок сроки ссылка так тема теперь третье
только три участники цель цели что шаг шаги это язык
"""

NO_SPEAKER = frozenset((_ENGLISH + _RUSSIAN).split())
PARTICLES = frozenset(
    "van von de der den del della di da das do dos du la le el al bin ibn ben ter ten zu of from and at the y e i и из от".split()
)
