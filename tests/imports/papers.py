"""Small papers for the tests of the import."""

HEAD = "2026年青山县政务公开重点工作任务分工\n序号\t工作任务\t具体要求\t责任单位\t完成时限\n"


def table(*rows: tuple) -> bytes:
    """Return a pasted division table; each row is number, heading, requirement, units, deadline."""
    return (HEAD + "".join("\t".join(map(str, row)) + "\n" for row in rows)).encode()


THREE = table(
    (1, "一、做好公开", "公开财政预算和决算。", "县财政局", "6月底前"),
    (2, "一、做好公开", "公开住房保障信息。", "县住建局、县某某局", "12月底前"),
    (3, "二、加强保障", "各单位每年至少开展1次培训。", "各镇街", "长期坚持"),
)
CORRECTED = table(
    (1, "一、做好公开", "公开财政预算和决算。", "县财政局", "9月底前"),
    (3, "二、加强保障", "各单位每年至少开展1次培训。", "各镇街", "长期坚持"),
    (4, "二、加强保障", "开展督促检查。", "县财政局", "12月底前"),
)

# Work points in prose, with headings of three levels above the points.
THREE_LEVELS = """2026年青山县政务公开工作要点
一、做好重点领域公开
（一）推进财政信息公开
1.预算决算
（1）公开财政预算和决算，及时准确。（县财政局负责，6月底前完成）
（2）公开部门预算和决算，及时准确。（县财政局负责，9月底前完成）
（二）推进民生信息公开
2.住房保障
（1）公开住房保障信息，及时准确。（县住建局负责，12月底前完成）
（2）公开公租房分配信息，及时准确。（县住建局负责，12月底前完成）
""".encode()


def long_paper(year: int, rows: int, corrected: bool = False) -> bytes:
    """Return a paper of so many rows under several headings; corrected, each row is changed, gone or new."""
    first = [
        (n, f"一、公开{n % 3}", f"公开第{n}类信息，及时准确。", "县财政局、各镇街", "6月底前")
        for n in range(1, rows + 1)
    ]
    if corrected:
        kept = first[rows // 3 :]
        first = [(n, heading, text, "县财政局牵头，县住建局配合", "9月底前") for n, heading, text, _, _ in kept]
        first += [(n, "二、新增", f"新增第{n}项工作。", "县住建局", "长期坚持") for n in range(rows + 1, 2 * rows)]
    return table(*first).replace("2026年".encode(), f"{year}年".encode())
