"""The hub's server; it comes with the issue of day close and sending."""
