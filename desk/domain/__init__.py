"""The rules: pure Python, no Qt, SQL, HTTP, files or clock of their own."""
