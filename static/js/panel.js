// What the pages do beyond links and forms. Every page works without it.
(function () {
  "use strict";
  const live = document.getElementById("live");
  const toasts = document.getElementById("toasts");
  let isDirty = false;
  let used = "";

  function say(text) {
    live.textContent = "";
    window.setTimeout(() => (live.textContent = text), 50);
  }

  function toast(text) {
    const box = document.createElement("div");
    box.className = "toast-note";
    box.setAttribute("role", "alert");
    box.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "icon-button";
    close.dataset.close = "";
    close.setAttribute("aria-label", toasts.dataset.close);
    close.textContent = "×";
    box.append(close);
    toasts.replaceChildren(box);
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.classList.add("is-done");
    say(button.dataset.done + ": " + button.dataset.copy);
    window.setTimeout(() => button.classList.remove("is-done"), 1600);
  }

  function toggleTheme() {
    const root = document.documentElement;
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.bsTheme);
    } catch {
      // Without storage the choice holds for this page.
    }
  }

  // data-reveal="name=value" shows an element while the field called name has that value;
  // several values are separated by |. A hidden element takes its fields out of the form.
  function reveal() {
    for (const element of document.querySelectorAll("[data-reveal]")) {
      const [name, wanted] = element.dataset.reveal.split("=");
      const form = element.closest("form");
      const field = form && form.elements.namedItem(name);
      if (!field) continue;
      const value = field.type === "checkbox" ? (field.checked ? "on" : "off") : field.value;
      element.hidden = !wanted.split("|").includes(value);
    }
  }

  // The box on top ticks all rows of the page; the bar says how many are ticked.
  function countTicks(box) {
    const rows = [...document.querySelectorAll("#list input[name=keys]")];
    const all = document.querySelector("[data-select-page]");
    if (!all) return;
    if (box === all) for (const row of rows) row.checked = all.checked;
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    const count = document.querySelector("[data-selection-count]");
    if (count) count.textContent = ticked;
    if (box) say(document.querySelector(".selection-scope label").textContent.trim());
  }

  // A link to a field inside a folded group opens it.
  function unfold(id) {
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    target.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a, summary");
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button);
    if (button.dataset.themeToggle !== undefined) toggleTheme();
    if (button.dataset.close !== undefined) button.closest(".banner, .toast-note, dialog").remove();
    if (button.dataset.dialog) document.getElementById(button.dataset.dialog).showModal();
    if (button.closest(".summary") && button.hash) unfold(button.hash.slice(1));
  });

  // Nothing stays open behind somebody who tabs on; a press of the mouse has no relatedTarget.
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details.menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.querySelector("[data-quick-search]");
    if (event.key === "/" && search && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) isDirty = true;
    reveal();
  });
  document.addEventListener("change", reveal);
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=keys], [data-select-page]")) countTicks(event.target);
  });
  document.addEventListener("reset", () => window.setTimeout(countTicks));
  document.addEventListener("submit", (event) => {
    isDirty = false;
    // A second press must not save twice; the first press still sends its button.
    const form = event.target;
    if (form.method === "post" && !form.hasAttribute("hx-post") && form.dataset.selection === undefined) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });

  // Empty filters stay out of the URL.
  document.addEventListener("htmx:config:request", (event) => {
    used = document.activeElement.id;
    const { sourceElement, request } = event.detail.ctx;
    if (!sourceElement.matches("[data-tidy]") || !request.body) return;
    for (const [name, value] of [...request.body]) if (value === "") request.body.delete(name);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    // Parts that come by themselves take no focus from the start of the page, and say nothing; but
    // a job that stands in another way does.
    const target = event.detail.ctx.target;
    const id = target?.id ?? target?.slice?.(1);
    const region = (id === "list" || id === "job") && document.getElementById(id);
    const caption = region && region.querySelector("[data-announce], .empty-title");
    if (caption) say(caption.textContent.trim());
    // Whoever used a link of the old list goes on from the same link of the new one, or from its start.
    if (document.activeElement === document.body) {
      const next = (used && document.getElementById(used)) || ((id === "list" || used) && region) || null;
      next?.focus({ preventScroll: true });
    }
    reveal();
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status === 422) return;
    const answer = new DOMParser().parseFromString(event.detail.ctx.text, "text/html");
    const sentence = answer.querySelector(".banner-text");
    toast(sentence ? sentence.textContent.trim() : toasts.dataset.lost);
  });
  document.addEventListener("htmx:error", () => toast(toasts.dataset.lost));

  const first = document.querySelector("[data-focus]") || document.querySelector(".is-invalid");
  if (first) first.focus();
  countTicks();
  reveal();
})();
