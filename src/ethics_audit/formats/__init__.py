"""Definitions for other programs, which then ask and score by themselves; and answers from them."""
