"""Annotated calls: checked, made out of plans that people corrected, and given to the training project."""
