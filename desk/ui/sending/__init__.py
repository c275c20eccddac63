"""送信: sealed batches on their way to the hub (picture 15)."""
