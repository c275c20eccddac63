"""Cameras, scanners, folders and printers behind small faces, each with a fake."""
