// The preview of a text: what htmx cannot say by itself when no preview comes.
(() => {
  const failed = (event) => {
    const region = event.detail.target;
    if (region?.matches("[data-preview]")) region.textContent = "The preview could not be made just now. Your text is still above; try again in a moment.";
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
})();
