"""責任者確認: the contact sheet (picture 12)."""
