// Files of a form are sent in place, so that one sees how far they are on their way and they stay chosen if something is refused.
// Without files the form is sent as ever; without this script, too.
(() => {
  const form = document.querySelector("form[data-hand-in]");
  const meter = form?.querySelector("[data-upload]");
  if (!meter) return;
  const bar = meter.querySelector("[data-upload-bar]"), said = meter.querySelector("[data-upload-said]");
  const button = form.querySelector(".acts [type=submit]");
  const refused = form.querySelector("[data-hand-in-refused]"), chooser = form.querySelector("input[type=file]");
  const isOurs = (event) => event.target === form;
  let told = 0;

  const say = (share) => {
    bar.value = Math.round(100 * share);
    const step = Math.floor(4 * share);
    if (step === told && said.textContent) return; // read out at each quarter, not at each packet
    told = step;
    said.textContent = share < 1 ? `Sending: ${25 * step} % sent. Please keep this page open.` : "Everything has been sent. It is being kept …";
  };
  const failed = (sentence) => {
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.className = "note note-bad";
    alert.textContent = sentence;
    refused.replaceChildren(alert);
    alert.scrollIntoView({ block: "center" });
  };

  form.addEventListener("htmx:confirm", (event) => {
    if (!isOurs(event) || chooser.files.length) return;
    event.preventDefault();
    form.submit();
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    refused.replaceChildren();
    button.disabled = true;
    meter.hidden = false;
    told = 0;
    said.textContent = "";
    say(0);
  });
  form.addEventListener("htmx:xhr:progress", (event) => {
    const { lengthComputable, loaded, total } = event.detail;
    if (isOurs(event) && lengthComputable && total) say(loaded / total);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event)) return;
    button.disabled = false;
    meter.hidden = !event.detail.successful;
  });
  form.addEventListener("htmx:afterSwap", () => {
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const link of refused.querySelectorAll("a[href^='#']")) form.querySelector(link.hash)?.setAttribute("aria-invalid", "true");
    refused.querySelector("[data-form-errors]")?.focus();
  });
  form.addEventListener("htmx:sendError", (event) => { if (isOurs(event)) failed("The connection broke before everything was sent. Nothing was handed in. Your words and files are still here: try again."); });
  form.addEventListener("htmx:responseError", (event) => {
    if (!isOurs(event)) return;
    failed(event.detail.xhr.status === 413
      ? "Your files are larger than 25 MB together, so nothing was handed in. Your words are still here: choose smaller files, or hand in a link to the large ones."
      : "This could not be handed in just now. Your words and files are still here: try again in a moment, or reload the page if it stays so.");
  });
})();
