// Keeps <time data-countdown datetime="..."> true while the page stays open. Its text is right without this.
(() => {
  const parts = (left) => {
    const minutes = Math.floor(left / 60000);
    const units = [[Math.floor(minutes / 1440), "day"], [Math.floor(minutes / 60) % 24, "hour"], [minutes % 60, "minute"]];
    const first = units.findIndex(([number]) => number > 0);
    if (first < 0) return "less than a minute";
    const said = units.slice(first, first + 2).filter(([number]) => number > 0);
    return said.map(([number, unit]) => `${number} ${unit}${number === 1 ? "" : "s"}`).join(" ");
  };
  const show = () => {
    for (const clock of document.querySelectorAll("[data-countdown]")) {
      const left = new Date(clock.dateTime) - Date.now();
      if (Number.isNaN(left)) continue;
      clock.textContent = left <= 0 ? "now" : clock.dataset.countdown === "until" ? `in ${parts(left)}` : `${parts(left)} left`;
      clock.classList.toggle("countdown-soon", left > 0 && left < 86400000);
    }
  };
  show();
  setInterval(show, 30000);
})();
