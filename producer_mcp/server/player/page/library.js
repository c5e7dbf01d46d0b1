"use strict";
// The clips a search found, as a list one can hear; where the page may search by itself, with a field for the words.
const library = (() => {
  let root, list, more, field, query = {}, cursor, current;

  const row = (clip) =>
    dom.element(
      "li",
      {},
      dom.element(
        "button",
        { type: "button", class: "row", "data-stop": "", "data-clip": clip.clip_id, onclick: () => app.open(clip.clip_id, { play: true }) },
        dom.element("span", { class: "row-title" }, clip.title ?? clip.clip_id),
        " ",
        dom.element("span", { class: "row-more" }, details(clip)),
      ),
    );

  const details = (clip) =>
    [strings.parts[clip.part] ?? (clip.part === "mix" ? "" : clip.part), clip.seconds !== undefined && time.clock(clip.seconds), clip.vendor, time.day(clip.created_at)].filter(Boolean).join(" · ");

  const add = ({ clips = [], cursor: next }) => {
    list.append(...clips.map(row));
    cursor = next;
    dom.show(more, cursor !== undefined);
    roving.choose(list);
    mark();
  };

  // Shows what a search answered; `asked` are its arguments.
  const show = (found, asked = {}) => {
    query = asked;
    list.replaceChildren();
    dom.show(root, true);
    add(found);
    if ((found.clips ?? []).length === 0) list.append(dom.element("li", { class: "note" }, asked.query ? strings.nothingFound : strings.nothingMade));
  };

  const search = async (next, then) => {
    try {
      then(await bridge.call("player_find", next), next);
    } catch (error) {
      app.announce(error.message);
      list.append(dom.element("li", { class: "note" }, error.message));
    }
  };

  const mark = () => {
    for (const button of list.querySelectorAll("[data-clip]")) {
      if (button.dataset.clip === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };

  const searchForm = () => {
    field = dom.element("input", { type: "search", "aria-label": strings.searchClips, placeholder: strings.searchClips });
    const submit = (event) => {
      event.preventDefault();
      search(field.value.trim() ? { query: field.value.trim() } : {}, show);
    };
    return dom.element("form", { class: "search", role: "search", onsubmit: submit }, field, dom.element("button", { type: "submit", class: "pill" }, strings.search));
  };

  const start = () => {
    root = document.getElementById("library");
    list = dom.element("ul", { class: "rows" });
    more = dom.button("pill", strings.moreClips, () => search({ ...query, cursor }, add));
    dom.show(more, false);
    root.append(dom.element("h2", {}, strings.library), searchForm(), list, more);
    roving.over(list);
    app.onLibrary((found) => show(found));
    app.onSong(({ clip }) => {
      current = clip?.clip_id;
      mark();
    });
  };

  return { start };
})();
