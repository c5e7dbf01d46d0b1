"use strict";
// One tab stop for a list of buttons: the arrow keys, Home and End move within it.
const roving = (() => {
  const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

  const stops = (container) => [...container.querySelectorAll("[data-stop]:not([hidden])")];

  // Makes `wanted`, or the first one, the tab stop.
  const choose = (container, wanted) => {
    const all = stops(container);
    const chosen = all.includes(wanted) ? wanted : all[0];
    for (const stop of all) stop.tabIndex = stop === chosen ? 0 : -1;
  };

  const goal = (all, from, key) => {
    if (key === "Home") return all[0];
    if (key === "End") return all.at(-1);
    return Object.hasOwn(STEPS, key) ? all[from + STEPS[key]] : undefined;
  };

  const move = (container, event) => {
    const all = stops(container);
    const to = goal(all, all.indexOf(document.activeElement), event.key);
    if (!to || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    to.focus();
  };

  // Call once for a container; its buttons carry `data-stop` and may come later.
  const over = (container) => {
    container.addEventListener("keydown", (event) => move(container, event));
    container.addEventListener("focusin", (event) => choose(container, event.target.closest("[data-stop]") ?? undefined));
  };

  return { over, choose };
})();
