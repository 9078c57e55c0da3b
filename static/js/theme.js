// Sets the theme before anything is drawn; the choice of a person wins over that of the system.
(function () {
  "use strict";
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  }
  function apply() {
    root.dataset.bsTheme = stored() || (system.matches ? "dark" : "light");
  }
  root.classList.add("has-scripts");
  system.addEventListener("change", apply);
  apply();
})();
