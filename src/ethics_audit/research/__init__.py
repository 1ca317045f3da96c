"""Study audits: read what survey tools write, describe it, test it, and let a table out of the house safely."""
