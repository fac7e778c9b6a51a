"""The plan as documents: Word, Excel, PDF, a calendar, diagrams. Libraries are imported inside the functions."""
