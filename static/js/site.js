// Small comforts for every page; each main job works without them.
(() => {
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector("details[data-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });

  // Where tabs do not fit beside each other, the present one is brought into view.
  for (const tab of document.querySelectorAll(".tabs a[aria-current]")) {
    const row = tab.closest("ul");
    row.scrollLeft = tab.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 4;
  }

  document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.parentElement.remove());

  // A form is sent once, however often its button is pressed; a few seconds later (a download, a slow line) it may be sent again.
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 5000);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // The browser's own time zone: in a cookie, by which the server prints times for visitors, and in the sign-up form.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) {
    document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
    for (const field of document.querySelectorAll("select[data-guess-zone]")) {
      if (field.value === "UTC" && [...field.options].some((option) => option.value === zone)) field.value = zone;
    }
  }

  // After a refused form, the keyboard starts at its summary, whose links lead to each field.
  document.querySelector("main form [data-form-errors], main form [aria-invalid=true]")?.focus();
})();
