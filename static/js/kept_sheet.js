// Rows of an attendance sheet that were not sent: on this device, by meeting and person, until they are.
(() => {
  const PREFIX = "sheet:";
  const OLDEST = 14 * 24 * 60 * 60 * 1000;

  const stored = () => {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
      for (const name of names) if (Date.now() - JSON.parse(localStorage.getItem(name)).at > OLDEST) localStorage.removeItem(name);
      return localStorage;
    } catch {
      return null;
    }
  };

  window.keptSheet = (name) => {
    const place = stored(), key = PREFIX + name;
    return {
      works: place !== null,
      read: () => {
        try { return JSON.parse(place?.getItem(key) ?? "{}").rows ?? {}; } catch { return {}; }
      },
      write: (rows) => {
        try {
          if (Object.keys(rows).length) place?.setItem(key, JSON.stringify({ at: Date.now(), rows }));
          else place?.removeItem(key);
        } catch { /* full or forbidden: the page keeps them */ }
      },
    };
  };

  // A sheet that is signed off: what this device never sent is named once, so that somebody can correct it.
  const held = document.querySelector("[data-sheet-held]");
  if (!held) return;
  const kept = window.keptSheet(held.dataset.sheetHeld);
  const stands = (key) => held.querySelector(`[data-held="${CSS.escape(key)}"]`)?.dataset.mark;
  const left = Object.entries(kept.read()).filter(([key, value]) => value.mark && stands(key) !== value.mark);
  kept.write({});
  if (!left.length) return;
  const note = held.querySelector("[data-held-kept]");
  note.hidden = false;
  note.textContent = `Never sent from this device, and not recorded: ${left.map(([, value]) => `${value.name} ${value.mark}`).join(", ")}. Press Correct beside a name if it matters.`;
})();
