"use strict";
// The files of a clip, to take away; what the host does not take is offered as an address or told as a place.
const downloads = (() => {
  const format = ({ name }) => name.split(".").pop().toUpperCase();

  const webAddress = (url) => (typeof url === "string" && /^https?:\/\//.test(url) ? url : null);

  // Where a clip can be opened in a browser; null where nowhere.
  const addressOf = (clip) => (clip.downloads ?? []).map(({ url }) => webAddress(url)).find(Boolean) ?? null;

  const otherwise = async (download) => {
    if (webAddress(download.url) && (await bridge.openLink(download.url))) return "";
    return download.file ? strings.keptAt(download.file) : strings.downloadRefused;
  };

  // Downloads a file; `say` is told how far it is, and at last what remains to be said.
  const start = async (clip, download, say) => {
    const progress = (offset, total) => total && say(strings.downloading(Math.min(99, Math.round((100 * offset) / total))));
    const bytesOf = async () => (await tracks.file(clip.clip_id, download.kind, download.bytes, progress)).array;
    say((await bridge.download(clip, download, bytesOf)) ? "" : await otherwise(download));
  };

  // A menu of the files; hidden while there are none, closed by a click beside it.
  const menu = (say) => {
    const list = dom.element("div", { class: "menu-list" });
    const summary = dom.element("summary", { class: "tool", "aria-label": strings.download, title: strings.download }, dom.icon("download"));
    const node = dom.element("details", { class: "menu", hidden: true, onkeydown: ({ key }) => key === "Escape" && (node.open = false) }, summary, list);
    document.addEventListener("click", ({ target }) => node.contains(target) || (node.open = false));
    const choose = (clip, download) => () => {
      node.open = false;
      start(clip, download, say);
    };
    const update = (clip) => {
      const rows = clip?.downloads ?? [];
      dom.show(node, rows.length > 0);
      list.replaceChildren(...rows.map((row) => dom.button("menu-item", strings.downloadAs(format(row)), choose(clip, row))));
    };
    return { node, update };
  };

  return { menu, start, addressOf };
})();
