// Counts words as they are written, in components/editor.html. The server counts again and decides.
(() => {
  const count = (text) => (text.trim().match(/\S+/g) || []).length;
  const say = (words, most) => {
    if (!most) return `${words} ${words === 1 ? "word" : "words"}`;
    if (words > most) return `${words} words, ${words - most} over the limit of ${most}`;
    return `${words} of ${most} words`;
  };
  const watch = (editor) => {
    const field = editor.querySelector("textarea"), line = editor.querySelector("[data-word-count]");
    const most = Number(line.dataset.most) || 0;
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("role", "status");
    line.id = `${field.id}_words`;
    line.after(spoken);
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
  for (const editor of document.querySelectorAll("[data-editor]")) watch(editor);
})();
