"""Announcements of activities in many styles, all invented; and such as would lead a quick reader astray."""

from datetime import date, datetime, time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.layouts.announcement import LIMITS, read_announcement
from documents.text import clean


def at(month, day, hour, minute=0):
    return datetime.combine(date(2026, month, day), time(hour, minute))


def read(text, year=2026):
    return read_announcement(text, year)


def values(text, year=2026):
    return {one.field: one.value for one in read(text, year).proposals}


def notes(text, field, year=2026):
    return " ".join(read(text, year).get(field).notes)


NUMBERED = """青山县财政局“政府开放日”活动公告
为进一步增进公众对财政工作的了解，现将有关事项公告如下：
一、活动时间
2026年6月12日（星期五）上午9:00—11:30
二、活动地点
青山县财政局一楼会议室（建设路18号）
三、活动主题
“走进财政 共话民生”
四、邀请对象
人大代表、政协委员、企业代表和市民代表。
五、活动内容
参观办事大厅，座谈交流。
六、报名方式
1.电话报名：0531-8488000，联系人：王女士。
2.名额限30人，报满为止。
报名截止时间：2026年6月10日17:30。
青山县财政局
2026年6月1日"""

BRACKETS = """【活动主题】清水入万家
【活动时间】2026.7.8 14:00-16:00
【活动地点】青山县第二水厂
【邀请对象】用水企业、社区居民
【活动名额】20-25人
【报名方式】扫描二维码或拨打84881122
【报名截止】7月5日18时"""

LABELLED = """时间：6月12日14:30
地点：县政务服务中心三楼
主题：一枚印章管审批"""

ONE_LINE = "政府开放日来啦！时间：2026年9月4日（周五）下午3点；地点：柳河镇便民服务中心；主题：乡村治理面对面；电话：84889900。"

PROSE = (
    "县应急管理局定于2026年5月12日（星期二）下午2:30在县消防救援大队举办“人人讲安全”政府开放日活动。"
    "欢迎广大市民参加，请于5月9日下班前拨打电话84880001报名。"
)

PLAN = """青山县气象局政务公开讲活动方案
一、指导思想
深化政务公开，提升服务水平。
二、活动安排
（一）活动主题：读懂一朵云
（二）活动时间：定于3月23日（星期一）上午9:30开始
（三）活动地点：县气象局观测场
（四）参加对象：中小学生及家长，共40名
三、工作要求
各科室要在3月10日前完成准备。"""

ARABIC = """1.活动时间：2026年10月16日 晚上7:30—9:00
2.活动地点：青山县文化馆小剧场
3.活动主题：文化惠民政策讲解
4.参加人员：文化志愿者
5.报名事项：无需报名，先到先得。"""

FULL_WIDTH = """一、活动时间：２０２６年８月２１日（星期五）上午９：００－１１：００
二、活动地点：高田镇政府三楼会议室
三、报名截止时间：２０２６年８月１８日１２：００"""

CHINESE_NUMERALS = """一、时间
二〇二六年六月十二日上午九时
二、地点
县图书馆报告厅"""

TIME_AND_PLACE = """一、活动主题：放心消费在青山
二、时间地点：2026年3月13日（星期五）上午9时30分，县市场监管局检验检测中心
三、报名方式：发送邮件至 kaifangri@qingshan.example"""

GLUED = """活动时间2026年4月22日（星期三）9:00-11:00
活动地点
国家湿地公园宣教馆
参与对象
环保志愿者、在校学生"""

DEADLINE_FIRST = """一、报名时间：即日起至6月8日17:00
二、报名电话：0531-84881234
三、活动时间：6月11日（星期四）下午
四、活动地点：县人社局仲裁庭"""

WITH_BLANKS = """时　　间：2026 年 11 月 5 日 9：30
地　　点：县医疗保障局 服务大厅
主　　题：医保待遇早知道"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBERED, {"theme": "走进财政 共话民生", "day": date(2026, 6, 12), "starts_at": time(9), "ends_at": time(11, 30), "place": "青山县财政局一楼会议室（建设路18号）", "invitees": "人大代表、政协委员、企业代表和市民代表", "seats": 30, "signup": "1.电话报名：0531-8488000；联系人：王女士。2.名额限30人，报满为止。", "signup_until": at(6, 10, 17, 30)}),
        (BRACKETS, {"theme": "清水入万家", "day": date(2026, 7, 8), "starts_at": time(14), "ends_at": time(16), "place": "青山县第二水厂", "invitees": "用水企业、社区居民", "seats": 25, "signup": "扫描二维码或拨打84881122", "signup_until": at(7, 5, 18)}),
        (LABELLED, {"theme": "一枚印章管审批", "day": date(2026, 6, 12), "starts_at": time(14, 30), "place": "县政务服务中心三楼"}),
        (ONE_LINE, {"theme": "乡村治理面对面", "day": date(2026, 9, 4), "starts_at": time(15), "place": "柳河镇便民服务中心", "signup": "电话：84889900。"}),
        (PROSE, {"theme": "人人讲安全", "day": date(2026, 5, 12), "starts_at": time(14, 30), "place": "县消防救援大队", "signup": "欢迎广大市民参加，请于5月9日下班前拨打电话84880001报名。", "signup_until": at(5, 9, 17, 30)}),
        (PLAN, {"theme": "读懂一朵云", "day": date(2026, 3, 23), "starts_at": time(9, 30), "place": "县气象局观测场", "invitees": "中小学生及家长，共40名", "seats": 40}),
        (ARABIC, {"theme": "文化惠民政策讲解", "day": date(2026, 10, 16), "starts_at": time(19, 30), "ends_at": time(21), "place": "青山县文化馆小剧场", "invitees": "文化志愿者", "signup": "无需报名，先到先得。"}),
        (FULL_WIDTH, {"day": date(2026, 8, 21), "starts_at": time(9), "ends_at": time(11), "place": "高田镇政府三楼会议室", "signup_until": at(8, 18, 12)}),
        (CHINESE_NUMERALS, {"day": date(2026, 6, 12), "starts_at": time(9), "place": "县图书馆报告厅"}),
        (TIME_AND_PLACE, {"theme": "放心消费在青山", "day": date(2026, 3, 13), "starts_at": time(9, 30), "place": "县市场监管局检验检测中心", "signup": "发送邮件至 kaifangri@qingshan.example"}),
        (GLUED, {"day": date(2026, 4, 22), "starts_at": time(9), "ends_at": time(11), "place": "国家湿地公园宣教馆", "invitees": "环保志愿者、在校学生"}),
        (DEADLINE_FIRST, {"day": date(2026, 6, 11), "place": "县人社局仲裁庭", "signup": "报名电话：0531-84881234", "signup_until": at(6, 8, 17)}),
        (WITH_BLANKS, {"theme": "医保待遇早知道", "day": date(2026, 11, 5), "starts_at": time(9, 30), "place": "县医疗保障局 服务大厅"}),
    ],
    ids=["numbered", "brackets", "labelled", "one_line", "prose", "plan", "arabic", "full_width", "chinese_numerals", "time_and_place", "glued", "deadline_first", "with_blanks"],
)  # fmt: skip
def test_each_style_is_read_whole(text, expected):
    assert values(text) == expected


def test_every_value_says_where_it_stood():
    found = {one.field: (one.line, one.text) for one in read(NUMBERED).proposals}
    assert found["day"] == (4, "2026年6月12日（星期五）上午9:00—11:30")
    assert found["seats"] == (15, "2.名额限30人，报满为止。")
    lines = NUMBERED.split("\n")
    assert all(text in lines[line - 1] for line, text in found.values())


def test_a_wrong_weekday_is_pointed_out():
    assert notes("时间：2026年6月12日（星期四）上午9:00", "day") == "2026年6月12日是星期五，公告写的是星期四。"
    assert notes("时间：2026年6月12日（星期五）上午9:00", "day") == ""


def test_a_year_that_is_not_printed_is_that_of_the_schedule_and_said():
    assert values("时间：6月12日", 2027) == {"day": date(2027, 6, 12)}
    assert "按2027年" in notes("时间：6月12日", "day", 2027)
    assert read("时间：6月12日", None).proposals == ()
    assert "没有写年份" in read("时间：6月12日", None).notes[0]


def test_another_year_than_the_schedules_is_said():
    assert "公告写的是2025年" in notes("时间：2025年6月12日", "day")


def test_of_two_days_the_first_is_taken_and_both_are_named():
    text = "活动时间：第一场6月12日上午9:00，第二场6月19日上午9:00"
    assert values(text)["day"] == date(2026, 6, 12)
    assert "2个日期（6月12日、6月19日）" in notes(text, "day")
    assert "不止一天" in notes("活动时间：6月12日至13日", "day")


def test_two_sessions_become_one_span_that_is_said():
    text = "活动时间：2026年6月12日上午9:00-11:30，下午14:30-17:00"
    assert (values(text)["starts_at"], values(text)["ends_at"]) == (time(9), time(17))
    assert "几个时段" in notes(text, "starts_at")


def test_a_day_that_does_not_exist_is_said_and_not_bent():
    found = read("活动时间：2026年6月31日上午9:00")
    assert found.proposals == ()
    assert found.notes == ("“2026年6月31日上午9:00”不是存在的日期，没有采用，请核对公告。",)


def test_a_deadline_beside_the_day_is_not_the_day():
    text = "一、报名截止：6月10日\n二、活动时间：6月12日上午9:00（6月11日17:30前完成报到登记）\n三、地点：县住建局"
    assert values(text)["day"] == date(2026, 6, 12)
    assert "2个日期" not in notes(text, "day")
    assert values(text)["signup_until"] == at(6, 10, 23, 59)
    assert "23:59" in notes(text, "signup_until")


def test_a_deadline_after_the_beginning_is_said():
    text = "活动时间：2026年6月12日9:00\n报名截止时间：2026年6月15日"
    assert "活动开始之后" in notes(text, "signup_until")


def test_the_day_of_the_paper_is_not_the_day_of_the_activity():
    assert values("活动地点：县住建局\n青山县住建局\n2026年6月1日") == {"place": "县住建局"}


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("晚上7点半", time(19, 30), None),
        ("晚8:00至9:30", time(20), time(21, 30)),
        ("下午2:30—4:30", time(14, 30), time(16, 30)),
        ("上午9:00至下午4:00", time(9), time(16)),
        ("上午10:00-12:00", time(10), time(12)),
        ("9时-11时30分", time(9), time(11, 30)),
        ("中午12:00", time(12), None),
        ("14∶30".replace("∶", "："), time(14, 30), None),
    ],
)
def test_hours_are_read_by_their_half_of_the_day(printed, start, end):
    found = values(f"活动时间：2026年6月12日{printed}")
    assert (found["starts_at"], found.get("ends_at")) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "今天天气很好。",
        "一、",
        "【】：",
        "时间：\n地点：",
        "时间：待定",
        "报名：",
        "：" * 2000,
        "一、活动时间" * 500,
        "1" * 5000,
        "6月" * 3000,
    ],
)
def test_nothing_to_read_gives_nothing(text):
    assert not {"day", "place", "theme"} & values(text).keys() or text.startswith("一、活动时间一")


def test_reading_a_long_text_takes_a_moment_only():
    text = NUMBERED + "\n" + "\n".join("为做好活动，各科室要于6月10日前完成准备，扎实推进。" for _ in range(2000))
    assert values(text)["day"] == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（一）活动时间：2026年6月12日上午9:00；（二）活动地点：县政务中心；（三）主题：走进政务", {"theme": "走进政务", "day": date(2026, 6, 12), "starts_at": time(9), "place": "县政务中心"}),
        ("一、时间：2026年6月12日（周五）9:00-11:00  二、地点：县政务中心", {"day": date(2026, 6, 12), "starts_at": time(9), "ends_at": time(11), "place": "县政务中心"}),
        ("活动时间\t2026年6月12日\n活动地点\t县政务中心", {"day": date(2026, 6, 12), "place": "县政务中心"}),
        ("📅 活动时间：6月12日 周五 上午9点\n📍 活动地点：县政务中心", {"day": date(2026, 6, 12), "starts_at": time(9), "place": "县政务中心"}),
        ("2026年6月12日9:00，县医保局将在政务大厅举办“医保零距离”政府开放日活动。", {"theme": "医保零距离", "day": date(2026, 6, 12), "starts_at": time(9), "place": "政务大厅"}),
        ("活动时间：2026年6月12日\n报名时间：2026年6月1日至8日", {"day": date(2026, 6, 12), "signup_until": at(6, 8, 23, 59)}),
        ("1、活动时间：6月12日\n（1）上午9:00-10:00参观\n（2）上午10:00-11:30座谈\n2、地点：县政务中心", {"day": date(2026, 6, 12), "starts_at": time(9), "ends_at": time(11, 30), "place": "县政务中心"}),
        ("关于举办“政府开放日活动”的公告\n时间：6月12日9:00在县图书馆举行", {"day": date(2026, 6, 12), "starts_at": time(9), "place": "县图书馆"}),
        ("时间：待定\n地点：另行通知\n主题：自主选定", {}),
    ],
)  # fmt: skip
def test_parts_are_told_apart_however_they_are_set(text, expected):
    assert values(text) == expected


def test_a_time_without_a_day_is_said():
    assert read("活动时间：拟定于2026年6月中旬").notes == ("活动时间写的是“拟定于2026年6月中旬”，没有读出日期。",)


LINES = [
    line
    for text in (NUMBERED, BRACKETS, LABELLED, ONE_LINE, PROSE, PLAN, ARABIC, GLUED, DEADLINE_FIRST)
    for line in text.split("\n")
]
ODD = st.text(
    st.sampled_from("一二（）()【】：:；0123456789年月日时点半上下午—-至、，。 　\n时间地点主题报名截止星期"),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@example("二、活动地点\n:")
@given(st.lists(st.one_of(st.sampled_from(LINES), ODD, st.text(max_size=30)), max_size=30).map("\n".join))
def test_whatever_is_pasted_is_read_twice_the_same_and_fits_its_fields(text):
    found = read(text)
    assert found == read(text)
    by_field = {one.field: one.value for one in found.proposals}
    assert len(by_field) == len(found.proposals)
    for name, kind in (
        ("day", date),
        ("starts_at", time),
        ("ends_at", time),
        ("seats", int),
        ("signup_until", datetime),
    ):
        assert isinstance(by_field.get(name, kind.min if kind is not int else 1), kind)
    for name, limit in LIMITS.items():
        assert 0 < len(by_field.get(name, "x")) <= limit
    if "ends_at" in by_field:
        assert by_field["starts_at"] < by_field["ends_at"]
    assert all(1 <= one.line <= len(clean(text).split("\n")) for one in found.proposals)
