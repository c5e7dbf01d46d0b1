"use strict";
// The family of a song as a tree: where it came from, and its edits and takes, each to be heard and gone back to.
const family = (() => {
  let root, tree, outcome, shown;

  const childrenOf = (rows, parent) => rows.filter((row) => row.parent === parent);
  // A row whose parent is not listed is a root.
  const roots = (rows) => rows.filter((row) => !rows.some((other) => other.clip_id === row.parent));

  const description = (row) =>
    [strings.operations[row.operation] ?? row.operation, row.seconds !== undefined && time.clock(row.seconds), time.day(row.created_at)].filter(Boolean).join(" · ");

  const goBack = (row) => () => {
    const sentence = strings.goBackSentence(row.title, row.clip_id);
    const store = async () => {
      await bridge.call("player_keep", { clip_id: row.clip_id, kept: true });
      return sentence;
    };
    return asking.ask(outcome, store, sentence);
  };

  const row = (one, clip) => {
    const hear = () => app.open(one.clip_id, { play: true });
    const isHere = one.clip_id === clip.clip_id;
    const button = dom.element(
      "button",
      { type: "button", class: "row", "data-stop": "", "aria-current": isHere && "true", onclick: hear },
      dom.element("span", { class: "row-title" }, one.title ?? one.clip_id),
      " ",
      dom.element("span", { class: "row-more" }, description(one)),
    );
    if (isHere && clip.kept) return [button];
    const back = dom.button("pill", strings.goBack, goBack(one));
    back.setAttribute("aria-label", strings.goBackTo(one.title ?? one.clip_id, description(one)));
    return [button, back];
  };

  const branch = (rows, parents, clip) =>
    dom.element(
      "ul",
      {},
      ...parents.map((one) => {
        const below = childrenOf(rows, one.clip_id);
        return dom.element("li", {}, dom.element("div", { class: "row-line" }, ...row(one, clip)), below.length > 0 && branch(rows, below, clip));
      }),
    );

  const show = ({ clip, family: rows = [] }) => {
    dom.show(root, rows.length > 1);
    const now = JSON.stringify([clip?.clip_id, clip?.kept, rows]);
    if (rows.length < 2 || now === shown) return;
    shown = now;
    const hadFocus = tree.contains(document.activeElement);
    tree.replaceChildren(branch(rows, roots(rows), clip));
    const here = tree.querySelector("[aria-current]");
    roving.choose(tree, here);
    if (hadFocus) here?.focus();
  };

  const start = () => {
    root = document.getElementById("family");
    tree = dom.element("div", { class: "tree" });
    outcome = dom.element("div", { class: "family-outcome", hidden: true });
    root.append(dom.element("h2", {}, strings.family), tree, outcome);
    roving.over(tree);
    app.onSong(show);
  };

  return { start };
})();
