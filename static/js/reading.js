// Reading: a text that fits the window stays in sight while one scores, Ctrl or Cmd with Enter saves and opens the next one, 1 to 4 score where the keyboard is, and leaving with
// something unsaved is asked about first.
(() => {
  const text = document.querySelector("[data-reading-text]");
  const stay = () => text.classList.toggle("reading-text-stays", text.offsetHeight < 0.88 * window.innerHeight);
  if (text) {
    window.addEventListener("resize", stay);
    stay();
  }

  const form = document.querySelector("form[data-reading]");
  if (!form) return;
  const save = form.querySelector("[data-save-and-next]");
  const said = form.querySelector("[data-scored]");
  const groups = [...form.querySelectorAll("[data-criterion]")];
  let isChanged = false;

  const count = () => {
    if (!said) return;
    const done = groups.filter((group) => group.querySelector("input:checked")).length;
    said.hidden = false;
    said.textContent = `${done} of ${groups.length} chosen`;
  };

  form.addEventListener("input", () => { isChanged = true; count(); });
  form.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  window.addEventListener("pageshow", count);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      form.requestSubmit(save);
      return;
    }
    const group = document.activeElement.closest?.("[data-criterion]");
    if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
    const choice = group.querySelector(`input[value="${CSS.escape(event.key)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
  });

  count();
})();
