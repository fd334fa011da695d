"""Work points in prose: numbered paragraphs, heading sentence, requirement, units in the last bracket."""

from tests.documents.builders import printed, read_prose, units

TITLE = "甲县2019年政务公开工作要点"


def test_a_point_is_heading_sentence_requirement_and_last_bracket():
    paper = read_prose(
        TITLE,
        "一、推进重点领域信息公开。及时公开重大建设项目（含政府投资项目）信息。（县发改局牵头，县财政局、县住建局配合）",
        "二、加强政策解读。重要政策出台后及时解读（解读材料同步发布）。（县政府办、县司法局按职责分工负责）",
    )
    assert paper.layout == "work_points"
    assert printed(paper) == [
        (
            1,
            ["一、推进重点领域信息公开"],
            "及时公开重大建设项目（含政府投资项目）信息。",
            "县发改局牵头，县财政局、县住建局配合",
            "",
        ),
        (
            2,
            ["二、加强政策解读"],
            "重要政策出台后及时解读（解读材料同步发布）。",
            "县政府办、县司法局按职责分工负责",
            "",
        ),
    ]
    assert units(paper.rows[0]) == [("县发改局", "lead"), ("县财政局", "assist"), ("县住建局", "assist")]


def test_groups_of_points_give_the_chain_of_headings():
    paper = read_prose(
        TITLE,
        "一、围绕改革推进公开",
        "（一）推进权力清单公开。全面公开权力清单和责任清单，及时动态更新。（县编办牵头）",
        "（二）推进市场监管公开。公开随机抽查事项清单和抽查结果。（县市场监管局牵头）",
        "二、围绕民生推进公开",
        "（一）扶贫领域。",
        "1.公开扶贫规划和资金使用情况。每季度公开一次，接受群众监督。（县扶贫办）",
        "2.公开脱贫攻坚项目进展情况。项目完工后及时公开。（县扶贫办、县财政局）",
    )
    assert [(row.seq, row.headings) for row in paper.rows] == [
        (1, ["一、围绕改革推进公开", "（一）推进权力清单公开"]),
        (2, ["一、围绕改革推进公开", "（二）推进市场监管公开"]),
        (1, ["二、围绕民生推进公开", "（一）扶贫领域", "1.公开扶贫规划和资金使用情况"]),
        (2, ["二、围绕民生推进公开", "（一）扶贫领域", "2.公开脱贫攻坚项目进展情况"]),
    ]


def test_the_bracket_of_a_groups_heading_names_the_units_of_its_points():
    paper = read_prose(
        TITLE,
        "一、推进主动公开（县政府办牵头，各部门配合）",
        "（一）及时更新政府信息公开目录，保证内容准确、发布及时。",
        "（二）规范政府信息公开专栏，集中展示法定主动公开内容。",
        "（三）做好政府信息公开年度报告编制和发布，接受社会监督。",
    )
    assert len(paper.rows) == 3
    assert units(paper.rows[2]) == [("县政府办", "lead"), ("各部门", "assist")]
    assert paper.rows[2].headings == ["一、推进主动公开"]


def test_units_and_deadline_on_lines_of_their_own_belong_to_the_point_above():
    paper = read_prose(
        TITLE,
        "一、推进决策公开。建立健全公众参与机制，广泛听取意见建议。",
        "牵头单位：县司法局；责任单位：县直各部门",
        "完成时限：2019年6月底前",
        "二、推进执行公开。及时公开重大决策部署的落实情况。",
        "责任单位：县政府办",
    )
    assert units(paper.rows[0]) == [("县司法局", "lead"), ("县直各部门", "responsible")]
    assert paper.rows[0].deadline_raw == "2019年6月底前"
    assert paper.rows[0].deadline.due_on.isoformat() == "2019-06-30"
    assert units(paper.rows[1]) == [("县政府办", "responsible")]


def test_a_bracket_on_a_line_of_its_own_belongs_to_the_point_above():
    paper = read_prose(
        TITLE,
        "一、推进决策公开",
        "建立健全公众参与机制，广泛听取意见建议。",
        "（责任单位：县司法局、县直各部门；完成时限：年底前）",
        "二、推进执行公开",
        "及时公开重大决策部署的落实情况。（责任单位：县政府办）",
    )
    assert [(row.seq, row.headings, row.requirement) for row in paper.rows] == [
        (1, ["一、推进决策公开"], "建立健全公众参与机制，广泛听取意见建议。"),
        (2, ["二、推进执行公开"], "及时公开重大决策部署的落实情况。"),
    ]
    assert paper.rows[0].deadline.due_on.isoformat() == "2019-12-31"


def test_a_paragraph_broken_by_a_stray_line_end_is_joined():
    paper = read_prose(
        TITLE,
        "一、加强解读。围绕县政府重",
        "大政策及时组织解读。（县政府办）",
        "二、加强回应。及时回应关切。（县网信办）",
    )
    assert paper.rows[0].requirement == "围绕县政府重大政策及时组织解读。"


def test_general_aims_are_not_tasks():
    paper = read_prose(
        TITLE,
        "一、总体要求",
        "（一）指导思想",
        "以习近平新时代中国特色社会主义思想为指导，全面推进政务公开工作。",
        "（二）工作目标",
        "到年底，政务公开工作机制趋于完善，公开内容更加全面。",
        "二、推进主动公开",
        "（一）公开重大项目信息。及时公开重大项目批准和实施信息。（县发改局）",
    )
    assert [row.requirement for row in paper.rows] == ["及时公开重大项目批准和实施信息。"]
    assert any(line.why == "总体要求，不是任务" for line in paper.not_read)


def test_points_without_any_units_are_rows_with_a_question():
    paper = read_prose(
        TITLE,
        "一、推进主动公开。及时公开重大建设项目信息，方便群众查询。",
        "二、加强政策解读。重要政策与解读材料同步发布。",
        "三、回应社会关切。及时回应群众关心的热点问题。",
    )
    assert len(paper.rows) == 3
    assert [question.code for question in paper.questions] == ["units_missing"] * 3


def test_parts_joined_by_semicolons_stay_in_their_point():
    paper = read_prose(
        TITLE,
        "（一）加强队伍建设。重点做好以下工作：",
        "1.配齐配强工作人员；",
        "2.组织开展业务培训。（县政府办牵头）",
        "（二）加强考核评估。完善考核办法，定期通报情况。（县政府办牵头）",
    )
    assert len(paper.rows) == 2
    assert paper.rows[0].requirement == "重点做好以下工作：1.配齐配强工作人员；2.组织开展业务培训。"


def test_two_paragraphs_with_brackets_under_one_heading_are_two_tasks():
    paper = read_prose(
        TITLE,
        "一、加强平台建设",
        "推进政府网站集约化，完善互动交流功能。（县政府办负责）",
        "规范政务新媒体，清理整合长期不更新的账号。（县网信办负责）",
        "二、加强督查。将政务公开纳入年度考核。（县政府办）",
    )
    assert [(row.headings, row.units_raw) for row in paper.rows] == [
        (["一、加强平台建设"], "县政府办负责"),
        (["一、加强平台建设"], "县网信办负责"),
        (["二、加强督查"], "县政府办"),
    ]


def test_head_matter_is_read_from_the_notice():
    paper = read_prose(
        "甲政办发〔2019〕23号",
        "甲县人民政府办公室关于印发甲县2019年政务公开工作要点的通知",
        "各镇人民政府，县政府各部门：",
        "现将《甲县2019年政务公开工作要点》印发给你们，请认真贯彻落实。",
        "甲县人民政府办公室",
        "二〇一九年五月八日",
        TITLE,
        "根据《乙市人民政府办公室关于印发乙市2019年政务公开工作要点的通知》（乙政办〔2019〕10号）精神，制定本要点。",
        "一、推进主动公开。及时公开重大建设项目信息。（县发改局）",
        "二、加强政策解读。重要政策与解读材料同步发布。（县政府办）",
    )
    assert (paper.title, paper.year, paper.document_number) == (TITLE, 2019, "甲政办发〔2019〕23号")
    assert paper.issued_on.isoformat() == "2019-05-08"
    assert [(basis.title[:4], basis.number) for basis in paper.basis] == [("乙市人民", "乙政办〔2019〕10号")]


def test_the_title_of_a_notice_without_an_own_paper_title_is_unwrapped():
    paper = read_prose(
        "甲县人民政府办公室关于印发《甲县2020年政务公开工作要点》的通知",
        "一、推进主动公开。及时公开重大建设项目信息。（县发改局）",
        "二、加强政策解读。重要政策与解读材料同步发布。（县政府办）",
    )
    assert paper.title == "甲县2020年政务公开工作要点"
