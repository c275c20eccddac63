"""日締め: counting records and paper, sealing, the tally sheet (pictures 13 and 14)."""
