"""Which imports somebody may see, and what the pages ask of them."""

from units.querysets import ScopedQuerySet


class BatchQuerySet(ScopedQuerySet):
    """Imports of an office."""

    def applied_before(self, batch):
        """Return the latest applied import of the same file, or None."""
        same = self.filter(office=batch.office_id, sha256=batch.sha256, state=self.model.State.APPLIED)
        return same.order_by("-applied_at").first()
