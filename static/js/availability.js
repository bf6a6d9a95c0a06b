// The availability grid: painting by drag and arrow keys where it is wide, folded days with a copy button where not, and totals.
(() => {
  const boxesOf = (part) => [...part.querySelectorAll("input[type=checkbox]")];
  const hours = (part) => boxesOf(part).filter((box) => box.checked).length / 2;
  const words = (number) => `${number} ${number === 1 ? "hour" : "hours"}`;

  const start = (grid) => {
    const days = [...grid.querySelectorAll("details")];
    const boxes = boxesOf(grid);
    const total = grid.querySelector("[data-availability-total]");
    const isWide = () => getComputedStyle(days[0]).getPropertyValue("--across").trim() === "1";
    const tell = () => {
      for (const day of days) day.querySelector("[data-day-count]").textContent = hours(day) ? words(hours(day)) : "";
      total.textContent = `${words(hours(grid))} a week marked.`;
    };

    const copy = (day) => {
      const pattern = boxesOf(day).map((box) => box.checked);
      for (const other of days) boxesOf(other).forEach((box, half) => { box.checked = pattern[half]; });
    };
    const clear = (day) => { for (const box of boxesOf(day)) box.checked = false; };
    grid.addEventListener("click", (event) => {
      const day = event.target.closest("details");
      if (event.target.closest("[data-copy]")) copy(day);
      else if (event.target.closest("[data-clear]")) clear(day);
      else return;
      grid.dispatchEvent(new Event("change", { bubbles: true }));
    });

    let paint = null;
    const boxAt = (event) => event.target.closest?.(".slot")?.querySelector("input");
    const colour = (box) => {
      if (box.checked === paint) return;
      box.checked = paint;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    };
    grid.addEventListener("pointerdown", (event) => {
      const box = boxAt(event);
      if (!box || !isWide() || event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      box.focus();
      paint = !box.checked;
      colour(box);
    });
    grid.addEventListener("pointerover", (event) => {
      const box = boxAt(event);
      if (paint !== null && box) colour(box);
    });
    grid.addEventListener("click", (event) => {
      if (paint !== null && event.target.closest(".slot")) event.preventDefault();
    });
    window.addEventListener("pointerup", () => setTimeout(() => { paint = null; }));

    grid.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -48, ArrowDown: 48 }[event.key];
      const to = step && boxes[boxes.indexOf(event.target) + step];
      if (!to || !boxes.includes(event.target)) return;
      event.preventDefault();
      to.closest("details").open = true;
      to.focus();
    });
    grid.addEventListener("change", tell);

    let wasWide = null;
    new ResizeObserver(() => {
      if (isWide() === wasWide) return;
      wasWide = isWide();
      for (const day of days) day.open = wasWide;
    }).observe(grid);
    for (const tools of grid.querySelectorAll("[data-day-tools]")) tools.hidden = false;
    tell();
  };
  for (const grid of document.querySelectorAll("[data-availability]")) start(grid);
})();
