"use strict";
// Says a wish of the person: kept on the server, said in the chat, and shown with a copy button, since a host may drop a message unseen.
const asking = (() => {
  const OUTCOMES = {
    "said kept": strings.saidAndKept,
    "said lost": strings.saidOnly,
    "unsaid kept": strings.keptOnly,
    "unsaid lost": strings.neither,
  };

  const selectAll = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // The clipboard may be refused: then the text is selected, for the person's own keys.
  const copy = async (node) => {
    selectAll(node);
    try {
      await navigator.clipboard.writeText(node.textContent);
      app.announce(strings.copied);
    } catch {
      app.announce(document.execCommand("copy") ? strings.copied : strings.selected);
    }
  };

  const render = (node, text, outcome) => {
    const sentence = dom.element("p", { class: "sentence" }, text);
    const button = dom.button("pill", strings.copy, () => copy(sentence));
    node.replaceChildren(dom.element("p", { class: "note" }, outcome), sentence, button);
    dom.show(node, true);
    app.announce(outcome);
  };

  const keep = async (store, fallback) => {
    try {
      return { kept: true, text: await store() };
    } catch {
      return { kept: false, text: fallback };
    }
  };

  // `store` keeps the wish and answers the sentence to say; `fallback` is said where it cannot be kept. Shown in `node`.
  const ask = async (node, store, fallback) => {
    const { kept, text } = await keep(store, fallback);
    const said = await bridge.say(text).catch(() => false);
    render(node, text, OUTCOMES[`${said ? "said" : "unsaid"} ${kept ? "kept" : "lost"}`]);
    return { kept, said };
  };

  return { ask };
})();
