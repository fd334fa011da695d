"""The index finds exactly what Python's ``in`` finds, on both databases, whoever writes the rows and however."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tasks import jobs
from tasks.finding import REPORTS, TASKS
from tasks.models import ProgressReport, Task
from tests.world import AT, make_assignment, make_office, make_person, make_plan, make_unit
from units import pieces, sql
from units.finding import Holds, NotFindable, same, words

pytestmark = pytest.mark.django_db
# Few signs, so that they meet: what databases treat in their own way is among them.
SIGNS = "政务公开预算aAＡａbＢ1１%％_＿[]］^-－*?'\"\\＼é É İßＫK①㎡𬭚🙂　 ，,\n"
TEXT = st.text(SIGNS, max_size=12)
SOUGHT = st.text(SIGNS, min_size=1, max_size=5)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def said(office):
    """Return a function that stores an answer to one assignment."""
    assignment = make_assignment(make_unit(office))
    author = make_person(office, unit=assignment.unit)

    def say(progress="", problem="", next_step="", **fields):
        texts = {"progress": progress, "problem": problem, "next_step": next_step}
        return ProgressReport.objects.create(
            assignment=assignment, author=author, created_at=AT, state="recorded", **texts | fields
        )

    return say


@contextmanager
def undone():
    """Take back what one example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found(where, rows, text) -> list:
    """Return the keys of the rows that hold text, which are the same by index and without."""
    by_index, without = (
        list(rows.filter(Holds(where, words(text), rare=rare)).order_by("pk").values_list("pk", flat=True))
        for rare in (where.indexed, False)
    )
    assert by_index == without
    return by_index


def expected(where, rows, text) -> list:
    """Return the same by Python's in: each word in the texts of a row, which are one text of several lines."""
    keys = []
    for pk, *texts in rows.order_by("pk").values_list("pk", *where.columns):
        if all(word in same("\n".join(texts)) for word in words(text)):
            keys.append(pk)
    return keys


class TestAnyText:
    @pytest.fixture(autouse=True)
    def _made(self, office, said):
        self.said, self.plan = said, make_plan(office, "另一份")

    @settings(deadline=None, max_examples=150)
    @given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5), changed=TEXT, sought=SOUGHT)
    @example(texts=[("政务公开", "")], changed="政务", sought="公开")
    @example(texts=[("Ａ１]^-", "100%_")], changed="", sought="a1]^-")
    @example(texts=[("a^b", "\\")], changed="[x]", sought="^")
    def test_answers_hold_what_python_finds_in_them(self, texts, changed, sought):
        with undone():
            rows = [self.said(progress, problem) for progress, problem in texts]
            for text in (sought, *(word[:2] for word in texts[0])):
                assert found(REPORTS, ProgressReport.objects, text) == expected(REPORTS, ProgressReport.objects, text)
            rows[0].next_step = changed
            rows[0].save()
            assert found(REPORTS, ProgressReport.objects, sought) == expected(REPORTS, ProgressReport.objects, sought)
            ProgressReport.objects.filter(pk=rows[-1].pk).delete()
            ProgressReport.objects.update(problem=changed)
            assert found(REPORTS, ProgressReport.objects, sought) == expected(REPORTS, ProgressReport.objects, sought)

    @settings(deadline=None, max_examples=100)
    @given(texts=st.lists(TEXT, min_size=1, max_size=5), sought=SOUGHT)
    def test_rows_written_in_bulk_are_found(self, texts, sought):
        with undone():
            rows = [(place, text) for place, text in enumerate(texts)]
            sql.insert(Task, ("position", "requirement"), rows, same={"plan": self.plan.pk})
            assert found(TASKS, Task.objects, sought) == expected(TASKS, Task.objects, sought)
            keys = Task.objects.order_by("pk").values_list("pk", flat=True)
            sql.update_rows(Task, ["requirement"], [(pk, sought) for pk in keys])
            assert found(TASKS, Task.objects, sought) == expected(TASKS, Task.objects, sought)


def test_a_word_is_found_in_any_width_and_case(said):
    row = said("已公开ＰＤＦ文件12份")
    for text in ("pdf", "ＰＤＦ文件", "１２份", "公开　12"):
        assert found(REPORTS, ProgressReport.objects, text) == [row.pk]


def test_what_is_looked_for_is_cut_into_words_that_are_all_meant(said):
    both = said("预算和决算已公开")
    said("预算已公开")
    assert found(REPORTS, ProgressReport.objects, "决算 预算") == [both.pk]
    assert words(" 预算　预算\0 ") == ["预算"]


@pytest.mark.parametrize("text", ["字" * 51, "一 二 三 四 五 六"])
def test_too_much_at_once_is_refused_with_a_sentence(text):
    with pytest.raises(NotFindable, match="请不要超过"):
        words(text)


def test_a_word_does_not_run_from_one_text_into_the_next(said):
    said("公开财政", "预算不足")
    assert found(REPORTS, ProgressReport.objects, "政预") == []


def test_the_index_is_there_after_all_migrations():
    assert pieces.is_there(connection, REPORTS)


def test_an_index_built_anew_holds_the_rows_that_were_there(said):
    pieces.remove(connection, REPORTS)
    assert not pieces.is_there(connection, REPORTS)
    row = said("财政预算")
    connection.check_constraints()  # PostgreSQL puts foreign keys off, and builds no index meanwhile
    pieces.install(connection, REPORTS)
    assert found(REPORTS, ProgressReport.objects, "预算") == [row.pk]
    ProgressReport.objects.all().delete()
    assert found(REPORTS, ProgressReport.objects, "预算") == []


def test_the_night_builds_anew_what_was_lost(said, caplog):
    with connection.cursor() as cursor:
        lost = "TRIGGER" if connection.vendor == "sqlite" else "INDEX"
        name = f"{REPORTS.index}_insert" if connection.vendor == "sqlite" else REPORTS.index
        cursor.execute(f"DROP {lost} {name}")
    row = said("财政预算")
    connection.check_constraints()
    jobs.keep_findable()
    assert "不完整" in caplog.text
    assert found(REPORTS, ProgressReport.objects, "预算") == [row.pk]
    assert pieces.is_there(connection, REPORTS)
