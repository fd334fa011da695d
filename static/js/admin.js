// What the theme of the admin leaves unsaid for screen readers and keyboards: the main part, the menu's switch, names.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("main")?.setAttribute("role", "main");
  for (const tools of document.querySelectorAll("ul.object-tools")) {
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "操作");
  }
  for (const symbol of document.querySelectorAll("span.material-symbols-outlined")) {
    if (symbol.getAttribute("x-on:click")?.startsWith("sidebar")) makeButton(symbol, "显示或收起菜单");
  }
  nameAll();
  new MutationObserver(nameAll).observe(document.body, {childList: true, subtree: true});
});

function makeButton(part, name) {
  part.tabIndex = 0;
  part.setAttribute("role", "button");
  part.setAttribute("aria-label", name);
  part.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    part.click();
  });
}

// The searching selects and the scrolling menu are drawn by libraries after the page has come.
function nameAll() {
  document.querySelector("#nav-sidebar-apps .simplebar-content-wrapper")?.setAttribute("aria-label", "菜单");
  for (const box of document.querySelectorAll(".select2-container")) {
    const label = box.previousElementSibling?.labels?.[0]?.textContent.trim();
    if (!label) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) part.setAttribute("aria-label", label);
  }
}
