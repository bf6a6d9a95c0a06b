// What inspection.py asks of a page. Evaluated as one object; each answer is a list of faults.
({
  isVisible(element) {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ checkVisibilityCSS: true }) && width > 1 && height > 1;
  },

  name: (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110),

  // What sticks out to the right, outside of what scrolls by itself.
  tooWide() {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    return [...document.querySelectorAll("body *")]
      .filter((one) => this.isVisible(one) && !one.closest(".table-scroll, pre"))
      .filter((one) => one.getBoundingClientRect().right > most + 1)
      .map(this.name).slice(-2).concat("the page scrolls sideways");
  },

  // Text whose end one cannot read.
  cutOff() {
    return [...document.querySelectorAll("body *")]
      .filter((one) => this.isVisible(one) && one.childNodes.length && !one.children.length)
      .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflowX) && one.clientWidth > 2)
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => `text is cut: ${this.name(one)}`);
  },

  // What moves although the reader asked for less motion.
  moving() {
    const isLong = (list) => list.split(",").some((one) => parseFloat(one) > 0.01);
    const moves = (element, part) => {
      const style = getComputedStyle(element, part);
      return isLong(style.transitionDuration) || (style.animationName !== "none" && isLong(style.animationDuration));
    };
    return [...document.querySelectorAll("*")]
      .filter((one) => [null, "::before", "::after"].some((part) => moves(one, part)))
      .map((one) => `moves: ${this.name(one)}`);
  },

  // What does not show that it has the focus, or shows it under something else.
  unfocused(most) {
    const found = [];
    const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
      .filter((one) => !one.disabled && (this.isVisible(one) || one.classList.contains("skip-link")));
    const step = Math.max(1, Math.floor(all.length / most));
    for (const one of all.filter((_, number) => number % step === 0)) {
      document.activeElement?.blur();
      const before = this.looks(one);
      one.focus();
      if (document.activeElement !== one) continue;
      if (this.looks(one) === before) found.push(`focus does not show: ${this.name(one)}`);
      const cover = this.coverOf(one);
      if (cover) found.push(`focus is covered: ${this.name(one)} by ${this.name(cover)}`);
    }
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return found;
  },

  looks(element) {
    const around = [element, element.nextElementSibling, element.closest("label"), element.parentElement];
    return around.filter(Boolean).map((one) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, top } = getComputedStyle(one);
      return [outlineStyle === "none" ? "" : outlineWidth + outlineColor, boxShadow, backgroundColor, top].join();
    }).join("|");
  },

  coverOf(element) {
    const { x, y, width, height } = element.getBoundingClientRect();
    const on = document.elementFromPoint(x + width / 2, y + Math.min(height / 2, 20));
    const label = on?.closest("label");
    const isItself = !on || element.contains(on) || on.contains(element) || label?.control === element || label?.contains(element);
    return isItself ? null : on;
  },
})
