"""Plots as plain geometry for templates that draw SVG: no script, readable in print, and every mark has its number beside it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 720, 240
LEFT, BOTTOM, TOP, RIGHT = 44, 28, 12, 16
# The parts of a bar, in the order in which work goes on; together they are all that is not ended.
PARTS = ("done", "review", "going", "overdue")


@dataclass(slots=True)
class Line:
    """Two curves over a year: what is done, and the share of the time that has passed."""

    done: str
    elapsed: str
    months: list[tuple[float, str]]
    levels: list[tuple[float, str]]
    last: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(points: list[tuple[date, float, float]], year: int) -> Line | None:
    """Return the plot of points (``reports.progress.line``) to the end of year, or None where there is nothing to draw."""
    if not points:
        return None
    start = points[0][0]
    end = max(
        date(year, 12, 31), points[-1][0]
    )  # the year before is the first where a plan was issued ahead of its own
    span = max((end - start).days, 1)

    def x(day: date) -> float:
        return round(LEFT + (day - start).days / span * (WIDTH - LEFT - RIGHT), 1)

    def y(share: float) -> float:
        return round(TOP + (1 - min(share, 1)) * (HEIGHT - TOP - BOTTOM), 1)

    firsts = [date(start.year + month // 12, month % 12 + 1, 1) for month in range(start.month, start.month + 24)]
    return Line(
        done=" ".join(f"{x(day)},{y(done)}" for day, done, _ in points),
        elapsed=" ".join(f"{x(day)},{y(elapsed)}" for day, _, elapsed in points),
        months=[(x(day), f"{day.month}月") for day in firsts if day <= end],
        levels=[(y(part / 4), f"{part * 25}%") for part in range(5)],
        last=(x(points[-1][0]), y(points[-1][1])),
    )


def bar(figures: dict[str, int]) -> list[tuple[str, float, float, int]]:
    """Return the parts of a bar of 100: css class, where it begins, how wide, how many."""
    going = figures["unanswered"] - figures["overdue"]
    numbers = {"done": figures["done"], "review": figures["review"], "going": going, "overdue": figures["overdue"]}
    total, place, parts = sum(numbers.values()), 0.0, []
    for part in PARTS:
        width = numbers[part] * 100 / total if total else 0
        if width:
            parts.append((part, round(place, 2), round(width, 2), numbers[part]))
        place += width
    return parts


def heat_strip(days: dict[date, int], year: int) -> list[tuple[int, list[tuple[date, int, int]]]]:
    """Return the year's months with their days: day, how many are due, and a step from 0 to 4 (a quarter of the most)."""
    most = max((number for day, number in days.items() if day.year == year), default=0)
    months = []
    for month in range(1, 13):
        dates = [date(year, month, number + 1) for number in range(monthrange(year, month)[1])]
        cells = [(day, days.get(day, 0)) for day in dates]
        months.append((month, [(day, number, -(-number * 4 // most) if number else 0) for day, number in cells]))
    return months
