// Single keys for who works here all day: through the review, to the search, between pages. "?" shows them.
// A key counts only where nothing is being typed, and the card that has the focus is the one that is meant. They can be
// switched off (WCAG 2.1.4). Without this script the pages work as they are.
"use strict";
const OFF = "shortcuts-off", PLACE = "review-place";
const panel = document.getElementById("shortcuts");
const opener = document.getElementById("shortcuts-open");
let going = false;

if (panel && opener) {
  const choice = panel.querySelector("input[type=checkbox]");
  choice.checked = !isOff();
  choice.addEventListener("change", () => remember(localStorage, OFF, choice.checked ? "" : "1"));
  opener.hidden = false;
  opener.addEventListener("click", () => panel.showModal());
  document.addEventListener("keydown", pressed);
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || panel.open || isOff() || isTyping(event.target)) return;
  const act = going ? goTo : { g: go, "?": () => panel.showModal(), "/": search, j: next, k: previous, a: accept, r: sendBack, x: tick }[event.key];
  going = false;
  if (act && act(event.key) !== false) event.preventDefault();
}

function isTyping(place) {
  if (place.isContentEditable || place.matches("textarea, select")) return true;
  return place.matches("input") && !["checkbox", "radio", "button", "submit"].includes(place.type);
}

function go() {
  going = true;
  setTimeout(() => { going = false; }, 1500);
}

function goTo(key) {
  const link = document.querySelector(`a[data-go="${CSS.escape(key)}"]`);
  if (!link) return false;
  link.click();
}

function search() {
  const field = document.getElementById("menu-find");
  if (!field) return false;
  field.focus();
}

function cards() {
  return [...document.querySelectorAll("[data-item]")];
}

function here() {
  return document.activeElement?.closest("[data-item]");
}

function next() {
  const all = cards(), card = here();
  // After a decision, which the page tells, the next answer stands where the last one stood. Else one begins at the first.
  const place = document.querySelector(".messages") ? Number(recall(sessionStorage, PLACE)) || 0 : 0;
  return show(all[card ? all.indexOf(card) + 1 : Math.min(place, all.length - 1)]);
}

function previous() {
  const all = cards(), card = here();
  return show(card ? all[all.indexOf(card) - 1] : all.at(-1));
}

function show(card) {
  if (!card) return false;
  card.querySelector("h2 a").focus({ preventScroll: true });
  card.scrollIntoView({ block: "start" });
}

function accept() {
  return press("accept", (button) => button.click());
}

function sendBack() {
  return press("return", (summary) => {
    summary.parentElement.open = true;
    summary.parentElement.querySelector("select, textarea").focus();
  });
}

function tick() {
  return press("tick", (box) => { box.checked = !box.checked; });
}

function press(name, how) {
  const card = here(), part = card?.querySelector(`[data-act="${name}"]`);
  if (!part) return false;
  remember(sessionStorage, PLACE, String(cards().indexOf(card)));
  how(part);
}

function isOff() {
  return recall(localStorage, OFF) === "1";
}

function recall(store, key) {
  try { return store.getItem(key); } catch { return null; } // a browser that keeps nothing
}

function remember(store, key, value) {
  try { store.setItem(key, value); } catch { /* nothing is kept, nothing is lost */ }
}
