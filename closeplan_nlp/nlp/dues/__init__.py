"""Which of the dates of a call is an item's: all ways to read them, and a trained scorer that chooses one or none."""
