"""Parts a schedule that prints two lists side by side: 时间 | 政务公开讲: 主题, 单位 | 政府开放日: 主题, 单位."""

from dataclasses import replace

from documents.layouts.columns import Column, form_of
from documents.layouts.tables import Table

OTHER_LIST = "other_list"  # the role of a column that belongs to the list beside


def side_by_side(table: Table) -> list[tuple[Table, str]]:
    """Return the lists with the form that stands above each; a schedule with one list stays as it is, with no form.

    The columns outside the lists, as the time, belong to all of them.
    """
    themes = table.with_role("theme")
    above = table.head_rows.start - 1
    top = table.grid.rows[table.head_rows.start] if len(table.head_rows) > 1 or above < 0 else table.grid.rows[above]
    forms = {place: text for place, text in enumerate(top) if form_of(text)}
    if len(themes) < 2 or len({forms.get(place) for place in themes} - {None}) < len(themes):
        return [(table, "")]
    parts = []
    for theme in themes:
        others = {place for place, text in forms.items() if text != forms[theme]}
        columns = [Column(OTHER_LIST) if place in others else column for place, column in enumerate(table.columns)]
        printed = ["" if place in others else head for place, head in enumerate(table.printed)]
        parts.append((replace(table, columns=columns, printed=printed), forms[theme]))
    return parts
