"""Sheets in and out: what a register looks like as a table."""

from units.resources.groups import UnitGroupResource
from units.resources.people import MembershipResource
from units.resources.registers import UnitAliasResource, UnitResource
from units.resources.sheets import read_sheet

__all__ = ["MembershipResource", "UnitAliasResource", "UnitGroupResource", "UnitResource", "read_sheet"]
