"use strict";
// The page outside a chat: the same functions as `bridge.js`, asked of the server that the page came from.
const bridge = (() => {
  const CALL_ADDRESS = "library/call";
  const OPEN_PAGE_INTERVAL_MS = 60_000;
  const UNAUTHORIZED = 401;

  // Texts that speak of a chat, as they are said where there is none.
  Object.assign(strings, {
    dragToMark: "Drag over the waveform to mark a part, and say what should change. Your wish is kept for the assistant; nothing is made or paid for here.",
    askInChat: "Keep the wish",
    keptOnly: "Kept: the assistant is told when it next looks at your songs. Or copy this into a chat:",
    neither: "This could not be kept. Copy it into a chat:",
    downloadRefused: "This browser did not take the download.",
    stale: "This page is older than the server. Load it again.",
  });

  const listeners = new Map();
  const colours = window.matchMedia("(prefers-color-scheme: dark)");

  // One JSON-RPC answer; a server that took long sends it as the last event of a stream.
  const parse = (text) => JSON.parse(text.startsWith("{") ? text : text.slice(text.lastIndexOf("\ndata: ") + "\ndata: ".length));

  const request = async (method, params = {}) => {
    const answer = await fetch(CALL_ADDRESS, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method, params }),
    }).catch(() => {
      throw new Error(strings.noAnswer);
    });
    const { error, result } = await answer.text().then(parse).catch(() => ({ error: { message: strings.noAnswer } }));
    if (error) throw Object.assign(new Error(error.message), { code: error.code ?? answer.status, isRefusal: answer.status === UNAUTHORIZED });
    return result ?? {};
  };

  const { call, read } = requests.over(request);

  const emit = (event, value) => (listeners.get(event) ?? []).forEach((listener) => listener(value));
  const on = (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]);

  const context = () => ({
    theme: colours.matches ? "dark" : "light",
    locale: navigator.language,
    displayMode: "fullscreen",
    availableDisplayModes: [],
  });

  // Tells the server that the page is open: it ends by itself some time after the last one is closed.
  const stayOpen = () => {
    const timer = setInterval(() => request("ping").catch(({ code }) => code === UNAUTHORIZED && clearInterval(timer)), OPEN_PAGE_INTERVAL_MS);
  };

  // What a chat would have sent: what find_clips answers, with the clip of the address first where it names one.
  const begin = async () => {
    const clipId = new URLSearchParams(location.search).get("clip");
    emit("input", {});
    emit("result", await firstAnswer(clipId).catch(({ message }) => ({ isError: true, structuredContent: { error: { message } } })));
  };

  const firstAnswer = async (clipId) => {
    const found = await request("tools/call", { name: "find_clips", arguments: {} });
    if (!clipId || found.isError) return found;
    const { clip } = await call("player_song", { clip_id: clipId });
    const others = found.structuredContent.clips.filter(({ clip_id }) => clip_id !== clipId);
    return { ...found, structuredContent: { ...found.structuredContent, clips: [clip, ...others] } };
  };

  const connect = async () => {
    colours.addEventListener("change", () => emit("context", context()));
    stayOpen();
    setTimeout(begin);
    return context();
  };

  // There is nobody to say it to: the page offers to copy it, and the server keeps the mark for the next chat.
  const say = async () => false;

  const openLink = async (url) => {
    window.open(url, "_blank", "noopener");
    return true;
  };

  // The browser saves the file itself, from an address that only this person's cookie opens.
  const download = async (clip, { kind, name }) => {
    const href = `library/files/${encodeURIComponent(clip.clip_id)}/${encodeURIComponent(kind)}`;
    dom.element("a", { href, download: name }).click();
    return true;
  };

  const requestMode = async () => "fullscreen";
  const reportSize = () => {};
  const isWholePage = () => true;

  const readsResources = () => true;

  return { on, connect, call, read, isWholePage, readsResources, say, openLink, download, requestMode, reportSize };
})();
