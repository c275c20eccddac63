"""The papers that the desk prints: drawn by Qt, as PDF and to a printer."""
