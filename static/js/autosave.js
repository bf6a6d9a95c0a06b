// Keeps what is typed: on this device at once, on the server a few seconds later, without getting in the way.
//
//   <form data-autosave="/…/save/" data-autosave-key="…">   an empty address: kept on this device only
//   <input type="hidden" name="slot">                       told which copy on this device holds what is sent
//   <… data-autosave-done="…key…">                          the server has it: the copies under this key are not needed
//
// Every page has a copy of its own under the key, so that two tabs do not overwrite each other's. A copy goes only when
// the server has acknowledged exactly this text, or a person throws it away.
(() => {
  const PAUSE = 3000, RETRY = 15000, PATIENCE = 5000, GIVEN_UP = 15000;
  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    keep: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or private: the server still saves */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* nothing is kept then */ } },
    under: (key) => { try { return Object.keys(localStorage).filter((name) => name === key || name.startsWith(`${key}:`)); } catch { return []; } },
  };
  const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version", "slot"]);
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const drawn = () => [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36).padStart(2, "0")).join("");

  const written = (form) => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  const grouped = (pairs) => pairs.reduce((all, [name, value]) => all.set(name, [...(all.get(name) || []), value]), new Map());
  const same = (some, others = []) => some.length === others.length && some.every((value, place) => value === others[place]);

  // What was changed on the page that kept the copy, since `base` was stored, goes into this one. A text that was changed
  // on both sides keeps both, one after the other, unless one holds the other.
  const both = (here, own) => (own.includes(here) ? own : here.includes(own) ? here : `${here}\n\n${own}`);
  const fill = (form, { pairs, base = [] }) => {
    const copy = grouped(pairs), before = grouped(base), here = grouped(written(form));
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.has(field.name) || field.type === "submit" || field.type === "file") continue;
      const own = copy.get(field.name) || [], old = before.get(field.name);
      if (same(own, old)) continue;
      const isText = field.matches("textarea") && !same(here.get(field.name), old);
      if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
      else field.value = isText ? both(field.value, own[0]) : own[0] ?? "";
    }
    for (const field of form.querySelectorAll("textarea, [data-availability]")) {
      field.dispatchEvent(new Event(field.matches("textarea") ? "input" : "change", { bubbles: true }));
    }
  };

  // Sending to the server: one at a time, and what got no answer is sent again as it was, so that a save whose answer was
  // lost on the way is not taken for somebody else's.
  const courier = (form, { url, key, now, say }) => {
    const signIn = form.querySelector("[data-autosave-sign-in]");
    let stored = now(), timer = 0, running = null, stopped = false, unanswered = null, hasWaited = false, isOut = false;

    const freshToken = (body) => {
      const token = cookie("csrftoken");
      if (!token) return;
      form.elements.csrfmiddlewaretoken.value = token;
      body?.set("csrfmiddlewaretoken", token);
    };
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
    const acknowledged = (text, answer) => {
      stored = text;
      form.elements.version.value = answer.version;
      if (now() === text) store.drop(key); else later(0);
      say(`Saved ${answer.saved}`);
      document.dispatchEvent(new CustomEvent("autosave:saved", { detail: answer }));
    };
    const refused = async (reply) => {
      stopped = reply.status === 409;
      const answer = await reply.json().catch(() => ({}));
      say(`${answer.sentence || "Not saved."} Your text is kept on this device.`);
    };
    const signedOut = (is) => {
      isOut = is;
      if (signIn) signIn.hidden = !is;
      if (is) say("You are signed out. Your text is kept on this device, and is back once you have signed in again.");
    };
    const heard = async (reply, text) => {
      const turnedAway = reply.type === "opaqueredirect" || reply.status === 403;
      if (!reply.ok && !turnedAway && reply.status !== 409 && reply.status !== 422) throw new Error(String(reply.status));
      const answer = reply.ok ? await reply.json() : null;
      unanswered = null;
      signedOut(turnedAway);
      if (turnedAway) later(RETRY);
      else if (answer) acknowledged(text, answer);
      else await refused(reply);
    };
    const carry = async () => {
      unanswered ??= { text: now(), body: new FormData(form) };
      freshToken(unanswered.body);
      try {
        await heard(await fetch(url, { method: "POST", body: unanswered.body, redirect: "manual", credentials: "same-origin" }), unanswered.text);
      } catch {
        say("No connection. Your text is kept on this device, and we try again.");
        later(RETRY);
      }
    };
    const save = () => {
      if (url && !running && !stopped && (unanswered || now() !== stored)) running = carry().finally(() => { running = null; });
      return running;
    };

    // A button was pressed: after the answer to what is on its way, and not for ever if the page is still here later.
    const leave = (event) => {
      const busy = running ?? (unanswered && save());
      if (busy && !hasWaited) {
        event.preventDefault();
        hasWaited = true;
        Promise.race([busy, new Promise((done) => { setTimeout(done, PATIENCE); })]).then(() => form.requestSubmit(event.submitter));
        return;
      }
      freshToken();
      clearTimeout(timer);
      stopped = true;
      setTimeout(() => { stopped = hasWaited = false; save(); }, GIVEN_UP);
    };
    return {
      save, leave,
      resume: () => { stopped = false; },
      isStored: () => now() === stored,
      base: () => JSON.parse(stored),
      soon: () => {
        if (stopped) return;
        if (!isOut) say("Saving …");
        if (!running) later(PAUSE);
      },
    };
  };

  const start = (form) => {
    const url = form.dataset.autosave, shared = form.dataset.autosaveKey, slot = drawn(), key = `${shared}:${slot}`;
    const status = form.querySelector("[data-autosave-status]");
    const say = (text) => { if (status.textContent !== text) status.textContent = text; };
    const now = () => JSON.stringify(written(form));
    const version = () => form.elements.version?.value;
    const sending = courier(form, { url, key, now, say });
    if (form.elements.slot) form.elements.slot.value = slot;

    const keep = (pairs) => store.keep(key, { pairs, base: sending.base(), version: version(), at: new Date().toISOString() });
    let seen = now();
    const typed = () => {
      if (now() === seen) return; // a field that loses the focus says so without news, and what is said must stay put
      seen = now();
      if (sending.isStored()) return store.drop(key);
      keep(written(form));
      if (!url) say("Not sent yet. Kept on this device.");
      else sending.soon();
    };

    // What earlier visits left behind: gone if this page shows it, back at once if nothing was saved since, else offered.
    const trimmed = (pairs) => JSON.stringify(pairs.map(([name, value]) => [name, value.trim()]));
    const shown = trimmed(written(form)), isUnsaved = "autosaveUnsaved" in form.dataset;
    const copies = store.under(shared).map((name) => ({ name, ...store.read(name) })).filter(({ pairs }) => pairs);
    const left = copies.filter(({ pairs }) => trimmed(pairs) !== shown).sort((one, other) => other.at.localeCompare(one.at));
    const offer = document.querySelector("[data-autosave-offer]");
    const next = () => {
      offer.hidden = !left.length;
      if (!left.length) return;
      const when = new Date(left[0].at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
      offer.querySelector("[data-autosave-offer-text]").textContent = `It was typed here on ${when} and is not what this page shows.`;
    };
    const bringBack = (copy) => { fill(form, copy); typed(); store.drop(copy.name); };
    const settle = (event) => {
      const copy = left.shift();
      if (event.target.matches("[data-autosave-restore]")) bringBack(copy); else store.drop(copy.name);
      next();
    };
    for (const button of offer.querySelectorAll("button")) button.addEventListener("click", settle);
    for (const { name, pairs } of copies) {
      if (trimmed(pairs) !== shown) continue;
      if (isUnsaved) keep(pairs);
      store.drop(name);
    }
    if (url && !isUnsaved && left.length === 1 && left[0].version === version()) {
      bringBack(left.pop());
      say("What you typed here before is back. Saving …");
    }
    next();

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", sending.leave);
    window.addEventListener("pageshow", (event) => { if (event.persisted) sending.resume(); });
    window.addEventListener("online", sending.save);
    document.addEventListener("visibilitychange", () => { if (document.hidden) sending.save(); });
  };

  for (const done of document.querySelectorAll("[data-autosave-done]")) store.under(done.dataset.autosaveDone).forEach(store.drop);
  const here = new URL(location);
  if (here.searchParams.has("kept")) {
    here.searchParams.delete("kept");
    history.replaceState(history.state, "", here);
  }
  for (const form of document.querySelectorAll("form[data-autosave]")) start(form);
})();
