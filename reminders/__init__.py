"""Policies, the ledger of what was said, the outbox, and the Celery jobs that wake them."""
