"""Scoring tables: one row per audit, one column per item, by exactly the arithmetic of `assess`."""
