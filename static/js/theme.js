// Sets light or dark before the first paint: the reader's choice if there is one, else the device's preference.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (choice) => { try { localStorage.setItem("theme", choice); } catch { /* private mode: it holds for this page */ } };
  const show = (choice) => {
    const fixed = choice === "light" || choice === "dark";
    document.documentElement.dataset.bsTheme = fixed ? choice : dark.matches ? "dark" : "light";
  };

  show(read());
  dark.addEventListener("change", () => show(read()));
  document.addEventListener("DOMContentLoaded", () => {
    const choices = document.querySelector("[data-theme-choice]");
    if (!choices) return;
    const current = choices.querySelector(`input[value="${read()}"]`);
    if (current) current.checked = true;
    choices.hidden = false;
    choices.addEventListener("change", (event) => { keep(event.target.value); show(event.target.value); });
  });
})();
