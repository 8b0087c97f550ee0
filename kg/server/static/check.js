// Makes the checked draft easier to walk through, and lets a file be dropped anywhere on the form. The page works without it.
"use strict";

const notes = document.querySelector(".notes");
let current = null;

function show(id, focus) {
  const note = document.getElementById(id);
  if (!note) return;
  current?.classList.remove("current");
  for (const link of document.querySelectorAll(".draft a.current")) link.classList.remove("current");
  current = note;
  note.classList.add("current");
  for (const link of document.querySelectorAll(`.draft a[href="#${id}"]`)) link.classList.add("current");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const inside = getComputedStyle(notes).overflowY === "auto";
  if (inside) notes.scrollTo({ top: note.offsetTop - 8, behavior: still ? "auto" : "smooth" });
  else note.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
  if (focus) note.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#claim-'], a[data-back]");
  if (!link || !notes) return;
  event.preventDefault();
  if (!link.dataset.back) return show(link.hash.slice(1), event.detail === 0 || !link.closest(".draft"));
  const place = document.querySelector(`.draft a[href="#claim-${link.dataset.back}"]`);
  place?.scrollIntoView({ block: "center" });
  place?.focus({ preventScroll: true });
});

const form = document.getElementById("form");
const file = document.getElementById("file");
const told = document.getElementById("status");

form.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  form.classList.add("over");
});
form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  form.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  file.files = event.dataTransfer.files;
  form.requestSubmit();
});
file.addEventListener("change", () => {
  if (file.files.length) told.textContent = `${file.files[0].name} will be checked instead of the text above.`;
});
form.addEventListener("submit", () => {
  told.textContent = "Checking …";
});
