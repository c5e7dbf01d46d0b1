"use strict";
// Mark and ask: a section of the song, marked on the waveform or by keys, looped, and a wish for it said in the chat.
const marks = (() => {
  const LEAST_SECONDS = 1;
  const FINE_SECONDS = 0.1;
  // Whether a wish needs, may have, or brings its own words.
  const WISHES = { replace: "optional", extend: "optional", sound: "given", words: "needed", voice: "optional", other: "needed" };

  let root, hint, begin, editor, range, choices, field, fieldLabel, preview, askButton, loopButton, outcome, kept, list;
  let song, selection, wish = "replace", looping = false;
  const handles = {};

  // ---- the sentence

  const text = () => strings.wishes[wish].words ?? field.value.trim();

  // As the server says it, for where it cannot be reached.
  const sentence = () => {
    const wished = [strings.wishes[wish].say, text()].filter(Boolean).join(": ");
    return strings.markSentence(strings.span(selection.start, selection.end), song.clip.title ?? strings.untitled, song.clip.clip_id, wished);
  };

  // Shows what was asked, or the sentence that would be; they stand in the same place.
  const showAsked = (asked) => {
    dom.show(outcome, asked);
    dom.show(preview, !asked);
    dom.show(askButton, !asked);
  };

  const tellSentence = () => {
    if (!selection) return;
    dom.setText(preview, sentence());
    askButton.disabled = WISHES[wish] === "needed" && text() === "";
    showAsked(false);
  };

  // ---- the selection

  const nameHandle = (name) => {
    const handle = handles[name];
    const least = name === "end" ? selection.start + LEAST_SECONDS : 0;
    const most = name === "start" ? selection.end - LEAST_SECONDS : song.clip.seconds;
    const values = { "aria-valuemin": least, "aria-valuemax": most, "aria-valuenow": selection[name], "aria-valuetext": strings.exactly(selection[name]) };
    for (const [attribute, value] of Object.entries(values)) handle.setAttribute(attribute, typeof value === "number" ? value.toFixed(1) : value);
    handle.style.left = `${(selection[name] / song.clip.seconds) * 100}%`;
  };

  const render = () => {
    dom.show(editor, selection !== undefined);
    dom.show(begin, selection === undefined);
    dom.show(hint, selection === undefined);
    for (const handle of Object.values(handles)) dom.show(handle, selection !== undefined);
    if (selection) waveform.showSelection(selection.start, selection.end);
    else waveform.showSelection();
    if (!selection) return;
    Object.keys(handles).forEach(nameHandle);
    dom.setText(range, strings.span(selection.start, selection.end));
    tellSentence();
  };

  const applyLoop = () => (looping && selection ? sound.loop(selection.start, selection.end) : sound.loop());

  const select = (next) => {
    selection = next;
    render();
    applyLoop();
  };

  const clear = () => {
    looping = false;
    loopButton.setAttribute("aria-pressed", "false");
    select(undefined);
    if (document.activeElement === document.body) begin.focus();
  };

  // Both ends drawn to what is near, and at least a second apart.
  const snapped = (start, end) => {
    const width = waveform.node.clientWidth;
    const from = snapping.snap(Math.min(start, end), width);
    const to = snapping.snap(Math.max(start, end), width);
    return to - from >= LEAST_SECONDS ? { start: from, end: to } : { start: from, end: snapping.round(from + LEAST_SECONDS) };
  };

  const drag = ({ start, end, done }) => {
    if (!song) return;
    select(snapped(start, end));
    if (done) app.announce(strings.marked(strings.span(selection.start, selection.end)));
  };

  const moveEnd = (name, at) => {
    const low = name === "end" ? selection.start + LEAST_SECONDS : 0;
    const high = name === "start" ? selection.end - LEAST_SECONDS : song.clip.seconds;
    select({ ...selection, [name]: Math.max(low, Math.min(at, high)) });
  };

  // ---- the handles: dragged by a pointer, moved by keys

  const secondsAt = (x) => {
    const { left, width } = waveform.node.getBoundingClientRect();
    return ((x - left) / width) * song.clip.seconds;
  };

  const KEYS = {
    ArrowRight: (at) => snapping.next(at, 1),
    ArrowLeft: (at) => snapping.next(at, -1),
    ArrowUp: (at) => at + FINE_SECONDS,
    ArrowDown: (at) => at - FINE_SECONDS,
    Home: () => 0,
    End: () => song.clip.seconds,
  };

  const onKey = (name) => (event) => {
    if (event.key === "Escape") clear();
    else if (Object.hasOwn(KEYS, event.key)) moveEnd(name, KEYS[event.key](selection[name]));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const makeHandle = (name, label) => {
    const handle = dom.element("div", { class: `handle ${name}`, role: "slider", tabindex: "0", "aria-label": label, hidden: true, onkeydown: onKey(name) });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.stopPropagation();
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) moveEnd(name, snapping.snap(secondsAt(event.clientX), waveform.node.clientWidth));
    });
    handles[name] = handle;
    return handle;
  };

  // ---- the wish

  const choose = (next) => () => {
    wish = next;
    dom.show(fieldLabel, WISHES[wish] !== "given");
    dom.setText(fieldLabel.firstChild, strings.wishes[wish].ask ?? "");
    tellSentence();
  };

  const choice = (name) => {
    const radio = dom.element("input", { type: "radio", name: "wish", value: name, checked: name === wish, onchange: choose(name) });
    return dom.element("label", { class: "choice" }, radio, dom.element("span", {}, strings.wishes[name].label));
  };

  const store = async () => {
    const words = text();
    const mark = await bridge.call("player_mark", { clip_id: song.clip.clip_id, ...selection, wish, ...(words ? { words } : {}) });
    addMark(mark);
    return [mark.sentence, mark.call].filter(Boolean).join("\n");
  };

  const ask = async () => {
    askButton.disabled = true;
    await asking.ask(outcome, store, sentence());
    showAsked(true);
    outcome.querySelector("button").focus();
  };

  // ---- the marks that wait for the assistant

  const takeBack = (mark, item) => async () => {
    try {
      await bridge.call("player_unmark", { mark_id: mark.mark_id });
      item.remove();
      showKept();
      app.announce(strings.takenBack);
    } catch (error) {
      app.announce(error.message);
    }
  };

  const showKept = () => dom.show(kept, list.childElementCount > 0);

  const keyOf = ({ wish, start, end }) => `${wish} ${start} ${end}`;

  const markItem = (mark) => {
    const item = dom.element("li", { class: "mark", "data-mark": keyOf(mark) });
    const again = dom.element("button", { type: "button", class: "row", onclick: () => select({ start: mark.start, end: mark.end }) }, strings.span(mark.start, mark.end), " ", mark.words || strings.wishes[mark.wish]?.label || "");
    item.append(again, dom.button("pill", strings.takeBack, takeBack(mark, item)));
    return item;
  };

  // The same wish for the same part takes the place of the one before.
  const addMark = (mark) => {
    for (const item of [...list.children]) if (item.dataset.mark === keyOf(mark)) item.remove();
    list.prepend(markItem(mark));
    showKept();
  };

  // ---- the song

  const show = (now) => {
    dom.show(root, now.clip !== undefined);
    if (!now.clip) return;
    const isNew = song?.clip.clip_id !== now.clip.clip_id;
    song = now;
    snapping.learn(now);
    list.replaceChildren(...(now.marks ?? []).filter((mark) => !mark.told && mark.clip_id === now.clip.clip_id).map(markItem));
    showKept();
    if (selection && selection.end > now.clip.seconds) clear();
    else if (isNew) render();
  };

  const buildEditor = () => {
    range = dom.element("strong", { class: "range" });
    loopButton = dom.element("button", { type: "button", class: "pill", "aria-pressed": "false", onclick: () => {
      looping = !looping;
      loopButton.setAttribute("aria-pressed", String(looping));
      applyLoop();
    } }, strings.loop);
    choices = dom.element("fieldset", { class: "choices" }, dom.element("legend", {}, strings.whatShouldChange), ...Object.keys(WISHES).map(choice));
    field = dom.element("input", { type: "text", maxlength: "500", oninput: tellSentence });
    fieldLabel = dom.element("label", { class: "field" }, dom.element("span", {}, strings.wishes[wish].ask), field);
    preview = dom.element("p", { class: "sentence" });
    askButton = dom.button("pill primary", strings.askInChat, ask);
    const bar = dom.element("div", { class: "bar" }, range, loopButton, dom.button("pill", strings.clearMark, clear));
    outcome = dom.element("div", { class: "outcome", hidden: true });
    return dom.element("div", { class: "editor", hidden: true }, bar, choices, fieldLabel, preview, askButton, outcome);
  };

  const start = () => {
    root = document.getElementById("marks");
    begin = dom.button("pill", strings.markHere, () => {
      select(snapping.around(sound.position()));
      handles.start.focus();
    });
    editor = buildEditor();
    hint = dom.element("p", { class: "note" }, strings.dragToMark);
    list = dom.element("ul", { class: "marks" });
    kept = dom.element("div", { class: "kept", hidden: true }, dom.element("h3", { class: "note" }, strings.marksKept), list);
    root.append(dom.element("h2", {}, strings.change), hint, begin, editor, kept);
    waveform.node.append(makeHandle("start", strings.markStart), makeHandle("end", strings.markEnd));
    waveform.onDrag(drag);
    app.onSong(show);
  };

  return { start };
})();
