"""Invented people, forms and pictures for the demonstration day and for tests."""
