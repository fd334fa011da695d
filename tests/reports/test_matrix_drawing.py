"""The rows of the matrix that are joined by hand: whatever stands in a text stays text."""

from reports.matrix import Matrix, MatrixRow
from reports.matrix_drawing import body
from tasks.lights import Light
from tasks.models import Task


def test_no_sign_in_a_text_becomes_part_of_the_page():
    task = Task(number="<1>", requirement='"100%s" \'<b>&完成 %d')
    rows = [MatrixRow(task, [(7, Light("办结50%", "done")), None, (8, Light("办结50%", "done"))], 1, 2)]
    html = body(Matrix([(1, "甲"), (2, "乙"), (3, "丙")], rows, 1, 1))
    assert "&lt;1&gt; &quot;100%s&quot; &#x27;&lt;b&gt;&amp;完成 %d</th>" in html
    assert html.count(">办结50%</a>") == 2
    assert "<b>" not in html
    assert all(f"/assignments/{pk}/" in html for pk in (7, 8))
