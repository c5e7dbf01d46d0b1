"use strict";
// Elements made from names and values. Text only ever becomes text nodes, so what others wrote cannot become markup.
const dom = (() => {
  const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
  // Icons as paths on a grid of 24 units.
  const ICONS = {
    play: "M8 5.5v13a.8.8 0 0 0 1.2.7l10.6-6.5a.8.8 0 0 0 0-1.4L9.2 4.8A.8.8 0 0 0 8 5.5Z",
    pause: "M7 5h3.4v14H7zM13.6 5H17v14h-3.4z",
    download: "M11 4h2v8.2l2.6-2.6 1.4 1.4-5 5-5-5 1.4-1.4 2.6 2.6zM5 18h14v2H5z",
    expand: "M5 10V5h5v2H7v3zM14 5h5v5h-2V7h-3zM19 14v5h-5v-2h3v-3zM5 14h2v3h3v2H5z",
    shrink: "M10 5v5H5V8h3V5zM16 5v3h3v2h-5V5zM19 14v2h-3v3h-2v-5zM5 14h5v5H8v-3H5z",
    level: "M4 9.5v5h3.2L12 19V5L7.2 9.5zM14.5 8.6a4.6 4.6 0 0 1 0 6.8l-1-1.2a3 3 0 0 0 0-4.4zM16.6 6a8 8 0 0 1 0 12l-1.1-1.3a6.3 6.3 0 0 0 0-9.4z",
    keep: "M9.6 16.6 5 12l1.5-1.5 3.1 3.1 7.9-7.9L19 7.2z",
  };

  const put = (node, name, value) => {
    if (value === undefined || value === null || value === false) return;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (name in node && typeof node[name] === "boolean") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  };

  // element("button", {class: "play", onclick: start}, "Play"): values are attributes, functions listen to events.
  const element = (tag, values = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) put(node, name, value);
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  const icon = (name) => {
    const picture = document.createElementNS(SVG_NAMESPACE, "svg");
    const path = document.createElementNS(SVG_NAMESPACE, "path");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    picture.append(path);
    return picture;
  };

  // A button with a text, or with children and the text as its name.
  const button = (kind, label, onclick, ...children) => {
    const names = children.length ? { "aria-label": label, title: label } : {};
    return element("button", { type: "button", class: kind, onclick, ...names }, children.length ? children : label);
  };

  // Replaces the text of a node only where it differs, so that screen readers are not told the same thing again.
  const setText = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };

  const show = (node, visible) => {
    node.hidden = !visible;
  };

  return { element, icon, button, setText, show };
})();
