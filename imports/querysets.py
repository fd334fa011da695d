"""Which imports somebody may see, what the pages ask of them, and the one way to move a batch to another state."""

from django.db.models import Q

from units.querysets import ScopedQuerySet


class BatchQuerySet(ScopedQuerySet):
    """Imports of an office."""

    def applied_before(self, batch):
        """Return the latest applied import of the same file, or None."""
        same = self.filter(office=batch.office_id, sha256=batch.sha256, state=self.model.State.APPLIED)
        return same.order_by("-applied_at").first()

    def waiting(self, at):
        """Return the imports that a background job should take up: nobody holds them, or who did is dead."""
        state = self.model.State
        return self.filter(Q(lease_until=None) | Q(lease_until__lte=at), state__in=(state.READING, state.APPLYING))

    def move(self, batch, source, target, *, lease=None, **values) -> bool:
        """Take one arrow of the state machine; return whether it was taken, which it is not once the batch stands elsewhere.

        source is a state or several. With a lease, only the job that holds the batch by it may move it.
        """
        held = self.again(batch).filter(state__in=[source] if isinstance(source, str) else source)
        if lease is not None:
            held = held.filter(lease_until=lease)
        return held.update(state=target, **values) == 1
