"""Pixels in, plain values out."""
