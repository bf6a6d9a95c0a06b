// Keeps what is typed: on this device at once, on the server a few seconds later, without getting in the way.
//
//   <form data-autosave="/…/save/" data-autosave-key="…">   an empty address: kept on this device only
//   <… data-autosave-done="…key…">                          the server has it: the copy here is not needed any more
//
// The copy on this device goes only when the server has acknowledged exactly this text.
(() => {
  const PAUSE = 3000, RETRY = 15000;
  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    keep: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or private: the server still saves */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* nothing is kept then */ } },
  };
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version"]);
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

  const written = (form) => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  const fill = (form, pairs) => {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.has(field.name) || field.type === "submit" || field.type === "file") continue;
      const own = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
      else field.value = own[0] ?? "";
    }
    for (const field of form.querySelectorAll("textarea, [data-availability]")) {
      field.dispatchEvent(new Event(field.matches("textarea") ? "input" : "change", { bubbles: true }));
    }
  };

  const start = (form) => {
    const url = form.dataset.autosave, key = form.dataset.autosaveKey;
    const status = form.querySelector("[data-autosave-status]");
    const say = (text) => { if (status.textContent !== text) status.textContent = text; };
    const now = () => JSON.stringify(written(form));
    let stored = now(), timer = 0, running = false, stopped = false;

    const freshToken = () => {
      const token = cookie("csrftoken");
      if (token) form.elements.csrfmiddlewaretoken.value = token;
    };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const acknowledged = (text, answer) => {
      stored = text;
      form.elements.version.value = answer.version;
      if (now() === text) store.drop(key); else later(PAUSE);
      say(`Saved ${answer.saved}`);
    };
    const refused = async (reply) => {
      stopped = reply.status === 409;
      const answer = await reply.json().catch(() => ({}));
      say(`${answer.sentence || "Not saved."} Your text is kept on this device.`);
    };
    const save = async () => {
      if (!url || running || stopped || now() === stored) return;
      running = true;
      freshToken();
      const text = now();
      try {
        const reply = await fetch(url, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" });
        if (reply.ok) acknowledged(text, await reply.json());
        else if (reply.status === 409 || reply.status === 422) await refused(reply);
        else if (reply.type === "opaqueredirect" || reply.status === 403) {
          say("You are signed out. Your text is kept on this device: sign in again in another tab, then go on here.");
          later(RETRY);
        } else throw new Error(String(reply.status));
      } catch {
        say("No connection. Your text is kept on this device, and we try again.");
        later(RETRY);
      } finally {
        running = false;
      }
    };
    const typed = () => {
      if (now() === stored) return;
      store.keep(key, { pairs: written(form), at: new Date().toISOString() });
      if (!url) say("Not sent yet. Kept on this device.");
      else if (!stopped) { say("Saving …"); if (!running) later(PAUSE); }
    };

    // What an earlier visit left behind is offered; until it is taken or thrown away it is kept apart from new typing.
    const offer = document.querySelector("[data-autosave-offer]");
    const before = `${key}:before`;
    const left = store.read(before) || store.read(key);
    const settle = (event) => { offer.hidden = true; store.drop(before); if (event.target.matches("[data-autosave-restore]")) fill(form, left.pairs); typed(); };
    if (left && JSON.stringify(left.pairs) !== stored) {
      const when = new Date(left.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
      offer.querySelector("[data-autosave-offer-text]").textContent = `It was typed here on ${when} and is not what this page shows.`;
      offer.hidden = false;
      store.keep(before, left);
      store.drop(key);
      for (const button of offer.querySelectorAll("button")) button.addEventListener("click", settle);
    } else if (left && !("autosaveUnsaved" in form.dataset)) {
      store.drop(before);
      store.drop(key);
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", () => { freshToken(); clearTimeout(timer); stopped = true; });
    window.addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  };

  for (const done of document.querySelectorAll("[data-autosave-done]")) { store.drop(done.dataset.autosaveDone); store.drop(`${done.dataset.autosaveDone}:before`); }
  for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
})();
