"""Machikado Desk (まちかど申請デスク): offline intake of My Number Card applications."""

__version__ = "0.1.0"
