// The preview of a text: once asked for, it follows what is typed; and what htmx cannot say when no preview comes.
(() => {
  const PAUSE = 600; // milliseconds without a key
  const timers = new WeakMap();

  const parts = (inside) => {
    const editor = inside.closest?.("[data-editor]");
    return { editor, region: editor?.querySelector("[data-preview]"), button: editor?.querySelector("[data-preview-button]") };
  };

  // A screen reader reads the preview that was asked for, and not each one that follows the typing.
  document.addEventListener("click", (event) => {
    const { region, button } = parts(event.target);
    if (event.isTrusted && button?.contains(event.target)) region.removeAttribute("aria-live");
  });

  document.addEventListener("input", (event) => {
    const { editor, region, button } = parts(event.target);
    if (!button || !region.firstElementChild) return;
    clearTimeout(timers.get(editor));
    timers.set(editor, setTimeout(() => {
      region.setAttribute("aria-live", "off");
      htmx.trigger(button, "click");
    }, PAUSE));
  });

  const failed = (event) => {
    const region = event.detail.target;
    if (region?.matches("[data-preview]")) region.textContent = "The preview could not be made just now. Your text is still above; try again in a moment.";
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
})();
