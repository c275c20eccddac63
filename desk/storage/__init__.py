"""The encrypted SQLite file and everything that knows SQL."""
