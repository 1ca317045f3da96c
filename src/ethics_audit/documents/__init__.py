"""Documents to values and back: TOML, JSON, vectors, the catalog of definitions."""
