"""Batches: a folder of calls becomes a transcript and items for each, a plan for each deal, tables and an overview.

`inputs` finds the calls, `store` knows what is done, `work` is all that is done to one call or deal, an engine of
`engines.ENGINES` runs it in processes or on machines, `running` feeds the engine and notes what comes back, `outputs`
writes the tables and the overview. A newcomer engine is one module and one line in `ENGINES`; the work stays the same.
"""
