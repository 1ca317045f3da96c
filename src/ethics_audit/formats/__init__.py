"""Definitions for other programs, which ask and score on their own, and answers that come back from them."""
