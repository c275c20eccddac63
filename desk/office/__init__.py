"""The municipality's desk: its keys, what arrived, and what is wrong with it.

Pure of screens and SQL so far: an office folder holds batches as they were sealed, packets still
encrypted; whoever reads them opens them in memory with the office's key.
"""
