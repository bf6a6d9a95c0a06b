// The attendance sheet: each tap is saved at once, and a row that could not be saved says so and keeps what was entered.
(() => {
  const form = document.querySelector("form[data-sheet]");
  if (!form) return;

  const MARKS = { p: "present", l: "late", e: "excused", a: "absent" };
  const rows = [...form.querySelectorAll(".roster-row")]
    .filter((row) => row.querySelector("input[type=radio]"))
    .map((row) => ({ row, key: row.querySelector("input[type=radio]").name.replace("mark-", "") }));
  const waiting = new Set();
  const failed = new Set();
  let sending = false;

  const field = (name) => form.elements.namedItem(name);
  const markOf = (key) => field(`mark-${key}`).value;
  const nameOf = (row) => row.querySelector(".person-name").textContent;
  const find = (key) => rows.find((entry) => entry.key === key).row;

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

  const tellMissing = () => {
    const names = rows.filter((entry) => !markOf(entry.key)).map((entry) => nameOf(entry.row));
    const text = names.length ? `Without a mark: ${names.join(", ")}.` : "Everyone has a mark.";
    form.querySelector("[data-sheet-missing]").textContent = text;
    const everyone = form.querySelector("[data-everyone]");
    if (everyone) everyone.textContent = names.length === rows.length ? "All present" : "All others present";
  };

  const tellState = () => {
    const state = form.querySelector("[data-sheet-state]");
    const count = failed.size;
    if (sending) state.textContent = "Saving …";
    else if (count) state.textContent = `${count} ${count === 1 ? "row is" : "rows are"} not saved. What you entered stays here: press Save to try again.`;
    else state.textContent = "Saved.";
  };

  const fail = (keys, text) => {
    for (const key of keys) {
      failed.add(key);
      say(key, `Not saved. ${text}`, true);
    }
  };

  const bodyOf = (keys) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    for (const key of keys) for (const part of ["mark", "note", "version"]) body.set(`${part}-${key}`, field(`${part}-${key}`).value);
    return body;
  };

  const take = (keys, answer) => {
    for (const key of keys) {
      if (key in answer.saved) {
        field(`version-${key}`).value = answer.saved[key];
        say(key, "");
      } else if (answer.refused[key]) fail([key], answer.refused[key]);
    }
  };

  const send = async (keys) => {
    const response = await fetch(form.action, { method: "POST", body: bodyOf(keys), headers: { Accept: "application/json" } });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isJson && (response.ok || response.status === 409)) take(keys, await response.json());
    else if (response.redirected || response.status === 403) fail(keys, "You are signed out. Sign in in another tab, then press Save here.");
    else if (response.status === 409) fail(keys, "The sheet changed meanwhile. Open the page again to see how it stands.");
    else fail(keys, "The server could not answer. Press Save to try again.");
  };

  // One request at a time; what is tapped meanwhile goes with the next, so that versions stay in order.
  const save = async (keys) => {
    for (const key of keys) waiting.add(key);
    tellMissing();
    if (sending) return;
    sending = true;
    tellState();
    while (waiting.size) {
      const batch = [...waiting];
      for (const key of batch) {
        waiting.delete(key);
        failed.delete(key);
      }
      try {
        await send(batch);
      } catch {
        fail(batch, "There is no connection. It is tried again when you are back online.");
      }
    }
    sending = false;
    tellState();
  };

  const mark = (key, value) => {
    const choice = find(key).querySelector(`input[value=${value}]`);
    choice.checked = true;
    return choice;
  };

  form.addEventListener("change", (event) => {
    const key = event.target.name?.match(/^(?:mark|note)-(.+)$/)?.[1];
    if (key && markOf(key)) save([key]);
    else if (key) say(key, "A note is saved together with a mark.");
  });

  form.querySelector("[data-everyone]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const open = rows.filter((entry) => !markOf(entry.key)).map((entry) => entry.key);
    for (const key of open) mark(key, "present");
    if (open.length) save(open);
  });

  form.addEventListener("keydown", (event) => {
    const here = rows.findIndex((entry) => entry.row.contains(event.target));
    if (here < 0 || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = MARKS[event.key.toLowerCase()];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (value ? 1 : 0);
    if (!step) return;
    event.preventDefault();
    if (value) {
      mark(rows[here].key, value).focus();
      save([rows[here].key]);
    }
    const next = rows[here + step]?.row;
    if (next) (next.querySelector("input:checked") ?? next.querySelector("input[type=radio]")).focus();
  });

  window.addEventListener("online", () => { if (failed.size) save([...failed]); });
  window.addEventListener("beforeunload", (event) => { if ((failed.size || waiting.size) && !form.dataset.sent) event.preventDefault(); });
  form.querySelector("[data-sheet-keys]").hidden = !matchMedia("(hover: hover)").matches;
})();
