"""Batches: a folder of calls becomes a transcript and items for each, a plan for each deal, tables and an overview.

`inputs` finds the calls, `planning` tells by `fingerprints` what is to be done, `store` keeps what is done. `work` does
one job (a stage of a call, or the merging of a deal) under `limits`; an engine of `engines.ENGINES` runs it in
processes or on machines; `running` feeds the engine. `tables` and `overview` are written from what the store has.
`batch` puts it together. A newcomer engine is one module and one line in `ENGINES`; the work stays the same.
"""
