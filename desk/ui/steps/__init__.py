"""The five steps of one application (ui.md §6), one page each."""
