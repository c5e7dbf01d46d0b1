"use strict";
// Versions side by side: one button each, changed at the same moment, and "keep this one".
const takes = (() => {
  // Relations that say something a letter does not.
  const TELLING = new Set(["take", "variation", "cover", "edit", "original"]);

  let order = [];
  let relations = new Map();
  let chosenId = null;
  let rows = [];
  let listeners = { choose: () => {}, keep: () => {} };

  const buttons = dom.element("div", { class: "takes-list", role: "group", "aria-label": strings.versions });
  const hint = dom.element("span", { class: "hint" }, strings.matched);
  const keep = dom.button("keep", strings.keep, () => listeners.keep(chosenId, !isKept()), dom.icon("keep"), dom.element("span", {}, strings.keep));
  const node = dom.element("section", { class: "takes", hidden: true }, buttons, keep, hint);

  const isKept = () => rows.find((row) => row.clip_id === chosenId)?.kept === true;

  // The letters stay where they are while the same versions are compared, whichever of them is in focus.
  const remember = (versions) => {
    const ids = versions.map((version) => version.clip_id);
    const same = ids.length === order.length && ids.every((id) => order.includes(id));
    if (!same) [order, relations] = [ids, new Map()];
    for (const { clip_id: id, relation } of versions) if (relation !== "this" || !relations.has(id)) relations.set(id, relation);
    rows = order.map((id) => versions.find((version) => version.clip_id === id));
  };

  const detail = (row) => {
    const relation = relations.get(row.clip_id);
    return TELLING.has(relation) ? strings.relations[relation] : time.clock(row.seconds);
  };

  const takeButton = (row, index) => {
    const letter = String.fromCodePoint(65 + index);
    const isChosen = row.clip_id === chosenId;
    const label = strings.version(letter, detail(row));
    return dom.element(
      "button",
      { type: "button", class: "take", "data-clip": row.clip_id, "aria-pressed": String(isChosen), "aria-label": label, onclick: () => listeners.choose(row.clip_id) },
      dom.element("b", {}, letter),
      " ",
      dom.element("span", {}, detail(row)),
      row.kept && dom.icon("keep"),
    );
  };

  const draw = () => {
    const focused = buttons.contains(document.activeElement) ? document.activeElement.dataset.clip : null;
    dom.show(node, rows.length > 1);
    buttons.replaceChildren(...rows.map(takeButton));
    if (focused) [...buttons.children].find((button) => button.dataset.clip === focused)?.focus();
    keep.setAttribute("aria-pressed", String(isKept()));
    keep.title = isKept() ? strings.kept : strings.keep;
    keep.setAttribute("aria-label", keep.title);
    dom.setText(keep.lastChild, keep.title);
  };

  const update = (song) => {
    chosenId = song.clip?.clip_id ?? null;
    remember(song.versions ?? []);
    draw();
  };

  // Shows a choice before the server has answered about it.
  const choose = (clipId) => {
    chosenId = clipId;
    draw();
  };

  const onChange = (next) => (listeners = next);
  const rowOf = (clipId) => rows.find((row) => row.clip_id === clipId);

  return { node, update, choose, onChange, rowOf };
})();
