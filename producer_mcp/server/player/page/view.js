"use strict";
// The elements of a song: cover, title, transport and what is to be said, and how each state of a song looks in them.
const view = (() => {
  const RESTING = { about: "", notice: "", isFault: false, making: null, isPlayable: false, retries: false };

  const joined = (...words) => words.filter(Boolean).join(" · ");
  const taskAbout = ({ task }) => joined(strings.making, task.eta_seconds === undefined ? "" : time.left(task.eta_seconds));
  const clipAbout = ({ clip }) => joined(clip.part, clip.sound);
  const fault = (notice, more = {}) => ({ notice, isFault: true, ...more });

  // What is shown in each phase of a song.
  const PHASES = {
    connecting: () => ({ title: strings.connecting, making: 0 }),
    making: (song) => ({ title: song.task.title || strings.makingTitle, about: taskAbout(song), making: song.task.progress ?? 0 }),
    coming: (song) => ({ about: clipAbout(song), notice: strings.coming }),
    ready: (song) => ({ about: clipAbout(song), isPlayable: true }),
    none: (song) => ({ about: clipAbout(song), ...fault(song.clip.audio.why || strings.unplayable) }),
    failed: (song) => ({ title: song.task.title || strings.failed, ...fault(song.task.error?.message || strings.failed) }),
    unknown: (song) => ({ title: song.task.title || strings.unknownOutcome, ...fault(song.task.error?.message || strings.unknownOutcome) }),
    refused: ({ message }) => fault(message),
    unreachable: ({ message }) => fault(message, { retries: true }),
    cancelled: () => ({ notice: strings.cancelled, making: 0 }),
    texts: () => ({}),
    nothing: () => ({}),
  };
  const WITHOUT_TRANSPORT = new Set(["refused", "failed", "unknown", "texts", "nothing", "unreachable"]);

  const ofClip = (audio) => (audio?.state === undefined ? "ready" : audio.state);
  const phaseOf = (song) => {
    if (song.phase) return song.phase;
    if (song.clip) return ofClip(song.clip.audio);
    if (song.task?.status === "queued" || song.task?.status === "running") return "making";
    if (song.task?.status === "failed" || song.task?.status === "unknown") return song.task.status;
    return song.task?.lyrics?.length ? "texts" : "nothing";
  };

  const picture = dom.element("canvas", { class: "cover", "aria-hidden": "true" });
  const title = dom.element("h1", { class: "title" });
  const about = dom.element("p", { class: "about" });
  const notice = dom.element("p", { class: "notice", role: "status" });
  const actions = dom.element("div", { class: "actions" });
  const remedies = dom.element("div", { class: "remedies", hidden: true });
  const play = dom.button("play", strings.play, () => (sound.state().wanted ? sound.pause() : sound.play()), dom.icon("play"));
  const now = dom.element("span", { class: "now" }, "0:00");
  const whole = dom.element("span", {}, "");
  const times = dom.element("div", { class: "times", "aria-hidden": "true" }, now, whole);
  const level = dom.element("input", { type: "range", class: "level", min: "0", max: "100", value: "100", "aria-label": strings.level });
  const expand = dom.button("tool", strings.fullscreen, () => host.toggleFullscreen(), dom.icon("expand"));
  const sheets = dom.element("div", { class: "sheets", hidden: true });
  const header = dom.element("header", { class: "song" }, picture, dom.element("div", { class: "names" }, title, about), actions);
  const transport = dom.element("div", { class: "transport" }, play, dom.element("div", { class: "track" }, waveform.node, times));
  const menu = downloads.menu((text) => say(text));

  let drawnFor = "";
  let playable = false;
  let shownId;

  const mount = (slot) => {
    level.addEventListener("input", () => sound.setLevel((level.value / 100) ** 2));
    actions.append(dom.element("label", { class: "volume" }, dom.icon("level"), level), menu.node, expand);
    slot.append(header, transport, notice, remedies, takes.node, sheets);
    host.onMode(showMode);
    showMode("inline");
  };

  const showMode = (mode) => {
    const label = mode === "fullscreen" ? strings.inline : strings.fullscreen;
    dom.show(expand, host.canGoFullscreen());
    expand.setAttribute("aria-label", label);
    expand.title = label;
    expand.replaceChildren(dom.icon(mode === "fullscreen" ? "shrink" : "expand"));
  };

  // The cover appears with the song.
  const drawCover = ({ clip_id: seed, title: name, sound: words }) => {
    if (drawnFor === seed) return;
    drawnFor = seed;
    document.documentElement.style.setProperty("--accent-hue", String(cover.draw(picture, `${name} ${words}`, seed)));
    waveform.redraw();
  };

  // Shows a song as `player_song` answers it, or {phase, message}. Answers its phase.
  const show = (song) => {
    const phase = phaseOf(song);
    const look = { ...RESTING, ...PHASES[phase](song) };
    playable = look.isPlayable;
    shownId = song.clip?.clip_id;
    document.documentElement.dataset.phase = phase;
    document.body.hidden = phase === "nothing" && !bridge.isWholePage();
    dom.setText(title, song.clip?.title || look.title || strings.untitled);
    dom.setText(about, look.about);
    dom.show(header, phase !== "texts" && phase !== "nothing" && (phase !== "refused" || song.clip !== undefined));
    dom.show(transport, !WITHOUT_TRANSPORT.has(phase));
    dom.show(actions, look.isPlayable);
    dom.show(picture, song.clip || look.making !== null);
    if (song.clip) drawCover(song.clip);
    waveform.set(song.clip ? { making: null, seconds: song.clip.seconds ?? 0 } : { making: look.making, seconds: 0, amplitudes: null });
    say(look.notice, look.isFault);
    showRemedies(look.retries ? [retry] : look.isFault && song.clip ? waysOut(song.clip) : []);
    dom.setText(whole, song.clip?.seconds ? time.clock(song.clip.seconds) : "");
    menu.update(song.clip);
    showSheets(song.task?.lyrics ?? []);
    showSound(sound.state());
    return phase;
  };

  const showSheets = (lyrics) => {
    const sheet = ({ title: name, text }) =>
      dom.element("article", { class: "sheet" }, dom.element("h2", {}, name), dom.element("div", { class: "sheet-text", tabindex: "0", role: "region", "aria-label": strings.lyricsOf(name) }, text));
    dom.show(sheets, lyrics.length > 0);
    sheets.replaceChildren(...lyrics.map(sheet));
  };

  const say = (text, isFault = false) => {
    dom.setText(notice, text);
    dom.show(notice, text !== "");
    notice.classList.toggle("is-fault", isFault);
  };

  const showRemedies = (buttons) => {
    dom.show(remedies, buttons.length > 0);
    remedies.replaceChildren(...buttons);
  };

  // Download and a browser, where the song has them.
  const waysOut = (clip) => {
    const [first] = clip.downloads ?? [];
    const address = downloads.addressOf(clip);
    return [
      first && dom.button("remedy", strings.download, () => downloads.start(clip, first, say)),
      address && dom.button("remedy", strings.open, () => bridge.openLink(address)),
    ].filter(Boolean);
  };

  let again = () => {};
  const retry = dom.button("remedy", strings.tryAgain, () => again());
  const onRetry = (listener) => (again = listener);

  const showSound = ({ wanted, sounding, problem }, clip) => {
    const label = wanted ? strings.pause : strings.play;
    play.disabled = !playable;
    play.setAttribute("aria-label", label);
    play.title = label;
    play.replaceChildren(dom.icon(wanted ? "pause" : "play"));
    play.setAttribute("aria-busy", String(wanted && !problem && !(sounding && sound.takeId() === shownId)));
    document.documentElement.dataset.sounding = String(sounding);
    if (problem && clip) complain(problem, clip);
    else if (wanted && complained) withdraw();
  };

  let complained = false;
  const complain = (problem, clip) => {
    complained = true;
    say(strings[problem], true);
    showRemedies(waysOut(clip));
  };
  const withdraw = () => {
    complained = false;
    say("");
    showRemedies([]);
  };

  const showPosition = (seconds) => {
    waveform.setPosition(seconds);
    dom.setText(now, time.clock(seconds));
  };

  return { mount, show, showSound, showPosition, say, onRetry };
})();
