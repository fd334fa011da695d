"""The ways through the product that the manuals describe, with a picture at each place that they show."""

from docs.screenshots.camera import Camera

PAPER = """2027年商河县政务公开重点工作任务分工
序号\t工作任务\t具体要求\t责任单位\t完成时限
1\t一、重点领域信息公开\t公开2027年预算和部门“三公”经费信息。\t县财政局\t2027年3月底前
2\t一、重点领域信息公开\t更新主动公开基本目录，实行动态管理。\t各镇街、县政府各部门单位\t2027年6月底前
3\t二、政策解读和公众参与\t重要政策性文件全部解读，形式不少于2种。\t县政府各部门单位\t长期坚持
4\t二、政策解读和公众参与\t编制公共数据开放目录，向社会开放。\t县数据局、县大数据服务中心\t2027年9月底前
5\t二、政策解读和公众参与\t组织政府开放日活动，每季度不少于1次。\t各镇街\t每季度末
"""
YEAR = "演示：2026年商河县政务公开重点工作任务分工"


def look_at_progress(camera: Camera) -> None:
    """看进度, 催办, 审核, 写通报, 提醒邮件: pages of the office that are only looked at."""
    page = camera.page("shanghe-jingban1")
    page.wait_for_selector("#plots svg")
    camera.take(page, "overview")
    camera.take(page, "overview-plots", part="#plots", height=620)
    page.get_by_role("link", name="矩阵").click()
    camera.take(page, "matrix")
    page.get_by_role("link", name="总览").first.click()
    page.locator(".figures .overdue a").click()
    page.get_by_role("link", name="催办筛选出的全部").click()
    camera.take(page, "chase")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="审核").click()
    camera.take(page, "review")
    page.get_by_role("link", name="通报", exact=True).click()
    page.get_by_role("link", name="2026年第三季度").click()
    camera.take(page, "circular", part=".draft", height=640)
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="提醒").click()
    page.get_by_role("link", name="未来30天").click()
    camera.take(page, "mail-ahead", height=640)


def import_a_paper(camera: Camera) -> None:
    """导入分工方案, 下发."""
    page = camera.page("shanghe-jingban1")
    page.get_by_role("link", name="导入", exact=True).click()
    page.get_by_label("或者粘贴表格、正文").fill(PAPER)
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_load_state()
    if page.get_by_role("heading", name="核对识别结果").is_visible():  # only where something is in doubt
        page.get_by_role("button", name="下一步").click()
    page.get_by_role("combobox").first.select_option(label="新单位（政府部门）")
    camera.take(page, "import-questions", height=620)
    page.get_by_role("button", name="保存答复").click()
    camera.take(page, "import-preview")
    page.get_by_role("button", name="确认导入").click()
    page.wait_for_load_state()
    if page.get_by_role("link", name="查看并下发").is_visible():
        page.get_by_role("link", name="查看并下发").click()
    camera.take(page, "plan-draft")


def keep_the_registers(camera: Camera) -> None:
    """换联络员, 机构改革后单位合并或更名."""
    page = camera.page("shanghe-jingban1")
    page.get_by_role("link", name="登记管理").first.click()
    page.get_by_role("link", name="人员任职").first.click()
    camera.take(page, "admin-people", height=560)
    page.locator("a[href='/admin/units/unit/']").first.click()
    page.get_by_role("link", name="县乡村振兴局").first.click()
    page.get_by_role("link", name="更名、撤并").click()
    camera.take(page, "unit-change")


def hold_activities(camera: Camera) -> None:
    """政府开放日和政务公开讲, from the office and from the host's telephone."""
    page = camera.page("shicheng-jingban1")
    page.get_by_role("link", name="活动日历").first.click()
    camera.take(page, "calendar")
    page.get_by_role("link", name="谁还没有报").click()
    camera.take(page, "activity-waiting")
    phone = camera.page("shicheng-nongye", phone=True)
    phone.locator("section", has_text="本单位主办的活动").get_by_role("link").first.click()
    camera.take(phone, "phone-activity", part="ol.life", height=720)


def answer_as_a_unit(camera: Camera) -> None:
    """看有哪些任务, 填报进展, 收到提醒邮件: a liaison's telephone."""
    phone = camera.page("shanghe-shahe", phone=True)
    camera.take(phone, "phone-my-tasks")
    phone.locator("main .tasklist a").first.click()
    phone.get_by_label("进展情况").fill("已在镇政务公开专栏公布典型案例3件，11月10日组织各村、各站所学习。")
    phone.get_by_label("网页地址").first.fill("https://www.shanghe.example/zwgk/shahe/2026-11.html")
    camera.take(phone, "phone-answer", part="#answer", height=640)
    camera.take(phone, "phone-answer-send", part="#answer > .actions", height=330)
    stranger = camera.page(phone=True)
    stranger.goto(camera.answer_link("shahe@shanghe.example"))
    camera.take(stranger, "phone-answer-link")


def look_after_the_machine(camera: Camera) -> None:
    """新开一个办公室."""
    page = camera.administrator("security")
    page.goto("/admin/units/user/add/")
    camera.take(page, "admin-account")


ALL = (
    look_at_progress,
    import_a_paper,
    keep_the_registers,
    hold_activities,
    answer_as_a_unit,
    look_after_the_machine,
)
