"use strict";
// The words with the music: sections and their lines, the current one lit, each a button that seeks, as far as it is timed.
const words = (() => {
  const NOTES = { exact: "", vendor: strings.wordsByVendor, section: strings.wordsBySection, none: strings.wordsUntimed };
  const timed = []; // {node, start, end, words} in the order of time
  let root, list, lit, shown;

  const seekTo = (start) => () => {
    sound.seek(start);
    app.announce(strings.movedTo(time.clock(start)));
  };

  const remember = (node, { start, end }, parts = []) => {
    if (start !== undefined) timed.push({ node, start, end: end ?? Infinity, parts });
    return node;
  };

  // A button where it is known when it sounds, else text.
  const seekable = (tag, kind, start, ...text) =>
    dom.element(tag, { class: kind }, start === undefined ? text : dom.element("button", { type: "button", "data-stop": "", onclick: seekTo(start) }, ...text));

  const lineItem = (line) => {
    const parts = (line.words ?? []).map((word) => ({ node: dom.element("span", {}, word.text), start: word.start }));
    const text = parts.length ? parts.flatMap(({ node }, place) => (place ? [" ", node] : [node])) : [line.text];
    return remember(seekable("li", "line", line.start, ...text), line, parts);
  };

  const sectionBlock = (section, lines) => {
    const name = dom.element("span", { class: "section-name" }, section.name);
    const start = section.start === undefined ? [] : [" ", dom.element("span", { class: "clock" }, time.clock(section.start))];
    const heading = seekable("h3", "section-heading", section.start, name, ...start);
    if (lines.every((line) => line.start === undefined)) remember(heading, section);
    return [heading, lines.length > 0 && dom.element("ol", { class: "lines" }, ...lines.map(lineItem))];
  };

  // Lines of lyrics without sections stand in one without a name.
  const blocks = ({ sections = [], lines = [], text = "" }) => {
    if (lines.length === 0 && sections.length === 0) return text.split("\n").map((line) => dom.element("p", { class: "line" }, line));
    const homeless = lines.filter((line) => !sections[line.section]);
    const first = homeless.length > 0 && dom.element("ol", { class: "lines" }, ...homeless.map(lineItem));
    return [first, ...sections.flatMap((section, place) => sectionBlock(section, lines.filter((line) => line.section === place)))];
  };

  const show = ({ lyrics }) => {
    const text = JSON.stringify(lyrics);
    dom.show(root, lyrics !== undefined);
    if (!lyrics || text === shown) return;
    shown = text;
    timed.length = 0;
    lit = undefined;
    const note = NOTES[lyrics.timing] ?? "";
    list.replaceChildren(...(note ? [dom.element("p", { class: "note" }, note)] : []), ...blocks(lyrics).flat().filter(Boolean));
    timed.sort((one, other) => one.start - other.start);
    roving.choose(list);
    follow(sound.position());
  };

  const current = (position) => timed.findLast(({ start, end }) => start <= position && position < end);

  // Keeps the lit line in sight within the list, and never moves the page.
  const reveal = (node) => {
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const top = node.offsetTop - list.clientHeight / 3;
    if (!list.contains(document.activeElement)) list.scrollTo({ top, behavior });
  };

  const light = (now) => {
    if (now === lit) return;
    lit?.node.removeAttribute("aria-current");
    for (const { node } of lit?.parts ?? []) node.className = "";
    lit = now;
    if (!now) return;
    now.node.setAttribute("aria-current", "true");
    reveal(now.node);
  };

  const follow = (position) => {
    light(current(position));
    for (const { node, start } of lit?.parts ?? []) node.className = start <= position ? "sung" : "";
  };

  const start = () => {
    root = document.getElementById("words");
    list = dom.element("div", { class: "words-list" });
    root.append(dom.element("h2", {}, strings.words), list);
    roving.over(list);
    app.onSong(show);
    sound.onTick(follow);
  };

  return { start };
})();
