"""Deadline phrases, one line for each row of the custom table; the id is the row's number."""

from datetime import date, datetime

import pytest

from documents.grammar.deadlines import read_deadline, reads_as_deadline, split_deadline_from_units

# row, phrase, plan year, kind, due_on
PHRASES = [
    (1, "2023年12月底前", 2023, "fixed", "2023-12-31"),
    (2, "年底前", 2021, "fixed", "2021-12-31"),
    (3, "2023年年底前", 2023, "fixed", "2023-12-31"),
    (3, "2021年底前", 2023, "fixed", "2021-12-31"),
    (4, "12月底前", 2023, "fixed", "2023-12-31"),
    (5, "2023年6月底前", 2023, "fixed", "2023-06-30"),
    (6, "6月底完成", 2023, "fixed", "2023-06-30"),
    (7, "9月底前", 2023, "fixed", "2023-09-30"),
    (7, "11月底前", 2023, "fixed", "2023-11-30"),
    (8, "2月底前", 2024, "fixed", "2024-02-29"),
    (8, "2月底前", 2023, "fixed", "2023-02-28"),
    (8, "2月29日前", 2024, "fixed", "2024-02-29"),
    (8, "2月29日前", 2023, "vague", None),
    (9, "6月30日前", 2023, "fixed", "2023-06-30"),
    (9, "3月31日前", 2023, "fixed", "2023-03-31"),
    (10, "8月31日前", 2023, "fixed", "2023-08-31"),
    (11, "8月30前", 2023, "fixed", "2023-08-30"),
    (12, "2021年3月15日前", 2021, "fixed", "2021-03-15"),
    (13, "2025年1月底前", 2024, "fixed", "2025-01-31"),
    (14, "次年1月31日前", 2023, "fixed", "2024-01-31"),
    (14, "每年1月31日前", 2023, "fixed", "2024-01-31"),
    (15, "2022年6月底前, 2023年年底前", 2022, "fixed", "2023-12-31"),
    (16, "6月18日(星期二)上午下班前", 2024, "datetime", "2024-06-18"),
    (17, "3月12日17:30前", 2024, "datetime", "2024-03-12"),
    (18, "2025年11月8日(星期五)", 2025, "fixed", "2025-11-08"),
    (19, "5月", 2024, "window", "2024-05-31"),
    (19, "7", 2024, "window", "2024-07-31"),
    (19, "2026年3月", 2026, "window", "2026-03-31"),
    (20, "2026年3-6月", 2026, "window", "2026-06-30"),
    (21, "2024年3月—11月", 2024, "window", "2024-11-30"),
    (21, "3月11日-4月30日", 2024, "window", "2024-04-30"),
    (22, "2022年5月1日-31日", 2022, "window", "2022-05-31"),
    (23, "上半年", 2023, "window", "2023-06-30"),
    (23, "下半年", 2023, "window", "2023-12-31"),
    (24, "第三季度", 2023, "window", "2023-09-30"),
    (24, "三季度末", 2023, "window", "2023-09-30"),
    (25, "第四季度(11月份)", 2023, "window", "2023-11-30"),
    (26, "10月上旬", 2023, "window", "2023-10-10"),
    (27, "5月中旬", 2023, "window", "2023-05-20"),
    (27, "9月中下旬", 2023, "window", "2023-09-30"),
    (28, "6月下旬", 2023, "window", "2023-06-30"),
    (29, "力争“十一”之前", 2023, "fixed", "2023-09-30"),
    (30, "每月5日前", 2023, "periodic", None),
    (31, "每月10日前(报上月)", 2023, "periodic", None),
    (32, "每月", 2023, "periodic", None),
    (32, "每季度", 2023, "periodic", None),
    (32, "每季度末", 2023, "periodic", None),
    (32, "每半年", 2023, "periodic", None),
    (33, "每年1、4、7、10月8日之前", 2023, "periodic", None),
    (34, "每季度结束后10个工作日内", 2023, "periodic", None),
    (35, "季度检查", 2023, "periodic", None),
    (35, "每季反馈一次", 2023, "periodic", None),
    (36, "全年", 2023, "open", "2023-12-31"),
    (36, "年内", 2023, "open", "2023-12-31"),
    (36, "年内持续推进", 2023, "open", "2023-12-31"),
    (37, "持续推进", 2023, "open", None),
    (37, "持续整改", 2023, "open", None),
    (37, "常态化", 2023, "open", None),
    (38, "长期坚持", 2023, "open", None),
    (39, "短期", 2023, "vague", None),
    (39, "中期", 2023, "vague", None),
    (39, "长期", 2023, "vague", None),
    (40, "立行立改", 2023, "vague", None),
    (40, "立即整改", 2023, "vague", None),
    (41, "第一时间", 2023, "vague", None),
    (41, "及时", 2023, "vague", None),
    (41, "即时", 2023, "vague", None),
    (42, "适时", 2023, "vague", None),
    (42, "视情", 2023, "vague", None),
    (42, "定期", 2023, "vague", None),
    (43, "按上级要求", 2023, "vague", None),
    (43, "按规定时限", 2023, "vague", None),
    (44, "出台后10个工作日内", 2023, "relative", None),
    (45, "会后5个工作日内", 2023, "relative", None),
    (45, "会后7日内", 2023, "relative", None),
    (46, "接到通知后3日内", 2023, "relative", None),
    (46, "自收到之日起20个工作日内", 2023, "relative", None),
    (47, "主要活动结束后的次日", 2023, "relative", None),
    (47, "活动结束后5天内", 2023, "relative", None),
    (48, "举办活动的前一周", 2023, "relative", None),
    (48, "提前5个工作日", 2023, "relative", None),
    (48, "提前2个星期", 2023, "relative", None),
    (49, "同步", 2023, "relative", None),
    (49, "发布之日同步", 2023, "relative", None),
    (50, "急件1—5日内", 2023, "relative", None),
    (50, "一般30日内", 2023, "relative", None),
    (51, "随到随办", 2023, "relative", None),
    (52, "年内不少于5次", 2023, "quota", "2023-12-31"),
    (53, "每年至少1次", 2023, "quota", "2023-12-31"),
    (53, "年内至少参加一次", 2023, "quota", "2023-12-31"),
    (54, "从2024年开始", 2024, "open", None),
    (56, "具体时间另行通知", 2024, "vague", None),
    (57, "6月1日前", 2024, "fixed", "2024-06-01"),
    (58, "", 2023, "none", None),
    (58, " \n\t", 2023, "none", None),
    (59, "2023年\n\n12月底前\n2023年\n\n12月底前", 2023, "fixed", "2023-12-31"),
    (59, "2023年6月底前；2023年9月底前", 2023, "fixed", "2023-09-30"),
]

# Spellings beside the table.
OTHERS = [
    ("2023-12-31", 2022, "fixed", "2023-12-31"),
    ("2023-12-31 00:00:00", 2022, "fixed", "2023-12-31"),
    ("2023-1-5 00:00:00", 2022, "fixed", "2023-01-05"),
    ("2023/12/31", 2022, "fixed", "2023-12-31"),
    ("2023.12.31前", 2022, "fixed", "2023-12-31"),
    ("2023年12月", 2022, "window", "2023-12-31"),
    ("2023-12", 2022, "window", "2023-12-31"),
    ("45291", 2023, "vague", None),
    ("十二月底前", 2023, "fixed", "2023-12-31"),
    ("二〇二三年十二月三十一日前", None, "fixed", "2023-12-31"),
    ("今年年底", 2023, "fixed", "2023-12-31"),
    ("明年3月底前", 2023, "fixed", "2024-03-31"),
    ("翌年3月底前", 2023, "fixed", "2024-03-31"),
    ("２０２３年１２月底前", None, "fixed", "2023-12-31"),
    ("2023年全年", 2022, "open", "2023-12-31"),
    ("2021年-2025年", 2021, "window", "2025-12-31"),
    ("2025年底", 2024, "fixed", "2025-12-31"),
    ("“十四五”末", 2021, "fixed", "2025-12-31"),
    ("十四五末", 2021, "fixed", "2025-12-31"),
    ("马上", 2023, "vague", None),
    ("按时间节点", 2023, "vague", None),
    ("根据工作安排", 2023, "vague", None),
    ("按上级部署", 2023, "vague", None),
    ("每月底前", 2023, "periodic", None),
    ("季度末", 2023, "periodic", None),
    ("每半年一次", 2023, "periodic", None),
    ("每年6月、12月底前", 2023, "periodic", None),
    ("每年年底前", 2023, "fixed", "2023-12-31"),
    ("持续推进，12月底前取得阶段性成效", 2023, "fixed", "2023-12-31"),
    ("12月底前完成，并长期坚持", 2023, "fixed", "2023-12-31"),
    ("立即整改，6月底前完成", 2023, "fixed", "2023-06-30"),
    ("2月30日", 2023, "vague", None),
    ("6月31日前", 2023, "vague", None),
    ("13月底前", 2023, "vague", None),
    ("11月-次年2月", 2023, "window", "2024-02-29"),
    ("2023年10月至2024年3月", 2023, "window", "2024-03-31"),
    ("6月底前至少组织2次", 2023, "quota", "2023-06-30"),
    ("8月底前完成1次", 2023, "quota", "2023-08-31"),
    ("年底前开展2次", 2023, "quota", "2023-12-31"),
    ("8月底前完成第1次", 2023, "fixed", "2023-08-31"),
    ("国庆前", 2023, "fixed", "2023-09-30"),
    ("2024年国庆节前", 2023, "fixed", "2024-09-30"),
    ("五一前", 2023, "fixed", "2023-04-30"),
    ("元旦前", 2023, "fixed", "2023-12-31"),
    ("2024年元旦前", 2023, "fixed", "2023-12-31"),
    ("明年元旦前", 2023, "fixed", "2023-12-31"),
    ("春节前", 2023, "vague", None),
    ("2024年春节前", 2023, "vague", None),
    ("2023年内完成", 2023, "fixed", "2023-12-31"),
    ("完成时限：12月底前", 2023, "fixed", "2023-12-31"),
    ("截至12月31日止", 2023, "fixed", "2023-12-31"),
    ("12.31前", 2023, "fixed", "2023-12-31"),
    ("即日起至12月31日", 2023, "window", "2023-12-31"),
    ("3个月内", 2023, "relative", None),
    ("/", 2023, "none", None),
    ("——", 2023, "none", None),
    ("待研究", 2023, "vague", None),
]


def _day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("row", "raw", "year", "kind", "due"), PHRASES, ids=[f"{p[0]}-{p[1]}"[:24] for p in PHRASES])
def test_custom_table(row, raw, year, kind, due):
    deadline = read_deadline(raw, year=year)
    assert (deadline.kind, deadline.due_on) == (kind, _day(due))
    assert deadline.how


@pytest.mark.parametrize(("raw", "year", "kind", "due"), OTHERS)
def test_other_spellings(raw, year, kind, due):
    deadline = read_deadline(raw, year=year)
    assert (deadline.kind, deadline.due_on) == (kind, _day(due))


@pytest.mark.parametrize(
    "raw", ["年底前", "12月底前", "8月31日前", "上半年", "6月18日上午下班前", "2月29日前", "年内不少于5次"]
)
def test_without_any_year_the_day_stays_open(raw):
    deadline = read_deadline(raw, year=None)
    assert deadline.due_on is None
    assert "year_missing" in deadline.flags


def test_the_year_of_issue_serves_when_the_title_has_none():
    deadline = read_deadline("12月底前", year=None, issued_on=date(2023, 5, 4))
    assert deadline.due_on == date(2023, 12, 31)
    assert "成文日期" in deadline.how


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("2021年3月15日前", "past_at_issue"),
        ("2023年6月底前，2023年9月底前", "two_phrases"),
        ("2023年11月8日(星期五)", "weekday_wrong"),
        ("拟定于10月", "provisional"),
        ("力争12月底前", "approximate"),
        ("12月前", "approximate"),
        ("2月30日前", "impossible_date"),
        ("及时", "vague"),
        ("待研究", "unread"),
    ],
)
def test_flags(raw, flag):
    assert flag in read_deadline(raw, year=2023, issued_on=date(2023, 6, 1)).flags


@pytest.mark.parametrize("raw", ["2023年12月底前", "2023年\n12月底前\n2023年\n12月底前", "6月1日前"])
def test_plain_phrases_carry_no_flag(raw):
    assert read_deadline(raw, year=2023, issued_on=date(2023, 6, 1)).flags == ()


def test_hours():
    assert read_deadline("6月18日(星期二)上午下班前", year=2024).due_at == datetime(2024, 6, 18, 12)  # noqa: DTZ001
    assert read_deadline("3月12日17:30前", year=2024).due_at == datetime(2024, 3, 12, 17, 30)  # noqa: DTZ001
    assert read_deadline("3月12日下午5点前", year=2024).due_at == datetime(2024, 3, 12, 17)  # noqa: DTZ001
    assert read_deadline("3月12日24时前", year=2024).due_at == datetime(2024, 3, 12, 23, 59)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("raw", "starts", "due"),
    [
        ("第二、三季度", "2023-04-01", "2023-09-30"),
        ("2023年第三、四季度", "2023-07-01", "2023-12-31"),
        ("第一、第二季度", "2023-01-01", "2023-06-30"),
        ("一、二、三季度末", "2023-01-01", "2023-09-30"),
        ("2-3季度", "2023-04-01", "2023-09-30"),
        ("前三季度", "2023-01-01", "2023-09-30"),
        ("第三季度", "2023-07-01", "2023-09-30"),
        ("一、第三季度", "2023-07-01", "2023-09-30"),  # the first is the numeral of the point
    ],
)
def test_quarters_together_are_one_window(raw, starts, due):
    deadline = read_deadline(raw, year=2023)
    assert (deadline.starts_on, deadline.due_on) == (_day(starts), _day(due))
    assert deadline.flags == ()


@pytest.mark.parametrize("raw", ["6月、12月底前", "6月底、12月底前", "6月、12月", "6月、12月前", "6月和12月底前"])
def test_several_months_are_stages_and_the_last_is_due(raw):
    deadline = read_deadline(raw, year=2023)
    assert deadline.due_on == date(2023, 12, 31)
    assert "two_phrases" in deadline.flags


@pytest.mark.parametrize("raw", ["春节前", "中秋节前", "端午节前", "清明前"])
def test_feasts_that_move_are_for_the_office_to_date(raw):
    deadline = read_deadline(raw, year=2023)
    assert deadline.flags == ("vague",)
    assert "每年日期不同，需由办公室确定日期" in deadline.how


def test_windows_have_a_start():
    assert read_deadline("9月中下旬", year=2023).starts_on == date(2023, 9, 11)
    assert read_deadline("从2024年开始", year=2024).starts_on == date(2024, 1, 1)


def test_this_month_needs_the_date_of_issue():
    assert read_deadline("本月底前", year=2024, issued_on=date(2024, 2, 3)).due_on == date(2024, 2, 29)
    assert read_deadline("下月10日前", year=2024, issued_on=date(2024, 12, 3)).due_on == date(2025, 1, 10)
    assert "issue_date_missing" in read_deadline("当月", year=2024).flags


def test_the_year_of_the_first_phrase_serves_the_next():
    assert read_deadline("2024年6月底前完成初稿，9月底前印发", year=2023).due_on == date(2024, 9, 30)


def test_counts():
    assert read_deadline("年内不少于5次", year=2023).count == 5
    assert read_deadline("每年至少一次", year=2023).count == 1


def test_how_is_a_sentence_for_a_clerk():
    assert read_deadline("12月底前", year=2023).how == "“12月底前”读作2023-12-31，年份取自标题"
    assert read_deadline("长期坚持", year=2023).how == "“长期坚持”：没有期限，每年年底记一次进展，次年继续"
    both = read_deadline("持续推进，12月底前取得阶段性成效", year=2023).how
    assert "持续推进" in both
    assert "2023-12-31" in both


@pytest.mark.parametrize(
    ("raw", "units", "deadline"),
    [
        ("县财政局、县审计局，6月底完成", "县财政局、县审计局", "6月底完成"),
        ("县财政局（6月底前）", "县财政局", "6月底前"),
        ("县财政局；完成时限：长期坚持", "县财政局", "长期坚持"),
        ("县财政局,持续推进。", "县财政局", "持续推进"),
        ("县公安局(含县交警大队)", "县公安局(含县交警大队)", ""),
        ("县财政局、县审计局", "县财政局、县审计局", ""),
    ],
)
def test_deadline_behind_units(raw, units, deadline):
    assert split_deadline_from_units(raw) == (units, deadline)


def test_reads_as_deadline():
    assert reads_as_deadline("2023年12月底前完成")
    assert not reads_as_deadline("县政府办公室")
    assert not reads_as_deadline("12月底前编制目录并公开")


@pytest.mark.parametrize("raw", ["每半年一次，6月、12月底前", "每季度一次，3月、6月、9月、12月底前"])
def test_a_list_of_days_behind_a_period_says_when_each_turn_ends(raw):
    deadline = read_deadline(raw, year=2026)
    assert (deadline.kind, deadline.due_on, deadline.flags) == ("periodic", None, ())


def test_two_words_for_what_has_no_end_are_no_question():
    assert read_deadline("即日起长期坚持", year=2026).flags == ()
    assert "two_phrases" in read_deadline("6月底前完成，长期坚持", year=2026).flags


@pytest.mark.parametrize(
    ("raw", "kind"), [("6.30", "fixed"), ("12.31", "fixed"), ("6.3", "vague"), ("季末", "periodic")]
)
def test_a_day_of_two_figures_behind_a_dot_is_a_day(raw, kind):
    assert read_deadline(raw, year=2026).kind == kind


@pytest.mark.parametrize(
    ("raw", "due"),
    [
        ("年底前（12月20日前）", "2026-12-20"),
        ("6月底前（6月25日）", "2026-06-25"),
        ("12月底前（其中目录9月底前）", "2026-12-31"),
        ("12月底前（次年1月10日前）", "2027-01-10"),
    ],
)
def test_a_day_in_the_bracket_right_behind_a_time_says_it_more_exactly(raw, due):
    assert str(read_deadline(raw, year=2026).due_on) == due


@pytest.mark.parametrize(
    ("raw", "kind", "due"),
    [
        ("6月第2周", "window", "2026-06-14"),
        ("2026年9月第三周前", "window", "2026-09-21"),
        ("2月第五周", "window", "2026-02-28"),
        ("11月最后一周", "window", "2026-11-30"),
        ("5月第二个周六", "fixed", "2026-05-09"),
        ("6月第9周", "vague", "None"),
        ("每月最后一周", "periodic", "None"),
    ],
)
def test_a_week_of_a_month_ends_before_the_month_does(raw, kind, due):
    deadline = read_deadline(raw, year=2026)
    assert (deadline.kind, str(deadline.due_on)) == (kind, due)


def test_a_week_of_a_month_without_a_year_has_no_day():
    deadline = read_deadline("6月第2周", year=None)
    assert (deadline.kind, deadline.due_on, deadline.flags) == ("window", None, ("year_missing",))


@pytest.mark.parametrize(
    "raw",
    [
        "每学期",
        "每学期开学前",
        "每学年1次",
        "双月25日前",
        "单月上旬",
        "逢双月更新",
        "逢5日更新",
        "每两年一次",
        "每隔一月",
        "季报",
    ],
)
def test_terms_odd_and_even_months_and_every_other_year_come_again(raw):
    deadline = read_deadline(raw, year=2026)
    assert (deadline.kind, deadline.due_on) == ("periodic", None)


@pytest.mark.parametrize("raw", ["T+1", "T+2日内更新", "7个工作日", "10个工作日办结", "24小时"])
def test_a_time_with_nothing_beside_it_runs_from_the_event(raw):
    assert read_deadline(raw, year=2026).kind == "relative"


@pytest.mark.parametrize(
    ("raw", "due"), [("教师节前", "2026-09-09"), ("国家宪法日前", "2026-12-03"), ("年尾", "2026-12-31")]
)
def test_more_days_of_the_year_have_names(raw, due):
    assert str(read_deadline(raw, year=2026).due_on) == due
