"""What a machine can see of a page: axe's rules, what runs out at the side, what is too small for a thumb, its headings."""

from axe_playwright_python.base import AXE_SCRIPT

DESK, PHONE, NARROW = ({"width": width, "height": 800} for width in (1366, 375, 320))
STILL = 0.01  # of the window; a foot that gives way to what comes after the page
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LAYOUT = ["target-size", "scrollable-region-focusable"]  # what another width can change
# Sums up what moves on its own while the page comes; the browser counts from the first paint.
SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) shifted += one.value; }))
  .observe({type: "layout-shift", buffered: true});"""
UNFOLD = "document.querySelectorAll('details').forEach(part => part.open = true)"
AXE = """([kind, values]) => axe.run(
  {exclude: [[".simplebar-content-wrapper"]]},
  {runOnly: {type: kind, values}, resultTypes: ["violations"], preload: false, selectors: false}
).then(found => found.violations.map(one =>
  `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`))"""

# Only what scrolls in a box of its own may be wider than the window.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const boxed = part => part && (/auto|scroll|hidden/.test(getComputedStyle(part).overflowX) || boxed(part.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter(part => part.getBoundingClientRect().right > width + 1 && !boxed(part.parentElement))
    .map(part => `too wide: ${part.tagName} ${part.className} ${part.textContent.trim().slice(0, 20)}`).slice(0, 3);
}"""

# A link in running text is as high as its line (WCAG 2.5.8 says so too); a box to tick counts with its label.
TOO_SMALL = """least => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(part => part.checkVisibility({visibilityProperty: true}) && part.type !== "hidden")
  .filter(part => !part.closest(".visually-hidden, .skip") && getComputedStyle(part).display !== "inline")
  .map(part => [part, (/checkbox|radio/.test(part.type) && part.labels[0] || part).getBoundingClientRect()])
  .filter(([part, box]) => Math.min(box.width, box.height) < least - 0.5)
  .map(([part, box]) => `too small: ${part.tagName} ${part.className} ${part.textContent.trim().slice(0, 12)} ` +
    `${part.name || ""} ${Math.round(box.width)} × ${Math.round(box.height)}`).slice(0, 5)"""

# A box that scrolls is reached by keyboard and has a name.
SCROLLS = """() => [...document.querySelectorAll("main *")]
  .filter(part => /auto|scroll/.test(getComputedStyle(part).overflowX) && part.scrollWidth > part.clientWidth + 1)
  .filter(part => !/TEXTAREA|INPUT|SELECT/.test(part.tagName))
  .filter(part => part.tabIndex < 0 && !part.querySelector("a, button, input") ||
    part.tabIndex >= 0 && !part.getAttribute("aria-label"))
  .map(part => `scrolls without a name or a focus: ${part.className}`)"""


def axe(page, rules=None) -> list[str]:
    """Return what axe finds on the page, all rules of WCAG 2.2 AA and of good practice or those that are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(AXE, ["rule", rules] if rules else ["tag", LEVELS])


def watch_shifts(page) -> None:
    """From now on count, in each page that is opened, how far its parts are pushed about while it comes."""
    page.add_init_script(SHIFTS)


def look(page) -> list[str]:
    """Return all that is wrong with the page, with everything folded out: on a desk, on a phone, and at 320 px."""
    wrong = []
    if (moved := page.evaluate("window.shifted")) > STILL:
        wrong.append(f"parts move while the page comes: {moved:.3f}")
    page.set_viewport_size(DESK)
    page.evaluate(UNFOLD)
    if (heads := page.locator("h1").count()) != 1:
        wrong.append(f"{heads} first headings")
    wrong += axe(page) + page.evaluate(TOO_SMALL, 24) + page.evaluate(SCROLLS)
    page.set_viewport_size(PHONE)
    wrong += axe(page, OF_LAYOUT) + page.evaluate(TOO_SMALL, 44) + page.evaluate(SCROLLS)
    page.set_viewport_size(NARROW)  # also what 1280 px are at a zoom of 400 %
    return wrong + page.evaluate(TOO_WIDE)
