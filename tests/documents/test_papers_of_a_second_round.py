"""Scored tables, tasks that are named by number, and times that head a part of a table."""

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
