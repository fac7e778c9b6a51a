"""Reports across deals: what is overdue, due soon, at risk, kept, slipped; as table, CSV, JSON, page and messages.

The only part of the package that needs pandas.
"""
