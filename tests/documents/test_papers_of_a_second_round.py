"""Scored tables, tasks that are named by number, and times that head a part of a paper."""

import pytest

from tests.documents.builders import LEFT, UP, read_html, read_prose, read_table, units


def test_a_score_is_no_number_and_a_merged_index_heads_its_parts(tmp_path):
    head = ["一级指标", "二级指标", "分值", "责任单位", "完成时限"]
    first = ["主动公开（40分）", "机构职能", "5", "各镇", "6月底前"]
    paper = read_table([head, first, [UP, "财政信息", "10", "县财政局", "7月底前"]], tmp_path)
    assert [(row.seq, row.requirement, units(row)[0][0]) for row in paper.rows] == [
        (None, "机构职能", "各镇"),
        (None, "财政信息", "县财政局"),
    ]


def test_a_time_that_heads_a_part_holds_for_its_rows(tmp_path):
    head = ["序号", "工作任务", "责任单位"]
    paper = read_table([head, ["6月底前完成", LEFT, LEFT], ["1", "公布执法主体清单。", "县司法局"]], tmp_path)
    assert str(paper.rows[0].deadline.due_on) == "2024-06-30"


def test_tasks_numbered_by_word_are_tasks_of_their_own():
    first = ["任务1：建设政策文件库。", "牵头单位：县政府办公室", "任务2：公开惠企清单。", "牵头单位：县发改局"]
    paper = read_prose("2024年甲县政务公开工作要点", "一、公开政策", *first)
    assert [units(row) for row in paper.rows] == [[("县政府办公室", "lead")], [("县发改局", "lead")]]


def test_the_day_of_publishing_is_read_with_its_hour(tmp_path):
    body = "<p>发布时间：2026-03-05 09:30 来源：县政府办</p><p>一、公开政策</p><p>1.公布清单。（县司法局）</p>"
    paper = read_html(f"<h1>2026年甲县政务公开工作要点</h1>{body}", tmp_path)
    assert str(paper.issued_on) == "2026-03-05"


@pytest.mark.parametrize("head", ["考核内容", "考核项目", "督办事项"])
def test_what_is_scored_or_followed_up_is_a_task(tmp_path, head):
    paper = read_table(
        [["序号", head, "责任单位", "完成时限"], ["1", "公布执法主体清单。", "县司法局", "6月底前"]], tmp_path
    )
    assert [(row.requirement, units(row)) for row in paper.rows] == [
        ("公布执法主体清单。", [("县司法局", "responsible")])
    ]


def test_a_table_of_divs_keeps_each_unit_with_its_own_task(tmp_path):
    lines = ["序号", "工作任务", "责任单位", "完成时限", "1", "公布培训计划。", "县委党校", "6月底前"]
    lines += ["2", "公布开馆时间。", "县图书馆", "7月底前"]
    body = "".join(f"<div>{line}</div>" for line in lines)
    paper = read_html(f"<h1>2024年甲县政务公开任务分工表</h1>{body}", tmp_path)
    assert [(row.requirement, units(row)[0][0], str(row.deadline.due_on)) for row in paper.rows] == [
        ("公布培训计划。", "县委党校", "2024-06-30"),
        ("公布开馆时间。", "县图书馆", "2024-07-31"),
    ]


def test_a_month_in_brackets_below_the_title_tells_the_year(tmp_path):
    paper = read_prose("甲县政务公开工作要点", "（2026年8月）", "一、公开政策", "1.公布清单。（县司法局，12月底前）")
    assert paper.year == 2026


def test_a_catalogue_of_what_is_made_public_has_a_title(tmp_path):
    rows = [["序号", "公开事项", "责任单位"], ["1", "机构职能", "县司法局"]]
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    paper = read_html(f"<p>甲县政府信息主动公开基本目录</p><table>{cells}</table>", tmp_path)
    assert paper.title == "甲县政府信息主动公开基本目录"


def test_a_time_that_heads_a_part_of_a_prose_paper_holds_for_its_points():
    paper = read_prose("2024年甲县政务公开工作要点", "一、6月底前完成的事项", "1.公布清单。（责任单位：县司法局）")
    assert str(paper.rows[0].deadline.due_on) == "2024-06-30"
