// The attendance sheet: each tap is saved at once. What could not be sent is kept in the page and on this device, and sent again.
(() => {
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;

  const MARKS = { p: "present", l: "late", e: "excused", a: "absent" };
  const FIRST_WAIT = 5000, LONGEST_WAIT = 60000;
  const kept = window.keptSheet(form.dataset.sheet);
  const lines = [...form.querySelectorAll(".roster-row")];
  const rows = lines
    .filter((row) => row.querySelector("input[type=radio]"))
    .map((row) => ({ row, key: row.querySelector("input[type=radio]").name.replace("mark-", "") }));
  const waiting = new Set(); // goes with the next request
  const unsent = new Set(); // no answer: sent again
  const refused = new Set(); // the server said no: for the person to look at
  let flying = [], wait = FIRST_WAIT, timer = 0, pressed = null;

  const field = (name) => form.elements.namedItem(name);
  const markOf = (key) => field(`mark-${key}`).value;
  const nameOf = (row) => row.querySelector(".person-name").textContent;
  const find = (key) => rows.find((entry) => entry.key === key)?.row;
  const signOff = form.querySelector("[data-sheet-sign]");
  const some = (count) => `${count} ${count === 1 ? "row" : "rows"}`;

  const say = (key, text, isBad = false) => {
    const row = find(key);
    let note = row.querySelector(".sheet-note");
    if (!note) {
      note = document.createElement("p");
      note.setAttribute("role", "status");
      row.append(note);
    }
    note.className = isBad ? "sheet-note sheet-note-bad" : "sheet-note";
    note.textContent = text;
  };

  const missing = () => rows.filter((entry) => !markOf(entry.key));
  const tellMissing = () => {
    const names = missing().map((entry) => nameOf(entry.row));
    form.querySelector("[data-sheet-missing]").textContent = names.length ? `Without a mark: ${names.join(", ")}.` : "Everyone has a mark.";
    const everyone = form.querySelector("[data-everyone]");
    if (everyone) everyone.textContent = names.length === rows.length ? "All present" : "All others present";
  };

  const tellState = () => {
    const state = form.querySelector("[data-sheet-state]");
    const where = kept.works ? "kept on this device" : "kept in this page: leave it open";
    if (flying.length) state.textContent = "Saving …";
    else if (unsent.size) state.textContent = `No connection. ${some(unsent.size)} ${where}, and sent by itself when it is back.`;
    else if (refused.size) state.textContent = `${some(refused.size)} not saved. The reason stands beside the name.`;
    else state.textContent = "Saved.";
    state.classList.toggle("sheet-state-bad", !flying.length && unsent.size + refused.size > 0);
  };

  const remember = () => {
    const values = [...new Set([...waiting, ...flying, ...unsent])].map((key) => [key, {
      mark: markOf(key), note: field(`note-${key}`).value, version: field(`version-${key}`).value, name: nameOf(find(key)),
    }]);
    kept.write(Object.fromEntries(values));
  };

  const bodyOf = (keys) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    for (const key of keys) for (const part of ["mark", "note", "version"]) body.set(`${part}-${key}`, field(`${part}-${key}`).value);
    return body;
  };

  const refuse = (keys, text) => {
    for (const key of keys) {
      refused.add(key);
      say(key, `Not saved. ${text}`, true);
    }
  };
  const leaveUnsent = (keys, text) => {
    for (const key of keys) {
      unsent.add(key);
      say(key, `Not sent yet. ${text}`, true);
    }
    clearTimeout(timer);
    timer = setTimeout(again, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const take = (keys, answer) => {
    wait = FIRST_WAIT;
    for (const key of keys) {
      if (key in answer.saved) {
        field(`version-${key}`).value = answer.saved[key];
        say(key, "");
      } else refuse([key], answer.refused[key] ?? "Open the page again to see how it stands.");
    }
  };

  const send = async (keys) => {
    const response = await fetch(form.action, { method: "POST", body: bodyOf(keys), headers: { Accept: "application/json" } });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson && (response.ok || response.status === 409)) take(keys, await response.json());
    else if (response.redirected || response.status === 403) leaveUnsent(keys, "You are signed out. Sign in in another tab, then come back here.");
    else if (response.status >= 500 || response.status === 429) leaveUnsent(keys, "The server could not answer. It is tried again.");
    else refuse(keys, "The sheet changed meanwhile. Open the page again to see how it stands.");
  };

  // One request at a time; what is tapped meanwhile goes with the next, so that versions stay in order.
  const save = async (keys) => {
    for (const key of keys) waiting.add(key);
    remember();
    tellMissing();
    if (flying.length) return;
    while (waiting.size) {
      flying = [...waiting];
      const batch = flying;
      tellState();
      for (const set of [waiting, unsent, refused]) for (const key of batch) set.delete(key);
      try {
        await send(batch);
      } catch {
        leaveUnsent(batch, "There is no connection.");
      }
      flying = [];
      remember();
    }
    tellState();
    const button = pressed;
    pressed = null;
    if (button && !unsent.size && !refused.size) form.requestSubmit(button);
  };
  const again = () => { if (unsent.size) save([...unsent]); };

  const mark = (row, value) => {
    const choice = row.querySelector(`input[value=${value}]`);
    choice.checked = true;
    return choice;
  };
  const everyone = () => {
    const open = missing();
    for (const entry of open) mark(entry.row, "present");
    if (open.length) save(open.map((entry) => entry.key));
  };
  const exception = (number, value) => {
    const entry = rows.find(({ row }) => row === lines[number]);
    if (!entry) return;
    mark(entry.row, value).focus();
    save([entry.key]);
  };
  const step = (here, by) => {
    const next = rows[here + by]?.row;
    if (next) (next.querySelector("input:checked") ?? next.querySelector("input[type=radio]")).focus();
  };

  form.addEventListener("change", (event) => {
    const key = event.target.name?.match(/^(?:mark|note)-(.+)$/)?.[1];
    if (key && markOf(key)) save([key]);
    else if (key) say(key, "A note is saved together with a mark.");
  });
  form.querySelector("[data-everyone]")?.addEventListener("click", (event) => {
    event.preventDefault();
    everyone();
  });

  // P, L, E, A mark the row and move on; a number marks that row absent, with Shift late; Enter is "all others present", then "sign off".
  form.addEventListener("keydown", (event) => {
    const here = rows.findIndex((entry) => entry.row.contains(event.target));
    if (here < 0 || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = event.shiftKey ? undefined : MARKS[event.key.toLowerCase()];
    const number = event.code.match(/^(?:Digit|Numpad)(\d)$/)?.[1];
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!value && !number && !arrow && event.key !== "Enter") return;
    event.preventDefault();
    if (arrow) step(here, arrow);
    else if (number) exception((Number(number) + 9) % 10, event.shiftKey ? "late" : "absent");
    else if (value) {
      mark(rows[here].row, value).focus();
      save([rows[here].key]);
      step(here, 1);
    } else if (missing().length) everyone();
    else signOff?.focus();
  });

  // What is still on its way arrives first: the form would send older versions beside it.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine && !flying.length) return;
    event.preventDefault();
    if (flying.length) pressed = event.submitter;
    tellState();
    if (!navigator.onLine) form.querySelector("[data-sheet-state]").textContent += " It can be signed off then.";
  });
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  window.addEventListener("beforeunload", (event) => { if (unsent.size && !kept.works) event.preventDefault(); });

  const restore = () => {
    const found = Object.entries(kept.read()).filter(([key]) => find(key));
    for (const [key, value] of found) {
      if (value.mark) mark(find(key), value.mark);
      field(`note-${key}`).value = value.note;
      field(`version-${key}`).value = value.version;
      say(key, "Kept on this device; sent now.");
    }
    if (found.length) save(found.map(([key]) => key));
  };

  const hasKeys = matchMedia("(hover: hover) and (pointer: fine)").matches;
  form.querySelector("[data-sheet-keys]").hidden = !hasKeys;
  if (hasKeys && "sheetFirst" in form.dataset && missing().length === rows.length && rows.length) rows[0].row.querySelector("input").focus({ preventScroll: true });
  restore();
})();
