"""Opens windows for people of the demonstration and keeps what they see as small PNG files."""

import io
import json
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1366, 768), (375, 720)
EDGE = 12
MOST = 100_000  # bytes of one picture


class Camera:
    """Takes pictures of the product at base; folder is its GOVOPEN_VAR."""

    def __init__(self, window: Browser, base: str, folder: Path, target: Path, wanted: list[str]):
        self.window, self.base, self.folder, self.target, self.wanted = window, base, folder, target, wanted
        lines = (folder / "logins.txt").read_text(encoding="utf-8").splitlines()
        self.passwords = dict(re.match(r"(\S+)　密码 (\S+)", line).groups() for line in lines if line)

    def page(self, login: str = "", phone: bool = False) -> Page:
        """Return a window in which the person of this login is logged in; without one, nobody."""
        width, height = PHONE if phone else DESKTOP
        context = self.window.new_context(
            base_url=self.base,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if login:
            page.goto("/login/")
            page.get_by_label("登录名").fill(login)
            page.get_by_label("密码").fill(self.passwords[login])
            page.get_by_role("main").get_by_role("button", name="登录").click()
        return page

    def administrator(self, role: str) -> Page:
        """Return a window of an administrator, whose code was shown already."""
        page = self.page()
        held = json.loads((self.folder / "sessions.json").read_text(encoding="utf-8"))
        page.context.add_cookies([{"name": "sessionid", "value": held[role], "url": self.base}])
        return page

    def answer_link(self, address: str) -> str:
        """Return the link in the newest letter to this address by which its reader answers without a login."""
        letters = "".join(path.read_text(encoding="utf-8") for path in sorted((self.folder / "mail").iterdir()))
        theirs = [letter for letter in letters.split("-" * 79) if f"To: {address}" in letter]
        return re.search(r"/a/[^\s\"<]+", theirs[-1])[0]

    def take(self, page: Page, name: str, part: str = "", height: int = 0) -> None:
        """Write what the window shows as name.png: of one element alone where part names it, so many pixels high."""
        if self.wanted and name not in self.wanted:
            return
        page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement?.blur()")  # a frame around the last field pressed tells nothing
        clip = {"x": 0, "y": 0, **page.viewport_size}
        if part:
            box = page.locator(part).first.bounding_box()
            top = box["y"] + page.evaluate("window.scrollY")
            clip = {"x": max(box["x"] - EDGE, 0), "y": max(top - EDGE, 0), "width": box["width"] + 2 * EDGE}
            clip["width"] = min(clip["width"], page.viewport_size["width"])
        clip["height"] = height or clip.get("height", page.viewport_size["height"])
        shot = page.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide")
        (self.target / f"{name}.png").write_bytes(small_png(shot))


def small_png(shot: bytes) -> bytes:
    """Return the picture in its own most frequent colours, so that no ground changes; in fewer where it is too large."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    colours = [colour for _, colour in sorted(picture.getcolors(picture.width * picture.height), reverse=True)]
    for count in (96, 48, 24):
        kept = io.BytesIO()
        _in_colours(picture, colours, count).save(kept, "PNG", optimize=True)
        if kept.tell() <= MOST:
            break
    return kept.getvalue()


def _in_colours(picture: Image.Image, colours: list, count: int) -> Image.Image:
    """Draw picture in the first count of its colours; each of the others becomes the nearest of them."""
    first = colours[:count]
    place = {colour: number for number, colour in enumerate(first)}
    for colour in colours[count:]:
        place[colour] = min(range(len(first)), key=lambda number, to=colour: _distance(first[number], to))
    drawn = Image.frombytes("P", picture.size, bytes(map(place.__getitem__, picture.getdata())))
    drawn.putpalette([part for colour in first for part in colour])
    return drawn


def _distance(one, other) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
