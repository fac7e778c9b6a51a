"""Scoring of predicted items against gold."""
