"""The least effort that reaches a band."""
