"use strict";
// The stems of a song, mixed on one clock: mute, solo and gain for each. They are fetched when asked for.
const stems = (() => {
  const FULL = 1;
  const MOST = 1.5;
  let root, body, button, rows = [], listed;

  // What each stem is heard at: nothing where it is muted or another one is alone.
  const gains = () => {
    const someAlone = rows.some((row) => row.solo);
    return rows.map((row) => (row.muted || (someAlone && !row.solo) ? 0 : row.gain));
  };
  const apply = () => gains().forEach((gain, place) => sound.setGain(place, gain));

  const toggle = (row, field, label) => {
    const node = dom.element("button", { type: "button", class: "pill", "aria-pressed": "false", onclick: () => {
      row[field] = !row[field];
      node.setAttribute("aria-pressed", String(row[field]));
      apply();
    } }, label);
    node.setAttribute("aria-label", `${label} ${row.name}`);
    return node;
  };

  const fader = (row) => {
    const node = dom.element("input", { type: "range", min: "0", max: String(MOST), step: "0.05", "aria-label": strings.gainOf(row.name) });
    node.value = String(row.gain);
    const tell = () => node.setAttribute("aria-valuetext", strings.percent(Math.round(row.gain * 100)));
    node.addEventListener("input", () => {
      row.gain = Number(node.value);
      tell();
      apply();
    });
    tell();
    return node;
  };

  const strip = (row) =>
    dom.element("li", { class: "strip" }, dom.element("span", { class: "row-title" }, row.name), toggle(row, "muted", strings.mute), toggle(row, "solo", strings.solo), fader(row));

  const open = async () => {
    button.disabled = true;
    try {
      const wanted = listed;
      const buffers = [];
      // One after another: decoding takes memory.
      for (const stem of wanted) {
        dom.setText(button, strings.stemsLoading(buffers.length + 1, wanted.length));
        buffers.push(await sound.load(stem.clip_id));
      }
      if (wanted !== listed) return;
      rows = wanted.map((stem, place) => ({ name: strings.parts[stem.part] ?? stem.part ?? stem.title, gain: FULL, muted: false, solo: false, place }));
      sound.mix(buffers.map((buffer) => ({ buffer, gain: FULL })));
      body.replaceChildren(dom.element("ul", { class: "strips" }, ...rows.map(strip)));
      dom.setText(button, strings.stemsClose);
    } catch (error) {
      dom.setText(button, strings.stemsOpen);
      body.replaceChildren(dom.element("p", { class: "note" }, error.message));
      app.announce(error.message);
    }
    button.disabled = false;
  };

  const close = () => {
    if (rows.length > 0) sound.mix(null);
    rows = [];
    body.replaceChildren();
    dom.setText(button, strings.stemsOpen);
  };

  const show = ({ stems: found = [] }) => {
    dom.show(root, found.length > 0);
    if (listed && found.map((stem) => stem.clip_id).join() === listed.map((stem) => stem.clip_id).join()) return;
    listed = found;
    close();
  };

  const start = () => {
    root = document.getElementById("stems");
    body = dom.element("div");
    button = dom.button("pill", strings.stemsOpen, () => (rows.length > 0 ? close() : open()));
    root.append(dom.element("h2", {}, strings.stems), button, body);
    app.onSong(show);
  };

  return { start };
})();
