"""The nightly check of evidence and of pictures of activities: every row has its file, every file its row, and no cut-off upload stays for ever."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import chain

from calendar_events.models import ActivityPicture
from tasks.models import EvidenceFile
from units.files import storage

PENDING, STORED = EvidenceFile.State.PENDING, EvidenceFile.State.STORED
UNITS = {EvidenceFile: "report__assignment__unit", ActivityPicture: "activity__host"}  # whose files they are
CUT_OFF_AFTER = timedelta(days=1)  # no upload takes that long
SETTLED_AFTER = timedelta(hours=1)  # a copy lies on the disk a moment before its row is committed


@dataclass(slots=True)
class Findings:
    """What the check found: a sentence for each thing that is wrong, and how many cut-off uploads were cleared away."""

    wrong: list[str] = field(default_factory=list)
    cleared: int = 0


def evidence_check(*, at) -> Findings:
    """Compare rows and files both ways, and clear away uploads that were cut off. What is wrong is left as it is."""
    found = Findings(cleared=_clear(at))
    paths = list(storage.all_files())
    keys = set()
    for row, unit in _rows():
        keys.add(row.key)
        if row.state == STORED and (what := _wrong_with(row)):
            found.wrong.append(f"{what}：编号{row.pk}，{row.office.short_name}，{unit}，“{row.name}”，{row.key.hex}")
    strays = [path for path in paths if storage.key_of(path) not in keys and _is_stray(path, at)]
    found.wrong += [f"有文件没有记录：{path}" for path in strays]
    return found


def _rows():
    """Yield every row that ought to have a file, with the unit whose it is."""
    for model, way in UNITS.items():
        for row in model.objects.select_related(way, "office").iterator(chunk_size=500):
            yield row, reduce(getattr, way.split("__"), row)


def _clear(at) -> int:
    """Remove rows that never became files, and what was written for them."""
    cleared = 0
    late = {"state": PENDING, "uploaded_at__lt": at - CUT_OFF_AFTER}
    for row in chain.from_iterable(model.objects.filter(**late) for model in UNITS):
        gone, _ = type(row).objects.again(row).filter(state=PENDING).delete()
        if gone:
            storage.remove(row.key)
            cleared += 1
    return cleared


def _wrong_with(row) -> str:
    """What is wrong with a stored row; asked of the database again, for it may have been removed just now."""
    try:
        size = storage.path_of(row.key).stat().st_size
    except OSError:
        still = type(row).objects.again(row).filter(state=STORED).exists()
        return "有记录没有文件" if still else ""
    return "" if size == row.size else f"文件大小不对（应为 {row.size} 字节，实为 {size} 字节）"


def _is_stray(path, at) -> bool:
    """Whether a file without a row lies there long enough to be nobody's."""
    try:
        since = datetime.fromtimestamp(path.lstat().st_ctime, UTC)
    except FileNotFoundError:
        return False
    key = storage.key_of(path)
    return since < at - SETTLED_AFTER and not (key and any(model.objects.filter(key=key).exists() for model in UNITS))
