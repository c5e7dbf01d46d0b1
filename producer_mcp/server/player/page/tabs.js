"use strict";
// Tabs over the sections of a panel slot. A section that is not hidden has its tab; which one is open is the person's choice.
const tabs = (() => {
  const rows = [];
  let chosen = null;

  const available = () => rows.filter(({ section }) => !section.hidden);

  const choose = (row) => {
    chosen = row;
    refresh();
  };

  const refresh = () => {
    const open = available();
    const current = open.includes(chosen) ? chosen : (open[0] ?? null);
    dom.show(list, open.length > 0);
    for (const row of rows) {
      const selected = row === current;
      dom.show(row.tab, open.includes(row));
      dom.show(row.panel, selected);
      row.tab.setAttribute("aria-selected", String(selected));
      row.tab.tabIndex = selected ? 0 : -1;
    }
  };

  const STEPS = { ArrowRight: () => 1, ArrowLeft: () => -1 };
  const moveFocus = (event) => {
    const open = available();
    if (!Object.hasOwn(STEPS, event.key) || open.length < 2) return;
    const at = open.findIndex(({ tab }) => tab === event.target);
    const next = open[(at + STEPS[event.key]() + open.length) % open.length];
    choose(next);
    next.tab.focus();
    event.preventDefault();
  };

  const list = dom.element("div", { class: "tabs", role: "tablist", "aria-label": strings.panels, onkeydown: moveFocus, hidden: true });

  const addRow = (section) => {
    const name = section.id;
    const row = { section };
    row.tab = dom.element("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}` }, strings.tabs[name]);
    row.panel = dom.element("div", { role: "tabpanel", class: "panel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` });
    row.tab.addEventListener("click", () => choose(row));
    section.replaceWith(row.panel);
    row.panel.append(section);
    list.append(row.tab);
    rows.push(row);
  };

  // Turns the sections of a slot into panels.
  const mount = (slot) => {
    const sections = [...slot.children];
    slot.prepend(list);
    sections.forEach(addRow);
    // Each section by itself: refreshing changes `hidden` of what stands around them.
    const observer = new MutationObserver(refresh);
    rows.forEach(({ section }) => observer.observe(section, { attributes: true, attributeFilter: ["hidden"] }));
    refresh();
  };

  return { mount };
})();
