"""The hub (拠点サーバー): takes sealed batches, keeps them durably, and signs a receipt for each.

It can read nothing of what it keeps. `desk-hub serve` starts it; `app.create_app` is the server.
"""
