// A grader's saved comments: a press or a key puts one into the feedback, at the place where one writes.
(() => {
  const list = document.querySelector("[data-comments]"), field = document.querySelector("#id_feedback");
  if (!list || !field) return;
  const insert = (button) => {
    const text = button.closest("li").querySelector("[data-comment]").textContent;
    const before = field.value.slice(0, field.selectionStart), after = field.value.slice(field.selectionEnd);
    const start = before && !/\s$/.test(before) ? `${before}\n\n` : before;
    field.value = `${start}${text}${after && !/^\s/.test(after) ? "\n\n" : ""}${after}`;
    field.focus();
    field.selectionStart = field.selectionEnd = start.length + text.length;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const button of list.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => insert(button));
  }
  document.querySelector("[data-comments-keys]").hidden = false;
  document.addEventListener("keydown", (event) => {
    const isTyping = document.activeElement.matches?.("textarea, input:not([type=radio]):not([type=checkbox]), select");
    if (event.ctrlKey || event.metaKey || (isTyping && !event.altKey)) return;
    const key = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const button = key && list.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    event.preventDefault();
    insert(button);
  });
})();
