"""Dates, numbers and intervals inside a requirement's sentence."""

from datetime import date

import pytest

from documents.grammar.deadlines import find_duties

END = date(2024, 12, 31)

FOUND = [
    ("要立足实际，于8月31日前编制2024年度政务公开工作实施方案。", [("8月31日前", "fixed", date(2024, 8, 31), None)]),
    ("有关单位需在决策文件出台后10个工作日内将情况向社会公开。", [("出台后10个工作日内", "relative", None, None)]),
    ("年内邀请公众代表列席政府常务会议不少于5次，并公开", [("不少于5次", "quota", END, 5)]),
    ("各部门单位每年至少组织1次政务公开专题培训", [("每年至少组织1次", "quota", END, 1)]),
    ("确保工作人员年内至少参加一次县级业务培训。", [("年内至少参加一次", "quota", END, 1)]),
    ("主要负责同志每年至少听取一次政务公开工作汇报", [("每年至少听取一次", "quota", END, 1)]),
    ("从2024年开始，各单位要将公众参与作为必经程序", [("从2024年开始", "open", None, None)]),
    ("强化日常监测和季度检查", [("季度检查", "periodic", None, None)]),
    ("公开专栏，年底前对规章进行全面清理", [("年底前", "fixed", END, None)]),
    ("2024年底前，政府门户网站支持互联网协议第6版。", [("2024年底前", "fixed", END, None)]),
    ("2024年年底前，优化企业用户空间", [("2024年年底前", "fixed", END, None)]),
    ("组织开展不少于1次政府信息公开工作培训", [("不少于1次", "quota", END, 1)]),
    ("每年1月31日前公布年度报告", [("每年1月31日前", "fixed", date(2025, 1, 31), None)]),
    ("每季度至少召开1次推进会", [("每季度至少召开1次", "periodic", None, 1)]),
    (
        "7月底前、11月底前分别报送总结",
        [("7月底前", "fixed", date(2024, 7, 31), None), ("11月底前", "fixed", date(2024, 11, 30), None)],
    ),
    ("自收到申请之日起20个工作日内答复", [("自收到申请之日起20个工作日内", "relative", None, None)]),
    ("举办前提前5个工作日报备", [("提前5个工作日", "relative", None, None)]),
    ("“五一”前完成清理", [("“五一”前", "fixed", date(2024, 4, 30), None)]),
    ("元旦前完成清理", [("元旦前", "fixed", END, None)]),
    ("上半年完成目录修订", [("上半年", "window", date(2024, 6, 30), None)]),
    ("全年组织政府开放日活动不少于2场", [("不少于2场", "quota", END, 2)]),
]

NOISE = [
    "按照条例第三十一前款办理",
    "根据《江西省2024年政务公开工作要点》（赣府厅字〔2024〕15号）精神",
    "原则上至少采用5种解读形式",
    "第一时间发现、第一时间回应，同步发布",
    "公开国民经济和社会发展第十四个五年规划",
    "做好“十四五”规划的公开",
    "自2019年5月15日起施行的条例",
    "对2023年12月31日前印发的文件进行清理",
    "截至2023年底，全县已开展3次",
    "推行“高效办成一件事”，2024年推出8件事",
    "解读率达到100%，除110、119、120等热线外",
    "公布9类困难群众救助标准",
    "定期通报，及时整改，适时调整",
    "征求意见时间不少于30日",
    "2024年3月15日，国务院办公厅印发通知",
]


@pytest.mark.parametrize(("sentence", "expected"), FOUND, ids=[f[0][:12] for f in FOUND])
def test_found(sentence, expected):
    duties = find_duties(sentence, year=2024)
    assert [(duty.text, duty.kind, duty.due_on, duty.count) for duty in duties] == expected


@pytest.mark.parametrize("sentence", NOISE)
def test_noise(sentence):
    assert find_duties(sentence, year=2024) == []


def test_callers_may_change_their_list():
    find_duties("8月31日前编制方案", year=2024).clear()
    assert len(find_duties("8月31日前编制方案", year=2024)) == 1
