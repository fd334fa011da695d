"""Fields of the rules: typed as people write them, stored as the rules need them."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from documents.text import fold
from reminders.models.policy import MOST_DAYS


class StepsField(forms.CharField):
    """Working days before the due day, typed as 15、7、3、1、0, stored as a list, most days first."""

    def prepare_value(self, value):
        """Return the list as text."""
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        """Return the list; refuse what is no number of days or stands there twice."""
        words = re.findall(r"[^\s,，、;；\[\]]+", super().to_python(value))
        if wrong := [word for word in words if not (word.isdecimal() and int(word) <= MOST_DAYS)]:
            raise ValidationError(f"“{'、'.join(wrong)}”不行：请填0到{MOST_DAYS}的整数，用顿号隔开。")
        steps = [int(word) for word in words]
        if len(set(steps)) < len(steps):
            raise ValidationError("有的天数写了两次，请删去重复的。")
        return sorted(steps, reverse=True)

    def has_changed(self, initial, data):
        """Compare the lists, not the texts."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class MonthDayField(forms.CharField):
    """A day of each year, typed as 11-15, 11.15 or 11月15日, stored as 11-15."""

    def prepare_value(self, value):
        """Return 11-15 as 11月15日, and what is typed as it is."""
        found = re.fullmatch(r"(\d\d)-(\d\d)", value or "")
        return f"{int(found[1])}月{int(found[2])}日" if found else value

    def to_python(self, value):
        """Return the day; nothing stays nothing."""
        text = fold(super().to_python(value))
        if not text:
            return ""
        try:
            month, day = map(int, re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", text).groups())
            date(2001, month, day)  # no leap year: 2月29日 does not come every year
        except (AttributeError, ValueError):
            raise ValidationError(f"“{value}”不是每年都有的日期，请写成11月15日或11-15。") from None
        return f"{month:02}-{day:02}"

    def has_changed(self, initial, data):
        """Compare the days, not the texts."""
        try:
            return self.to_python(data) != (initial or "")
        except ValidationError:
            return True
