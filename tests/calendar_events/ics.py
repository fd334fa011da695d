"""Reads a calendar the hard way: every line looked at, then parsed by the library."""

import re

from icalendar import Calendar

_LINE = re.compile(r"[A-Z][A-Z0-9-]*(?:;[A-Z-]+=[^:;]+)*:.*", re.S)


def read(content: bytes) -> Calendar:
    """Return the calendar of content, every line of which is as RFC 5545 asks."""
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()  # no character is torn in two
    unfolded = content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert [line for line in unfolded if not _LINE.fullmatch(line)] == []
    open_ = []
    for line in unfolded:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            open_.append(value)
        elif name == "END":
            assert open_.pop() == value
    assert open_ == []
    calendar = Calendar.from_ical(content)
    assert [calendar.name, calendar["version"]] == ["VCALENDAR", "2.0"]
    for event in calendar.walk("VEVENT"):
        assert event.errors == []
        assert [name for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY") if name not in event] == []
    return calendar


def events(content: bytes) -> dict[str, dict]:
    """Return the entries of content by their UID."""
    found = read(content).walk("VEVENT")
    by_uid = {str(event["uid"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid
