// Counts words as they are written: <textarea data-words-max="300">. The server counts again and decides.
(() => {
  const count = (text) => (text.trim().match(/\S+/g) || []).length;
  const say = (words, most) => {
    if (!most) return `${words} ${words === 1 ? "word" : "words"}`;
    if (words > most) return `${words} words, ${words - most} over the limit of ${most}`;
    return `${words} of ${most} words`;
  };
  const watch = (field) => {
    if (field.dataset.wordsWatched) return;
    field.dataset.wordsWatched = "yes";
    const most = Number(field.dataset.wordsMax) || 0;
    const line = document.createElement("p");
    line.className = "word-count";
    line.id = `${field.id || field.name}_words`;
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    field.after(line, spoken);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${line.id}`.trim());
    let pause;
    const show = () => {
      const words = count(field.value);
      line.textContent = say(words, most);
      line.classList.toggle("word-count-over", most > 0 && words > most);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = document.activeElement === field ? line.textContent : ""; }, 1500);
    };
    field.addEventListener("input", show);
    show();
  };
  const watchAll = (root) => { for (const field of root.querySelectorAll("textarea[data-words-max]")) watch(field); };
  document.addEventListener("htmx:load", (event) => watchAll(event.target));
  watchAll(document);
})();
