// Dragging an activity onto a day or a month opens its page for another time, with that time filled in.
// Nothing is moved by the drop itself. Without this script the links beside each activity lead to the same page.
"use strict";
let moving = "";

document.addEventListener("dragstart", (event) => {
  const entry = event.target.closest("[data-move]");
  if (!entry) return;
  moving = entry.dataset.move;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", entry.innerText);
});

document.addEventListener("dragend", () => {
  moving = "";
  light(null);
});

document.addEventListener("dragover", (event) => {
  const place = target(event);
  light(place);
  if (place) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const place = target(event);
  if (!place) return;
  event.preventDefault();
  window.location.assign(`${moving}?to=${encodeURIComponent(place.dataset.to)}`);
});

function target(event) {
  return moving ? event.target.closest("[data-to]") : null;
}

function light(place) {
  for (const lit of document.querySelectorAll(".drop-here")) if (lit !== place) lit.classList.remove("drop-here");
  if (place) place.classList.add("drop-here");
}
