"""A service for many organizations on FastAPI and PostgreSQL; docs/how-to/service.md goes through it."""
