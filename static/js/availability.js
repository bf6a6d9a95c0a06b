// The hours of a week. Where it is wide: a grid, painted by drag and arrow keys. Where it is narrow: rows of day, from and to.
// Both show the same checkboxes, and only these are sent. Without this script the days unfold and are ticked.
(() => {
  const DAY = 48;
  const amount = (halves) => `${halves / 2} ${halves === 2 ? "hour" : "hours"}`;
  const clock = (half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`;
  const range = (from, to) => Array.from({ length: to - from }, (_, step) => from + step);
  const boxesOf = (part) => [...part.querySelectorAll("input[name=grid]")];

  // Painting: a drag begins in one half-hour and goes on into others; what it covers gets the opposite of what the first one was.
  const paint = (grid, boxes, isWide, mark) => {
    let last = null, value = false, dragged = false;
    const boxAt = (element) => element?.closest?.(".day-slots label")?.querySelector("input");
    const between = (one, other) => {
      const [first, final] = [boxes.indexOf(one), boxes.indexOf(other)].sort((a, b) => a - b);
      return Math.floor(first / DAY) === Math.floor(final / DAY) ? boxes.slice(first, final + 1) : [one, other];
    };
    grid.addEventListener("pointerdown", (event) => {
      const box = boxAt(event.target);
      if (!box || !isWide() || event.button !== 0) return;
      [last, value] = [box, !box.checked];
      if (event.target.hasPointerCapture(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
    });
    grid.addEventListener("pointermove", (event) => {
      const box = last && boxAt(document.elementFromPoint(event.clientX, event.clientY));
      if (!box || box === last) return;
      mark(between(last, box), value);
      [last, dragged] = [box, true];
    });
    for (const end of ["pointerup", "pointercancel"]) {
      window.addEventListener(end, () => { last = null; setTimeout(() => { dragged = false; }); });
    }
    grid.addEventListener("click", (event) => { if (dragged && boxAt(event.target)) event.preventDefault(); }, true);
  };

  // Keys: one half-hour takes part in tabbing, arrows move on, and with shift they take the mark along.
  const keys = (grid, boxes, isWide, mark) => {
    const tabTo = (current) => {
      for (const box of boxes) {
        if (isWide() && box !== current) box.tabIndex = -1;
        else box.removeAttribute("tabindex");
      }
    };
    grid.addEventListener("keydown", (event) => {
      const here = boxes.indexOf(event.target);
      if (here < 0) return;
      const start = here - (here % DAY);
      const to = { ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - DAY, ArrowDown: here + DAY, Home: start, End: start + DAY - 1 }[event.key];
      if (!boxes[to]) return;
      event.preventDefault();
      if (event.shiftKey) mark([boxes[to]], boxes[here].checked);
      boxes[to].closest("details").open = true;
      boxes[to].focus();
    });
    grid.addEventListener("focusin", (event) => { if (isWide() && boxes.includes(event.target)) tabTo(event.target); });
    return tabTo;
  };

  // Rows: each is a stretch of one day. Rows may overlap while they are written; a half-hour in any of them is marked.
  const rows = (grid, boxes, names, changed) => {
    const part = (name, root = grid) => root.querySelector(`[data-hours-${name}]`);
    const list = part("rows"), template = part("row");
    const all = () => [...list.children];
    const option = (value, text) => new Option(text, value);
    const read = (row) => ({ day: Number(part("day", row).value), from: Number(part("from", row).value), to: Number(part("to", row).value) });

    const name = (row) => {
      const { day, from, to } = read(row);
      part("group", row).setAttribute("aria-label", `${names[day]} ${clock(from)} to ${clock(to)}`);
      for (const choice of part("to", row).options) choice.disabled = Number(choice.value) <= from;
    };
    const add = ({ day, from, to }) => {
      const row = template.content.cloneNode(true).firstElementChild;
      part("day", row).append(...names.map((text, number) => option(number, text)));
      part("from", row).append(...range(0, DAY).map((half) => option(half, clock(half))));
      part("to", row).append(...range(1, DAY + 1).map((half) => option(half, clock(half))));
      part("day", row).value = day;
      part("from", row).value = from;
      part("to", row).value = to;
      list.append(row);
      name(row);
      return row;
    };
    const marked = () => {
      const spans = [];
      boxes.forEach((box, number) => {
        if (!box.checked) return;
        const [day, half, last] = [Math.floor(number / DAY), number % DAY, spans.at(-1)];
        if (last?.day === day && last.to === half) last.to = half + 1;
        else spans.push({ day, from: half, to: half + 1 });
      });
      return spans;
    };
    const tell = () => { part("none").hidden = list.children.length > 0; };
    const show = () => { list.replaceChildren(); marked().forEach(add); tell(); };
    const store = (spans = all().map(read)) => {
      const wanted = new Set(spans.flatMap(({ day, from, to }) => range(day * DAY + from, day * DAY + to)));
      boxes.forEach((box, number) => { box.checked = wanted.has(number); });
      tell();
      changed();
    };

    const addNext = () => {
      const last = all().map(read).at(-1);
      const taken = new Set(all().map((row) => read(row).day));
      const day = last ? range(1, 8).map((step) => (last.day + step) % 7).find((each) => !taken.has(each)) ?? last.day : 0;
      const row = add(last ? { ...last, day } : { day, from: 36, to: 40 });
      store();
      part("day", row).focus();
    };
    const remove = (row) => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      store();
      (next ? part("remove", next) : part("add")).focus();
    };
    const toggle = (row) => {
      const panel = part("days", row), { day } = read(row);
      panel.hidden = !panel.hidden;
      part("copy", row).setAttribute("aria-expanded", String(!panel.hidden));
      part("choices", row).replaceChildren(...names.map((text, number) => {
        const label = document.createElement("label"), box = document.createElement("input"), shown = document.createElement("b");
        Object.assign(box, { type: "checkbox", value: number, ariaLabel: text });
        shown.textContent = text.slice(0, 3);
        label.hidden = number === day;
        label.append(box, shown);
        return label;
      }));
    };
    const copy = (row) => {
      const span = read(row);
      const chosen = [...part("choices", row).querySelectorAll("input:checked")].map((box) => Number(box.value));
      store([...all().map(read), ...chosen.map((day) => ({ ...span, day }))]);
      show();
      const back = all().find((each) => { const { day, from, to } = read(each); return day === span.day && from <= span.from && span.from < to; });
      part("copy", back).focus();
    };

    list.addEventListener("change", (event) => {
      event.stopPropagation();
      const row = event.target.closest(".hours-row");
      if (!event.target.matches("select")) return;
      const { from, to } = read(row);
      if (event.target === part("from", row)) part("to", row).value = Math.min(DAY, from + Number(row.dataset.length));
      if (Number(part("to", row).value) <= from) part("to", row).value = to > from ? to : from + 1;
      name(row);
      store();
    });
    list.addEventListener("focusin", (event) => {
      const row = event.target.closest(".hours-row"), { from, to } = read(row);
      row.dataset.length = to - from;
    });
    grid.addEventListener("click", (event) => {
      const pressed = (what) => event.target.closest(`[data-hours-${what}]`);
      const row = event.target.closest(".hours-row");
      if (pressed("add")) addNext();
      else if (pressed("remove")) remove(row);
      else if (pressed("copy")) toggle(row);
      else if (pressed("copy-now")) copy(row);
    });
    part("keys").hidden = false;
    grid.querySelector("[data-hours]").hidden = false;
    return show;
  };

  const start = (grid) => {
    const days = [...grid.querySelectorAll(".day")], outer = grid.querySelector("[data-days]");
    const boxes = boxesOf(grid), total = grid.querySelector("[data-availability-total]");
    const isWide = () => getComputedStyle(outer).getPropertyValue("--across").trim() === "1";
    const count = (part) => boxesOf(part).filter((box) => box.checked).length;
    const names = days.map((day) => day.querySelector("[role=group]").getAttribute("aria-label"));
    let isFromRows = false;
    const tell = () => {
      for (const day of days) day.querySelector("[data-day-count]").textContent = count(day) ? amount(count(day)) : "";
      total.textContent = `${amount(count(grid))} a week`;
    };
    const changed = () => grid.dispatchEvent(new Event("change", { bubbles: true }));
    const mark = (some, value) => { for (const box of some) box.checked = value; changed(); };

    paint(grid, boxes, isWide, mark);
    const tabTo = keys(grid, boxes, isWide, mark);
    const showRows = rows(grid, boxes, names, () => { isFromRows = true; changed(); isFromRows = false; });
    grid.addEventListener("change", () => { tell(); if (!isFromRows && !isWide()) showRows(); });

    let wasWide = null;
    new ResizeObserver(() => {
      if (isWide() === wasWide) return;
      wasWide = isWide();
      for (const fold of [outer, ...days]) fold.open = wasWide;
      tabTo(boxes.find((box) => box.checked) ?? boxes[16]);
      if (!wasWide) showRows();
    }).observe(grid);
    tell();
  };
  for (const grid of document.querySelectorAll("[data-availability]")) start(grid);
})();
