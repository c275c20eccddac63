"""The line between terminal, hub and office: packets, manifests, receipts, and how they travel.

Knows nothing of `desk`. The wire format is written down in `sync/schema/README.md`.
"""
