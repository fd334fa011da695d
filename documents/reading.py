"""The way into the room: from a file to a ``Paper``. A pasted text comes as a file, too."""

from collections.abc import Mapping
from pathlib import Path

from documents.errors import UnreadableFile
from documents.layouts.assemble import understand
from documents.layouts.heads import Heads
from documents.paper import Paper
from documents.progress import Tell
from documents.readers import read_file

_NOTHING_FOUND = (
    "没有找到任务分工表、工作要点或活动安排表：请检查是否选对了文件，"
    "表格应有“工作任务”“责任单位”一类的表头，工作要点应有编号的段落。"
)


def read_paper(
    path: Path | str,
    *,
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
    tell: Tell | None = None,
) -> Paper:
    """Read a file; raise ``UnreadableFile`` when it cannot be read or holds no paper of ours.

    ``columns`` gives printed heads the meaning that the office has settled for them (``paper.MEANINGS``). ``tell``
    hears how far the tables are read.
    """
    paper = understand(read_file(Path(path)), year=year, heads=Heads(columns), tell=tell)
    if not paper.rows and not paper.activities:
        raise UnreadableFile(_NOTHING_FOUND)
    return paper
