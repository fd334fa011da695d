"""The table of deadline phrases: patterns in order of precedence, each with the function that reads its match.

Precedence: period with a count, event, time, day, month, quarter, half-year, year, then words without a date.
Patterns see folded text (see ``documents.text.fold``): no blanks, half-width signs, one dash, brackets as ().
A pattern is only tried on a text with a character of every group it needs: most texts have none for most rules.
"""

from documents.grammar import feasts
from documents.grammar import readers as read
from documents.grammar.scan import Rule, RuleBook

_YEARLY = r"(?:<YEAR>内?|年内|年度内|全年|每年度?|年度)"
_AT_LEAST = r"(?:不得?少于|至少|不低于|最少|不小于)"
_EVERY = r"每(?:个|隔|一)?(?:<NUM>个|两个?|[一单双])?(?:月度?|季度?|半年度?|周|星期|旬|学期|学年)"
_DAYS = r"(?:个?工作日|个?自然日|日|天|个?小时|周|个?星期|个月|年)"
_REPORTS = "检查|通报|调度|抽查|评估|督查|报告|报送|督导|考核|总结|巡查|监测"

_OPEN = (
    r"长期(?:坚持|推进|实施|执行|有效|落实|开展|任务|保持|性)|持续<HAN>{0,6}|常态化?<HAN>{0,4}|坚持|常年|长效|不间断"
    r"|日常(?:工作)?|经常性?|实时更新|动态(?:调整|更新|管理|$)|滚动推进|进行中|贯[穿彻]始终|常抓不懈|全过程|一以贯之"
)
_VAGUE = (
    r"立行立改|立即(?:整改|执行|落实|办理)?|立刻|马上|即刻|即知即改|第一时间|及时|即时|实时|适时|视情况?|不?定期|随时"
    r"|(?:按照?|根据|依据|依照|结合|随|与)[^,。;]{0,16}?(?:要求|规定|部署|安排|节点|时限|计划|进度|通知|时间|期限|进展)+"
    r"|规定时[间限]内?|按时|按期|限期<HAN>{0,2}|尽快|尽早|近期|[短中长]期|待定|择机|本周|下周|年初|年中"
    r"|(?:具体)?时间?另行(?:通知|确定)"
)

_TABLE = [
    # name, characters it needs, pattern, reader, counts inside prose, phrases it reads
    ("periodic_count", "每 月季年周星旬学 次场期篇条件个", _EVERY + r"[^,。;:、]{0,16}?(?<!第)<N><COUNTER>(?:以上)?", read.periodic, True, "每季反馈一次；每季度至少召开1次；每半年一次"),
    ("quota", "少低小 次场期篇条件个", rf"(?:{_YEARLY}<HAN>{{0,4}}?)?{_AT_LEAST}<HAN>{{0,10}}?(?<!第)<N><COUNTER>", read.quota, True, "年内不少于5次；每年至少1次"),
    ("quota_plain", "年 次场期篇条件个", _YEARLY + r"(?:(?![第率])<HAN>){0,8}?(?<!第)<N><COUNTER>(?:以上)?", read.quota, True, "每年组织1次；全年2次以上"),
    ("quota_or_more", "以 上 开组召举听报发", r"(?:开展|组织|召开|举办|听取|报送|发布)<HAN>{0,8}?(?<!第)<N><COUNTER>以上", read.quota, True, "开展培训2次以上"),
    ("quota_by_day", "前 次场期篇条件个", r"(?<=前)(?:完成|开展|组织|召开|举办|报送|发布)<HAN>{0,8}?(?<!第)<N><COUNTER>(?:以上)?", read.quota, False, "8月底前完成1次"),
    ("week", "月 周星", r"<Y><M>的?(?:第(?P<n><NUM>)|最后一?)个?(?:周|星期)(?P<w>[一二三四五六日天])?<BEFORE>", read.week_of_month, True, "6月第2周；5月第二个周六；11月最后一周"),
    ("after_period", "每 后", r"每(?:个)?(?:季度?|月|半年|周|年度?)(?:结束|终了)?后的?(?:<NUM>" + _DAYS + r"之?内|次月<NUM>[日号]之?前?)", read.periodic, True, "每季度结束后10个工作日内"),
    ("yearly_list", "每 年 月", r"每年度?的?(?:<NUM>月?(?:底|末|<NUM>日)?[、,和及])+<NUM>月份?(?:底|末|<NUM>[日号]?)?(?:之前|以前|前)?", read.periodic, True, "每年1、4、7、10月8日之前；每年6月、12月底前"),
    ("yearly_end", "每 年 底末终", r"每年年?(?:底|末|终)<BEFORE>", read.yearly, True, "每年年底前"),
    ("yearly", "每 年 月", r"每年度?的?<M>(?:<D>[日号]?|底|末)?<BEFORE>", read.yearly, True, "每年1月31日前"),
    ("periodic", "每 月季年周星旬学", _EVERY + r"(?:[末首次]月|最后一个?月|第<NUM>个?月)?的?(?:[一二三四五六日天](?!次)|底|末|初|[上中下]旬)?(?:(?:<NUM>[日号]?[、和-])*<NUM>[日号])?(?:之前|以前|前|内)?(?:\(?报送?上[月季]度?\)?)?", read.periodic, True, "每月5日前；每月10日前(报上月)；每季度末；每半年"),
    ("periodic_years", "每 年", r"每隔?(?:<NUM>|两)年(?!来|间|内)(?:<N><COUNTER>)?", read.periodic, True, "每两年一次"),
    ("turns", "逢双单 月日周", r"逢[双单]?(?:<NUM>)?[日月周]|(?<!每)[双单]月(?:份|上旬|中旬|下旬|底|末|<NUM>[日号])?(?:之?前)?", read.periodic, False, "逢双月更新；双月25日前"),
    ("report_name", "报", r"^[月季旬周]报$", read.periodic, False, "月报；季报"),
    ("periodic_day", "每 天日年", r"每(?:天|日|个?工作日)|每年度?(?!第)", read.periodic, False, "每日；每年"),
    ("by_period", "按逐 年季月周旬", r"[按逐](?:半年|季度?|月|周|旬)(?!份)度?", read.periodic, True, "按季度；逐月"),
    ("period_report", "度", rf"(?<![第一二三四1-4])(?:季度|月度|半年度)(?:{_REPORTS})", read.periodic, True, "季度检查"),
    ("period_end", "季 末底", r"(?<![第一二三四1-4本上每])季度?(?:末月<NUM>[日号]|(?<=季度)[末底]|(?<=季)末)(?:之?前)?", read.periodic, True, "季度末；季末"),
    ("periodic_short", "年季月周 次场期篇条件个", r"(?<![上下第])(?:半年|季度?|半月|月|周)<N><COUNTER>", read.periodic, False, "半年一次；季度一次"),
    ("quota_short", "年 次场期篇条件个", r"[一1]年<N><COUNTER>", read.quota, False, "一年两次"),
    ("urgency", "内", r"(?:特急|急件|紧急|一般|普通|平件)<HAN>{0,4}:?(?:\d{1,3}-)?\d{1,3}个?(?:工作日|日|天)之?内", read.relative, False, "急件1—5日内；一般30日内"),
    ("from_day", "之 日 起", r"(?:自<HAN>{1,16}?|<HAN>{2})之日起,?的?<N>" + _DAYS + r"(?:之内|以内|内)?", read.relative, True, "自收到之日起20个工作日内"),
    ("after_event_cell", "后", r"^<HAN>{3,14}?后的?<N>" + _DAYS + r"(?:之内|以内|内)?$", read.relative, False, "活动结束后5天内；接到通知后3日内"),
    ("after_event", "后 日天时周星月年", r"(?:<HAN>{2}|会)(?:之后|以后|后)的?,?<N>" + _DAYS + r"(?:之内|以内|内)?", read.relative, True, "出台后10个工作日内；会后7日内"),
    ("next_working_day", "Tt +", r"(?<![A-Za-z])[Tt]\+<N>(?:" + _DAYS + r"(?:之内|以内|内)?)?", read.relative, False, "T+1；T+2日内"),
    ("within_cell", "日天时月", r"^<N>个?(?:工作日|自然日|天|小时|个月)(?:办结|完成|反馈|答复|办理完毕)?$", read.relative, False, "7个工作日；10个工作日办结"),
    ("within", "内 日天时周星月年", r"(?<![月\d.:-])<N>" + _DAYS + r"(?:之内|以内|内)", read.relative, True, "5个工作日内；3个月内"),
    ("next_day_cell", "后束 次第当", r"^<HAN>{1,12}?(?:后|结束)的?(?:次日|第二天|次周|次月|当天|当日)(?:内)?$", read.relative, False, "主要活动结束后的次日"),
    ("next_day", "后束 次第当", r"(?:<HAN>{2})?(?:后|结束)的?(?:次日|第二天|次周|次月|当天|当日)", read.relative, True, "结束后的次日"),
    ("ahead", "提 前", r"提前(?:至少)?<N>" + _DAYS, read.relative, True, "提前5个工作日"),
    ("before_event", "前 周天日星月", r"<HAN>{0,8}?(?<![目日月年当之以底])前(?:<NUM>|两)个?(?:周|天|日|工作日|星期|个月)", read.relative, False, "举办活动的前一周"),
    ("same_time", "同随即当", r"(?:<HAN>{2}之日)?同步<HAN>{0,4}|随到随办|[即随]\w[即随]办|当[天日](?:内)?", read.relative, False, "同步；发布之日同步；随到随办"),
    ("quarter_month", "季 (", r"<Y>第?(?P<q>[1-4]|[一二三四])季度?\((?P<m><NUM>)月份?[底末]?(?:之?前)?\)", read.quarter, True, "第四季度(11月份)"),
    ("day_list", "月 日号", r"<Y><M><D>[日号]?<SPAN><D2>[日号]<BEFORE>", read.day_span, False, "2022年5月1日-31日"),
    ("day", "月", r"<Y><M><D>(?:[日号]|(?=之前|以前|前|下班|上午|下午|\(|$))<WEEKDAY>(?:<TIME>|24时)?<BEFORE>", read.day, True, "6月30日前；8月30前；3月12日17:30前"),
    ("iso_day", "2 0 -/.", r"(?<![\d.])(?P<y>20\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>3[01]|[12]\d|0?[1-9])日?(?:T?<TIME>)?(?![\d:])<BEFORE>", read.day, True, "2023-12-31；2023/12/31；2023.12.31"),
    ("plain_day", "2 0", r"^(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)$", read.day, False, "20231231"),
    ("dotted_day", ".", r"(?<![\d.])(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?=前|之前|以前|日)日?<BEFORE>", read.day, False, "12.31前"),
    ("dotted_day_cell", ".", r"^(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12]\d|0[1-9])$", read.day, False, "6.30"),
    ("year_span", "2 0 到至-", r"(?P<y>(?<!\d)20\d\d)年?度?<SPAN>(?P<y2>20\d\d)年度?(?:底|末)?<BEFORE>", read.year_span, False, "2021年-2025年"),
    ("iso_span", "2 0 -", r"(?<![\d.])(?P<y>20\d\d)[./](?P<m>\d{1,2})-<Y2>(?P<m2>\d{1,2})月?(?![\d./])", read.month_span, False, "2023.3-12"),
    ("iso_month", "2 0 -/.", r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>\d{1,2})(?![\d:])(?![./]\d|-\d{1,2}(?!\d))月?(?P<end>底|末)?<BEFORE>", read.month, True, "2023-12"),
    ("tenths", "月 旬初中", r"<Y><M>的?(?P<part>上中旬|中下旬|上旬|中旬|下旬|初|中(?!旬))<BEFORE>", read.tenths, True, "10月上旬；9月中下旬"),
    ("month_list", "月 底末", r"<Y>(?P<list>(?:<NUM>月?(?:份|底|末)?[、,和及]){0,12})(?<![\d.])(?P<m>\d{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2})月份?(?P<end>月?[底末])<BEFORE>", read.month_list, True, "12月底前；3、6、9月底前"),
    ("month_span", "月 到至-", r"<Y>(?<![\d.])(?P<m><NUM>)月?份?<SPAN><Y2>(?P<m2><NUM>)月份?(?:底|末)?<BEFORE>", read.month_span, False, "2026年3-6月；2024年3月—11月"),
    ("month", "月", r"<Y><M><BEFORE>", read.month, True, "5月；2026年3月；12月前"),
    ("month_cell", "", r"^(?P<m>1[0-2]|0?[1-9])$", read.month, False, "7"),
    ("quarter", "季", r"(?=[\d一二三四今本当明次翌来下第前])<Y>(?:(?<![\d一二三四五六七八九十])(?!.、第)第?(?P<q0>[1-4]|[一二三四])(?:季度?)?(?:[、,和及到至-]第?[1-4一二三四](?:季度?)?){0,2}?[、,和及到至-])?[第前]?(?P<q>(?<!\d)[1-4]|[一二三四])季度?(?:底|末)?<BEFORE>", read.quarter, True, "第三季度；三季度末；第二、三季度"),
    ("quarter_letter", "Qq", r"<Y>[Qq](?P<q>[1-4])", read.quarter, False, "Q3"),
    ("moving_feast", "春中端清", rf"<Y>(?:{feasts.MOVING})(?:期间|之?前)?", feasts.moving_feast, False, "春节前"),
    ("half", "半 年 上下", r"<Y>(?P<half>[上下])半年(?:底|末)?<BEFORE>", read.half_year, True, "上半年"),
    ("year_end", "年 底末终尾", r"(?:<YEAR>的?年?|(?<![去上往历近每])年)(?:底|末|尾|终(?![结身端止点]))<BEFORE>", read.year_end, True, "年底前；2023年年底前"),
    ("whole_year", "年", r"(?:<YEAR>(?:全年|年?内|(?=持续|长期|常态))|全年度?|(?<![\d一二两三四五每])年内|年度内)(?P<word>(?:持续|长期|常态化|全部|基本|全面)?(?:推进|落实|实施|开展|坚持|完成)?)", read.whole_year, False, "全年；年内；年内持续推进；2023年全年"),
    ("plan_end", "十 五", r'"?十(?P<p>[二三四五六])五"?(?:规划|时期)?(?:期?末|期?内|期间|底|收官)<BEFORE>', read.plan_end, False, "“十四五”末"),
    ("fixed_feast", "前 旦八一动党庆师宪", rf'<Y>"?(?<![二三第])(?P<feast>{feasts.FIXED})"?(?:国际)?(?:劳动|妇女|儿童|建军)?节?(?:假期)?(?:之前|以前|前)', feasts.fixed_feast, True, "“十一”之前；国庆节前；2024年元旦前"),
    ("issue_month", "月", r"(?P<word>本月|当月|下个?月|次月|(?<![\d一二三四五六七八九十每个份])月(?=底|末))(?:<D>[日号]|底|末|内)?<BEFORE>", read.issue_month, False, "当月；本月底前"),
    ("year", "年", r"<YEAR><BEFORE>", read.year, True, "2023年；今年"),
    ("year_cell", "2 0", r"^(?P<y>20\d\d)$", read.year, False, "2023"),
    ("from_now", "即", r"即日起", read.from_now, False, "即日起"),
    ("open", "", _OPEN, read.open_ended, False, "持续推进；常态化；长期坚持"),
    ("vague", "", _VAGUE, read.vague, False, "立行立改；及时；按上级要求；长期"),
]  # fmt: skip

RULES = tuple(
    Rule(name, pattern, read, tuple(map(frozenset, needs.split())), prose, says)
    for name, needs, pattern, read, prose, says in _TABLE
)
IN_CELLS = RuleBook(RULES)
IN_PROSE = RuleBook(rule for rule in RULES if rule.prose)
