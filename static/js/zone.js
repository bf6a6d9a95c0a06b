// Says an instant by the clock of this device, where the page was printed in another zone: the first visit of a stranger.
(() => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone) return;
  const written = (at, format) => new Intl.DateTimeFormat("en-GB", { ...format, timeZone }).format(at).replace(/, | at /g, " ");
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const place = timeZone.split("/").pop().replaceAll("_", " ");
  for (const line of document.querySelectorAll("[data-own-clock]")) {
    if (timeZone === line.dataset.ownClock) continue;
    const shown = line.querySelector("time");
    const at = new Date(shown.dateTime);
    shown.textContent = `${written(at, day)}, ${written(at, clock)} ${place} time`;
    line.hidden = false;
  }
})();
