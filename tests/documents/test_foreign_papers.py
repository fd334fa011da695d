"""Papers of other kinds hold no tasks of ours; nothing is invented from them."""

import pytest

from documents.errors import UnreadableFile
from documents.reading import read_paper
from tests.documents.builders import read_pasted, read_prose, write_xlsx

TABLES = {
    "budget": ("2024年部门预算表", ["序号", "项目", "单位", "金额"], ["1", "办公设备购置", "县财政局", "20万"]),
    "purchase": ("计划表", ["序号", "采购内容", "采购单位", "时间"], ["1", "办公设备", "县财政局", "6月底前"]),
    "scores": ("考核表", ["序号", "工作内容", "责任单位", "分值"], ["1", "文件管理", "县财政局", "5"]),
    "agenda": ("县政府常务会议议程", ["序号", "内容", "汇报单位", "时间"], ["1", "研究人事", "县人社局", "9:00"]),
    "training": ("2022年培训安排表", ["序号", "课程内容", "授课单位", "时间"], ["1", "公文写作", "县委党校", "6月3日"]),
}
LINES = {
    "minutes": "某县政府常务会议纪要\n一、研究了人事工作。会议同意。（县人社局）\n二、研究了资金安排。会议同意。（县财政局）",
    "agenda": "会议安排\n一、学习讲话精神（领学：县司法局）\n二、研究人事工作（汇报：县政府办公室）",
    "recruitment": "招聘公告\n一、招聘岗位\n（一）文员2名。大专以上学历。（县人社局）\n（二）司机1名。有驾照。（县机关事务中心）",
    "readme": "# Tool\n\n1. Install the package with pip first.\n2. Run the server on port 8000.\n3. Open the page in a browser.",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_another_kind_is_refused(name, tmp_path):
    title, *rows = TABLES[name]
    with pytest.raises(UnreadableFile, match="没有找到"):
        read_paper(write_xlsx(tmp_path / "a.xlsx", [[title, "", "", ""], *rows]))


@pytest.mark.parametrize("name", TABLES)
def test_the_same_table_under_a_title_of_ours_is_read(name, tmp_path):
    _, *rows = TABLES[name]
    paper = read_paper(write_xlsx(tmp_path / "a.xlsx", [["2024年政务公开任务分工表", "", "", ""], *rows]))
    assert len(paper.rows) == 1


@pytest.mark.parametrize("name", LINES)
def test_numbered_lines_of_another_kind_are_refused(name):
    with pytest.raises(UnreadableFile, match="没有找到"):
        read_pasted(LINES[name])


def test_a_short_sentence_between_heading_and_label_is_the_task():
    paper = read_prose("某县2022年政务公开工作要点", "二、推进培训", "做好培训。", "责任单位：县政府办")
    assert [(row.requirement, row.units_raw) for row in paper.rows] == [("做好培训。", "责任单位：县政府办")]
