"""手続き: the catalogue, one page for every case, the queue and the waiting board."""
