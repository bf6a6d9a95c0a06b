// Keeps the form's sections, what it still needs and the seat outlook true after each automatic save. The server judges;
// this only shows its words. Without it they are as true as when the page was opened.
(() => {
  const show = ({ sections, left, outlook }) => {
    for (const [key, { words, complete }] of Object.entries(sections)) {
      const standing = document.querySelector(`[data-standing="${key}"]`);
      standing.textContent = words;
      standing.toggleAttribute("data-complete", complete);
    }
    const note = document.querySelector("[data-left]"), line = document.querySelector("[data-outlook]");
    note.hidden = !left.length;
    note.querySelector("ul").replaceChildren(...left.map(([id, label]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `#${id}`;
      link.textContent = label;
      item.append(link);
      return item;
    }));
    line.hidden = !outlook;
    line.textContent = outlook;
  };
  document.addEventListener("autosave:saved", (event) => { if (event.detail.sections) show(event.detail); });
})();
