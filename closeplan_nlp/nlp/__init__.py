"""The language work: from a transcript to items."""
