"""Which unit a printed name means."""

import pytest

from tests.world import make_group, make_office, make_unit
from units.models import UnitAlias
from units.names import NameBook

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    office = make_office()
    make_unit(office, "县财政局")
    make_unit(office, "县住建局")
    make_unit(office, "许家镇", kind="town")
    return office


@pytest.mark.parametrize("printed", ["县财政局", "青山县财政局", "财政局", "县 财政局", "青山财政局"])
def test_a_unit_is_found_under_its_usual_spellings(office, printed):
    assert NameBook(office).find(printed).unit.short_name == "县财政局"


@pytest.mark.parametrize("printed", ["许家镇", "许家镇人民政府", "青山县许家镇人民政府"])
def test_a_town_is_its_government(office, printed):
    assert NameBook(office).find(printed).unit.short_name == "许家镇"


def test_the_citys_bureau_is_not_the_countys(office):
    assert NameBook(office).find("市财政局") is None


def test_an_alias_and_a_group_are_found(office):
    group = make_group(office, "各镇街", *office.units.filter(kind="town"))
    UnitAlias.objects.create(office=office, name="住房和城乡建设局", unit=office.units.get(short_name="县住建局"))
    UnitAlias.objects.create(office=office, name="各镇（街道）", group=group)
    book = NameBook(office)
    assert book.find("住房和城乡建设局").unit.short_name == "县住建局"
    assert book.find("各镇(街道)").group == group


def test_a_short_form_that_two_units_share_decides_nothing():
    office = make_office()
    make_unit(office, "县公路中心")
    make_unit(office, "青山公路中心", name="省青山公路中心")
    assert NameBook(office).find("公路中心") is None
    assert NameBook(office).find("青山公路中心").unit.name == "省青山公路中心"


def test_an_unknown_name_is_answered_with_the_nearest(office):
    book = NameBook(office)
    assert book.find("县财政金融局") is None
    assert book.suggest("县财政金融局")[0][0] == "县财政局"


def test_a_unit_that_was_dissolved_is_not_found(office):
    office.units.filter(short_name="县财政局").update(active_to="2020-01-01")
    assert NameBook(office).find("县财政局") is None


def test_opening_the_book_takes_three_queries(office, django_assert_num_queries):
    for n in range(20):
        make_unit(office, f"县第{n}局")
    with django_assert_num_queries(3):
        book = NameBook(office)
        book.find("县第7局")
        book.suggest("县第局")
