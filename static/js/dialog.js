// An act with consequences is said in a dialog first. Without JavaScript the same words fold out in their place.
(() => {
  const close = (dialog) => { if (dialog.open) dialog.close(); };

  const build = (fold) => {
    const panel = fold.querySelector(".confirm-panel");
    const dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.setAttribute("aria-label", fold.querySelector("summary").textContent.trim());
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "btn btn-quiet";
    cancel.textContent = "Do nothing";
    cancel.addEventListener("click", () => close(dialog));
    panel.querySelector(".confirm-acts").append(" ", cancel);
    dialog.append(panel);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) close(dialog); });
    fold.after(dialog);
    return dialog;
  };

  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details.confirm > summary");
    if (!summary) return;
    event.preventDefault();
    const fold = summary.parentElement;
    const dialog = fold.nextElementSibling?.matches("dialog.dialog") ? fold.nextElementSibling : build(fold);
    dialog.showModal();
  });
})();
