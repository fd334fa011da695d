"""Seals the history: once a minute a hash over all entries not yet sealed is chained to the seal before it.

An entry takes its key when it is written and is seen when its transaction ends, so a lower key may come after a higher
one is sealed. Keys that are missing are kept as gaps, and what comes there within a day is taken in by a later seal.
"""

import json
import logging
from datetime import UTC, datetime, timedelta
from functools import reduce
from hashlib import sha256
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Q

from units import faults
from units.models import AuditEntry, AuditSeal
from units.ranges import Ranges, ranges, without

log = logging.getLogger(__name__)

FORM = 1
# Which fields are hashed, in which order. A new field of an entry makes a new form; old seals keep theirs.
COLUMNS = {
    1: (
        "id",
        "at",
        "act",
        "office_ref",
        "office_name",
        "actor_ref",
        "actor_name",
        "origin",
        "verb",
        "object_type",
        "object_ref",
        "object_label",
        "changes",
        "reason",
    )
}
START = "0" * 64  # what the first seal follows
BATCH = 10_000  # entries of one seal
OPEN_FOR = timedelta(days=1)  # far longer than any transaction; who fills a gap later has to explain it
HASH = sha256().digest_size


def seal(at: datetime) -> int:
    """Seal what is not sealed yet and return how many entries that were."""
    total = 0
    while made := _seal_some(at):
        total += made.count
        if made.count < BATCH:
            break
    return total


def last_seal() -> AuditSeal | None:
    """Return the end of the chain, without the hashes of its entries."""
    return AuditSeal.objects.defer("rows").order_by("-pk").first()


def waiting():
    """Return the entries that the next seal will take, those in gaps left out."""
    tip = last_seal()
    entries = AuditEntry.objects.everywhere("one chain seals the entries of all")
    return entries.filter(pk__gt=tip.to_ref if tip else 0)


def _seal_some(at: datetime) -> AuditSeal | None:
    """Add one seal; None when there is nothing to seal, or somebody else did it at this moment."""
    tip = last_seal()
    upto = tip.to_ref if tip else 0
    open_gaps = [gap for gap in tip.gaps if _moment(gap[2]) > at - OPEN_FOR] if tip else []
    late = _entries(within([gap[:2] for gap in open_gaps])) if open_gaps else []
    new = _entries(Q(pk__gt=upto))
    if not (late or new):
        return None
    came = [row[0] for row in late]
    keys = [row[0] for row in new]
    gaps = [[*rest, since] for *gap, since in open_gaps for rest in without(gap, came)]
    if keys:
        gaps += [[*gap, plain(at)] for gap in without([upto + 1, keys[-1]], keys)]
    draft = AuditSeal(
        form=FORM,
        previous=tip.digest if tip else START,
        from_ref=upto + 1,
        to_ref=keys[-1] if keys else upto,
        covers=ranges(came + keys),
        gaps=gaps,
        count=len(late) + len(new),
        rows=b"".join(row_hash(row) for row in late + new),
        sealed_at=at,
    )
    draft.digest = digest(draft)
    faults.point("sealing")
    return _add(draft)


def _add(draft: AuditSeal) -> AuditSeal | None:
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        if not AuditSeal.objects.filter(previous=draft.previous).exists():
            raise
        return None  # another process was faster; what it left, the next minute takes
    # Who keeps the log of the processes elsewhere can hold the chain against it: audit verify --known.
    log.info("sealed %s audit entries: %s", draft.count, draft.digest)
    return draft


def _entries(condition: Q) -> list[tuple]:
    rows = AuditEntry.objects.filter(condition).order_by("pk")
    return list(rows.values_list(*COLUMNS[FORM])[:BATCH])


def within(parts: Ranges) -> Q:
    """Return the condition that a key lies in one of the ranges."""
    return reduce(or_, (Q(pk__range=part) for part in parts), Q(pk__in=[]))


# -- what is hashed, and how


def plain(value):
    """Return what JSON does not know as text: moments in UTC to the microsecond, acts as they are written."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)


def canonical(values) -> bytes:
    """Return the one way in which the values of an entry are written down to be hashed."""
    text = json.dumps(values, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def row_hash(values) -> bytes:
    """Return the hash of one entry."""
    return sha256(canonical(values)).digest()


def digest(seal: AuditSeal) -> str:
    """Return the hash of a seal: of the seal it follows, of what it covers, and of every entry in it."""
    fields = ("form", "previous", "from_ref", "to_ref", "covers", "gaps", "count", "sealed_at")
    head = canonical([getattr(seal, name) for name in fields])
    return sha256(head + b"\n" + bytes(seal.rows)).hexdigest()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
