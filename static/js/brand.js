// The brand's page: a colour can be picked beside the field with its digits.
"use strict";

(() => {
  const digits = document.getElementById("id_accent");
  if (!digits) return;
  const whole = /^#[0-9a-f]{6}$/i;
  const picker = document.createElement("input");
  picker.type = "color";
  picker.className = "form-control";
  picker.setAttribute("aria-label", digits.dataset.pick || digits.labels[0]?.textContent.trim() || "");
  const follow = () => {
    if (whole.test(digits.value.trim())) picker.value = digits.value.trim().toLowerCase();
  };
  const row = document.createElement("div");
  row.className = "brand-colour";
  digits.before(row);
  row.append(digits, picker);
  follow();
  if (!digits.value) picker.value = digits.placeholder;
  digits.addEventListener("input", follow);
  picker.addEventListener("input", () => {
    digits.value = picker.value;
    digits.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
