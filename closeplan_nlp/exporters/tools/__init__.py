"""Files and payloads for the tools in which people work off a plan, one module per tool.

Each is `write_…(plan, today, job) -> str | bytes`; the docstrings say where a format is documented. Nothing is sent:
what is written is imported by hand or posted by a program of the user's.
"""
