// Lists: choosing all rows, saying how many are chosen, and filters whose address holds only what was chosen.
(() => {
  const boxes = (form) => [...form.querySelectorAll("tbody input[type=checkbox]")];
  const count = (form) => {
    const all = boxes(form);
    const chosen = all.filter((box) => box.checked).length;
    for (const place of form.querySelectorAll("[data-chosen-count]")) place.textContent = `${chosen} of ${all.length} chosen.`;
    const head = form.querySelector("[data-choose-all]");
    if (!head) return;
    head.checked = chosen === all.length && chosen > 0;
    head.indeterminate = chosen > 0 && chosen < all.length;
  };
  const prepare = () => {
    for (const head of document.querySelectorAll("[data-choose-all]")) {
      head.hidden = false;
      count(head.form ?? head.closest("form"));
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-filter] select")) target.form.requestSubmit();
    const form = target.closest?.("form");
    if (!form?.querySelector("[data-choose-all]")) return;
    if (target.matches("[data-choose-all]")) for (const box of boxes(form)) box.checked = target.checked;
    count(form);
  });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!detail.elt.matches("[data-filter]")) return;
    for (const [name, value] of [...detail.formData.entries()]) if (value === "") detail.formData.delete(name);
  });
  document.addEventListener("submit", ({ target }) => {
    if (!target.matches("[data-filter]")) return;
    for (const field of target.elements) if (field.name && field.value === "") field.disabled = true;
    setTimeout(() => { for (const field of target.elements) field.disabled = false; });
  });
  document.addEventListener("htmx:afterSettle", prepare);
  window.addEventListener("pageshow", prepare);
  prepare();
})();
