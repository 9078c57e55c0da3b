// Fields of passwords: show what is typed, and make one up. Pages work without it.
(function () {
  "use strict";

  function fields(box) {
    return [...box.closest("form").querySelectorAll("[autocomplete=new-password]")];
  }

  function show(box, isShown) {
    for (const field of fields(box)) field.type = isShown ? "text" : "password";
    const button = box.querySelector("[data-show]");
    button.setAttribute("aria-pressed", String(isShown));
  }

  function random(alphabet, length) {
    // Numbers at the end of the range would favour the first letters: draw again.
    const most = 256 - (256 % alphabet.length);
    let made = "";
    while (made.length < length) {
      const [number] = crypto.getRandomValues(new Uint8Array(1));
      if (number < most) made += alphabet[number % alphabet.length];
    }
    return made;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show], [data-make]");
    if (!button) return;
    const box = button.closest("[data-secrets]");
    if (button.dataset.make === undefined) {
      show(box, button.getAttribute("aria-pressed") !== "true");
      return;
    }
    const made = random(box.dataset.secrets, 14);
    for (const field of fields(box)) field.value = made;
    show(box, true);
    fields(box)[0].dispatchEvent(new Event("change", { bubbles: true }));
  });

  // A password that stands readable must not be kept by the browser as text that was typed.
  document.addEventListener("submit", (event) => {
    const box = event.target.querySelector("[data-secrets]");
    if (box) show(box, false);
  });
})();
