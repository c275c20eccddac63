"""Packets, hub and line between terminal and office; knows nothing of desk."""
