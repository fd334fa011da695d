"""The characters a rule needs must stand in every text its pattern matches: else phrases would be missed unseen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.grammar.rules import RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_match_lacks_a_needed_character(rule, data):
    text = data.draw(st.from_regex(rule.pattern))
    assert not any(map(set(text).isdisjoint, rule.needs))
