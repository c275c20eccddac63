"""The hub's tables, on SQLite and PostgreSQL with the same code. All the SQL of the hub is here."""
