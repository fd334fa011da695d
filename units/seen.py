"""Settings carry no version: a mark of what a page has shown goes with its form, so that nobody writes over a colleague unseen."""

import json
from decimal import Decimal
from hashlib import sha256

from units.refusals import Refused


class ChangedMeanwhile(Refused):
    """Somebody else changed the settings since the page was opened. ``theirs``: label → what stands now, what was typed."""

    def __init__(self, theirs: dict[str, list[str]]):
        super().__init__("您打开这一页之后，这些设置又改过，这次没有保存。请看看现在的内容，核对后再保存一次。")
        self.theirs = theirs


class Marked:
    """A form that carries the mark of what it shows; ``shown`` is that of what stands now."""

    shown = ""
    theirs: dict | None = None  # set when it was refused because of somebody else

    @property
    def seen(self) -> str:
        """What its person has seen: sent once more after a refusal, it has seen both."""
        return self.data.get("seen", "") if self.is_bound and self.theirs is None else self.shown


class MarkedRow(Marked):
    """A form of one row that does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = mark_of(self.instance, self._meta.fields)


def mark_of(row, names) -> str:
    """Return the mark of some fields of a row, the same whether it was read or has its defaults."""
    return mark(*((name, row._meta.get_field(name).get_prep_value(getattr(row, name))) for name in sorted(names)))


def mark(*values) -> str:
    """Return a short text that is the same as long as the values are."""
    return sha256(json.dumps(values, default=_plain).encode()).hexdigest()[:24]


def refuse_unseen(seen: str, now: str, changes: dict) -> None:
    """Raise ChangedMeanwhile when what stands now is not what was seen, and the changes would write over it."""
    if seen and seen != now and changes:
        raise ChangedMeanwhile(changes)


def _plain(value):
    return float(value) if isinstance(value, Decimal) else str(value)
