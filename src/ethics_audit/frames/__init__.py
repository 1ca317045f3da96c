"""Scoring tables: one row an audit, one column an item, by exactly the arithmetic of `assess`."""
