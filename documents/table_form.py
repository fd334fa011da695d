"""How a table of tasks was printed: its heads, the order of its columns, its merged cells, the lines around it.

Kept so that the table can go out again as it came. Not part of ``Paper.as_dict``.
"""

from dataclasses import dataclass, field, replace

OF_A_TASK = frozenset(["seq", "task", "requirement", "units", "units:lead", "units:assist", "deadline"])


@dataclass(slots=True)
class FormColumn:
    """One printed column."""

    heads: list[str]  # a text for each row of the head; one printed over several columns or rows stands in each
    meaning: str  # one of paper.MEANINGS; "task" is a column of headings
    runs: list[list[int]] = field(default_factory=list)  # first and last row of each cell merged downwards, from 0
    cells: list[str] = field(default_factory=list)  # row by row the texts of a column that is no part of a task

    @property
    def is_spare(self) -> bool:
        """Whether the column is no part of a task: 备注, 牵头领导, 依据."""
        return self.meaning not in OF_A_TASK

    @property
    def unit_role(self) -> str:
        """The role that a column of units gives: lead, responsible or assist."""
        return self.meaning.partition(":")[2] or "responsible"


@dataclass(slots=True)
class TableForm:
    """The form of one table; without columns it is the usual one."""

    columns: list[FormColumn] = field(default_factory=list)
    heading_rows: int = 0  # so many levels of headings stood as rows across the table
    numbers: str = ""  # how a number was printed before the task's text, "{}."; empty: in a column of its own
    above: list[str] = field(default_factory=list)  # before the title: 附件1
    title: list[str] = field(default_factory=list)  # the title, line by line as printed
    below_title: list[str] = field(default_factory=list)  # between title and heads: （2024年5月）
    notes: list[str] = field(default_factory=list)  # below the table

    def head_lines(self) -> int:
        """Return in how many rows the heads are printed."""
        return max((len(column.heads) for column in self.columns), default=1) or 1

    def spare(self) -> list[FormColumn]:
        """Return the columns that are no part of a task, in printed order."""
        return [column for column in self.columns if column.is_spare]

    def of_rows(self, kept: list[int]) -> "TableForm":
        """Return the form of a table that has only these of the paper's rows."""
        place_of = {old: new for new, old in enumerate(kept)}
        columns = []
        for column in self.columns:
            inside = [
                [place_of[row] for row in range(first, last + 1) if row in place_of] for first, last in column.runs
            ]
            runs = [[rows[0], rows[-1]] for rows in inside if len(rows) > 1]
            cells = [column.cells[row] if row < len(column.cells) else "" for row in kept] if column.cells else []
            columns.append(replace(column, runs=runs, cells=cells))
        return replace(self, columns=columns)

    def extend(self, other: "TableForm") -> None:
        """Take the rows of a further table of the paper; its columns count where they are the same."""
        self.heading_rows = max(self.heading_rows, other.heading_rows)
        self.notes += [note for note in other.notes if note not in self.notes]
        if not self._has_the_columns_of(other):
            return
        for column, more in zip(self.columns, other.columns, strict=True):
            column.runs += more.runs
            if more.cells:
                column.cells += [""] * (len(more.cells) - len(column.cells))
                column.cells = [mine or theirs for mine, theirs in zip(column.cells, more.cells, strict=True)]

    def _has_the_columns_of(self, other: "TableForm") -> bool:
        """Tell whether the columns are the same; a table that goes on over a page may print no heads again."""
        mine, theirs = ([column.heads for column in form.columns] for form in (self, other))
        same = [column.meaning for column in self.columns] == [column.meaning for column in other.columns]
        return same and (mine == theirs or not any(theirs))


def load_form(data: dict) -> TableForm:
    """Return the form that ``dataclasses.asdict`` made of one."""
    return TableForm(**(data | {"columns": [FormColumn(**column) for column in data["columns"]]}))
