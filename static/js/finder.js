// The box of the search: opened by Ctrl-K anywhere, by / where no list takes it; arrows, Enter, Escape.
(function () {
  "use strict";
  const box = document.getElementById("finder");
  const field = document.getElementById("finder-text");
  const found = document.getElementById("finder-found");
  if (!box || !box.showModal) return;

  const options = () => [...found.querySelectorAll("[role=option]")];

  function open() {
    if (!box.open) box.showModal();
    field.focus();
    field.select();
  }

  function choose(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-finder]");
    if (way && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open();
    }
    // The ground beside the box is the dialog itself.
    if (event.target === box || event.target.closest("[data-finder-close]")) box.close();
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const isFree = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isOurs || (isFree && !document.querySelector("[data-quick-search], dialog[open]"))) {
      event.preventDefault();
      open();
    }
  });

  field.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // Before the first and after the last stands the field itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = (at + 1 + step + all.length + 1) % (all.length + 1);
      choose(all[next - 1]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      all[at].click();
    }
  });

  document.addEventListener("htmx:after:swap", () => {
    field.setAttribute("aria-expanded", String(options().length > 0));
    choose(null);
    if (!box.open) return;
    const note = found.querySelector(".finder-note");
    document.getElementById("live").textContent = note ? note.textContent.trim() : String(options().length);
  });
})();
