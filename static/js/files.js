// Choosing files: dropped or chosen one after the other, listed with their sizes, checked against the limits before they are sent.
// The server checks again and decides. Without this script the native input chooses files by itself.
(() => {
  const MEGABYTE = 1024 * 1024;
  const size = (bytes) => (bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`);
  const megabytes = (bytes) => `${Math.round(bytes / MEGABYTE)} MB`;
  const bytesOf = (files) => files.reduce((sum, file) => sum + file.size, 0);
  const isSame = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

  const start = (drop) => {
    const part = (name, root = drop) => root.querySelector(`[data-file-${name}]`);
    const input = drop.querySelector("input[type=file]");
    const most = Number(input.dataset.mostFiles) || Infinity;
    const mostBytes = Number(input.dataset.mostBytes) || Infinity;
    const mostTogether = Number(input.dataset.mostTogether) || Infinity;
    const endings = input.accept ? input.accept.toLowerCase().split(",") : [];
    let kept = [];

    const wrongWith = (file) => {
      if (endings.length && !endings.some((ending) => file.name.toLowerCase().endsWith(ending))) return `“${file.name}” is of a kind we do not take. Choose a PDF or notebook, or give a link.`;
      if (!file.size) return `“${file.name}” is empty. Save it again, then choose it again.`;
      if (file.size > mostBytes) return `“${file.name}” is larger than ${megabytes(mostBytes)}. Make it smaller, or give a link to it.`;
      if (kept.length >= most) return `“${file.name}” is one too many: at most ${most} files can be sent at once.`;
      if (bytesOf(kept) + file.size > mostTogether) return `“${file.name}” does not fit: your files would be larger than ${megabytes(mostTogether)} together. Give a link to the large ones.`;
      return "";
    };
    const line = (file) => {
      const row = part("row").content.cloneNode(true).firstElementChild;
      part("name", row).textContent = file.name;
      part("size", row).textContent = size(file.size);
      part("remove", row).setAttribute("aria-label", `Remove ${file.name}`);
      part("remove", row).addEventListener("click", () => {
        kept = kept.filter((other) => other !== file);
        part("refused").replaceChildren();
        show();
        input.focus();
      });
      return row;
    };
    const show = () => {
      const held = new DataTransfer();
      for (const file of kept) held.items.add(file);
      input.files = held.files;
      part("list").replaceChildren(...kept.map(line));
      part("list").hidden = !kept.length;
      part("total").textContent = kept.length ? `${kept.length} ${kept.length === 1 ? "file" : "files"}, ${size(bytesOf(kept))}` : "";
    };
    const take = (files) => {
      const refused = [];
      for (const file of files) {
        if (kept.some((other) => isSame(other, file))) continue;
        const sentence = wrongWith(file);
        if (sentence) refused.push(sentence);
        else kept.push(file);
      }
      part("refused").replaceChildren(...refused.map((sentence) => {
        const said = document.createElement("p");
        said.textContent = sentence;
        return said;
      }));
      show();
    };

    const isOver = (value) => (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("file-drop-over", value);
    };
    input.addEventListener("change", () => take([...input.files]));
    drop.addEventListener("dragenter", isOver(true));
    drop.addEventListener("dragover", isOver(true));
    drop.addEventListener("dragleave", isOver(false));
    drop.addEventListener("drop", (event) => { isOver(false)(event); take([...event.dataTransfer.files]); });
    part("invite").hidden = false;
    if (input.files.length) take([...input.files]);
  };
  for (const drop of document.querySelectorAll("[data-file-drop]")) start(drop);
})();
