"""The steps that make and change the hub's tables; `store/migrating.py` takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
HEAD: Final = "0001"
"""The newest revision; a test says that it is."""
