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
    }
    roving.choose(list, current?.tab);
  };

  const list = dom.element("div", { class: "tabs", role: "tablist", "aria-label": strings.panels, hidden: true });

  const addRow = (section) => {
    const name = section.id;
    const row = { section };
    row.tab = dom.element("button", { type: "button", role: "tab", class: "tab", "data-stop": "", id: `tab-${name}`, "aria-controls": `panel-${name}` }, strings.tabs[name]);
    row.panel = dom.element("div", { role: "tabpanel", class: "panel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` });
    row.tab.addEventListener("click", () => choose(row));
    row.tab.addEventListener("focus", () => choose(row));
    section.replaceWith(row.panel);
    row.panel.append(section);
    list.append(row.tab);
    rows.push(row);
  };

  // Turns the sections of a slot into panels.
  const mount = (slot) => {
    const sections = [...slot.children];
    slot.prepend(list);
    roving.over(list);
    sections.forEach(addRow);
    // Each section by itself: refreshing changes `hidden` of what stands around them.
    const observer = new MutationObserver(refresh);
    rows.forEach(({ section }) => observer.observe(section, { attributes: true, attributeFilter: ["hidden"] }));
    refresh();
  };

  return { mount };
})();
