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
