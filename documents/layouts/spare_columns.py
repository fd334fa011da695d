"""Lists the columns of a division table that belong to no task, unit or deadline, so that nothing printed is lost."""

from documents.layouts.findings import Findings
from documents.layouts.repeats import one_line
from documents.layouts.tables import Table, distinct_cells


def report_spare_columns(table: Table, spare: set[int], findings: Findings) -> None:
    """List the texts of leaders, remarks and the ``spare`` columns among what was not read."""
    for column in sorted({*spare, *table.with_role("leader", "other", "remark", "theme", "form", "tick")}):
        head = table.columns[column].head or f"第{column + 1}列"
        texts = dict.fromkeys(
            one_line(table.grid.rows[row][column])
            for row in range(table.first, table.end)
            if (cells := distinct_cells(table.grid, row))[1:] and column in cells
        )
        joined = "；".join(text for text in texts if text and text != head)
        if joined:
            findings.skip(f"{head}：{joined}", f"“{head}”一栏不属于任务、要求、责任单位和时限")
