"""Backups: an online copy with a manifest, the check of a copy, and the way back. docs/operations.md tells how to use them."""
