"use strict";
// Plays voices on one clock by Web Audio, which no content policy stops. One voice is a take; several are stems.
const sound = (() => {
  const FADE_SECONDS = 0.02;
  // Voices are scheduled a little ahead, so that a change of take or stem meets the same sample.
  const AHEAD_SECONDS = 0.03;
  const STANDSTILL_MS = 2_000;
  const IDLE_MS = 10_000;

  const listeners = [];
  const tickers = [];
  let context = null;
  let master = null;
  let analyser = null;
  let voices = [];
  let sounding = [];
  let wanted = false;
  let startedAt = 0;
  let offset = 0;
  let region = null;
  let take = [];
  let mixing = false;
  let level = 1;
  let problem = null;
  let idleTimer;

  // listener({wanted, sounding, problem}) after every change.
  const onChange = (listener) => listeners.push(listener);
  const state = () => ({ wanted, sounding: sounding.length > 0, problem });
  const changed = () => {
    listeners.forEach((listener) => listener(state()));
    tick();
  };

  // listener(seconds, isPlaying): for every frame while sound plays, and after every change.
  const onTick = (listener) => tickers.push(listener);
  let frame = 0;
  const tick = () => {
    cancelAnimationFrame(frame);
    const [at, isPlaying] = [position(), sounding.length > 0];
    tickers.forEach((listener) => listener(at, isPlaying));
    if (isPlaying) frame = requestAnimationFrame(tick);
  };

  const duration = () => Math.max(0, ...voices.map(({ buffer }) => buffer.duration));
  const isPartial = () => voices.some(({ partial }) => partial);

  // A moment of the clock as a moment of the song, which a loop repeats.
  const folded = (at) => {
    if (!region || offset >= region.end || at < region.end) return at;
    return region.start + ((at - region.start) % (region.end - region.start));
  };

  // Where the clock is in the song, `ahead` seconds from now.
  const scheduled = (ahead = 0) => {
    if (!sounding.length) return offset;
    return Math.min(folded(offset + Math.max(0, context.currentTime + ahead - startedAt)), duration());
  };

  // Seconds from the start of what is heard now, which is later than what is scheduled.
  const position = () => scheduled(sounding.length ? -(context.outputLatency || 0) : 0);

  // Must run in the handler of a tap, click or key: only then browsers let sound out.
  const unlock = () => {
    clearTimeout(idleTimer);
    if (!context) {
      context = new AudioContext();
      master = context.createGain();
      analyser = context.createAnalyser();
      master.gain.value = level;
      master.connect(analyser).connect(context.destination);
      context.onstatechange = interrupted;
    }
    return context.resume();
  };

  // A call or another app takes the speaker: then this is a pause.
  const interrupted = () => {
    if (context?.state === "interrupted" && wanted) pause();
  };

  const fade = (parameter, value, from = context.currentTime) => {
    parameter.cancelScheduledValues(from);
    parameter.setValueAtTime(parameter.value, from);
    parameter.linearRampToValueAtTime(value, from + FADE_SECONDS);
  };

  const startVoice = (voice, at) => {
    const node = context.createBufferSource();
    const fader = context.createGain();
    node.buffer = voice.buffer;
    fader.gain.value = 0;
    node.connect(fader).connect(master);
    applyLoop(node);
    node.start(startedAt, at);
    fade(fader.gain, voice.gain, startedAt);
    return { voice, node, fader };
  };

  const applyLoop = (node) => {
    node.loop = region !== null && offset < region.end;
    if (node.loop) [node.loopStart, node.loopEnd] = [region.start, region.end];
  };

  const silence = (from = context.currentTime) => {
    for (const { node, fader } of sounding) {
      node.onended = null;
      fade(fader.gain, 0, from);
      node.stop(from + FADE_SECONDS);
    }
    sounding = [];
  };

  // All voices from a moment in the song, on one clock. A beginning that has run out waits for the rest.
  const start = (at) => {
    const when = context.currentTime + AHEAD_SECONDS;
    silence(when);
    offset = at;
    if (isPartial() && offset >= duration()) return;
    startedAt = when;
    sounding = voices.map((voice) => startVoice(voice, offset));
    const longest = sounding.reduce((best, next) => (next.voice.buffer.duration > best.voice.buffer.duration ? next : best));
    longest.node.onended = ended;
  };

  const ended = () => {
    const partial = isPartial();
    offset = duration();
    sounding = [];
    if (!partial) stopAtEnd();
    changed();
  };

  const stopAtEnd = () => {
    wanted = false;
    offset = 0;
    rest();
  };

  // A context that rests takes no power; it is resumed by the next play.
  const rest = () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => !wanted && context?.suspend(), IDLE_MS);
  };

  const watchClock = () => {
    const before = context.currentTime;
    setTimeout(() => {
      if (wanted && context && context.currentTime === before) fail("silent");
    }, STANDSTILL_MS);
  };

  // `kind` is the name of a text: "silent" or "unplayable".
  const fail = (kind) => {
    problem = kind;
    changed();
  };

  // Plays what there is, or as soon as there is something.
  const play = () => {
    wanted = true;
    problem = null;
    unlock().catch(() => fail("silent"));
    watchClock();
    if (voices.length) start(scheduled());
    changed();
  };

  const pause = () => {
    offset = scheduled();
    wanted = false;
    if (context) silence();
    rest();
    changed();
  };

  const seek = (seconds) => {
    const at = Math.max(0, Math.min(seconds, voices.length && !isPartial() ? duration() : Infinity));
    if (wanted && voices.length) start(at);
    else offset = at;
    changed();
  };

  const settleAt = (at) => {
    if (sounding.length) silence();
    offset = at;
  };

  const change = (next) => {
    const at = scheduled(AHEAD_SECONDS);
    voices = next.map((voice) => ({ gain: 1, partial: false, ...voice }));
    const most = voices.length && !isPartial() ? duration() : Infinity;
    if (wanted && voices.length) start(Math.min(at, most));
    else settleAt(Math.min(at, most));
    changed();
  };

  // Changes the take that sounds, at the same moment: {id, buffer, gain, partial}, or null for none.
  // `partial` says that the buffer is only the beginning; a later take of the same id brings the rest.
  const use = (next) => {
    const isSameTake = next?.id === takeId();
    take = next ? [next] : [];
    if (mixing && isSameTake) return;
    mixing = false;
    change(take);
  };

  // Plays layers [{buffer, gain}] together instead of the take; null goes back to it.
  const mix = (layers) => {
    if (!layers && !mixing) return;
    mixing = Boolean(layers);
    change(layers ?? take);
  };

  // Sets the gain of one of the layers, smoothly.
  const setGain = (index, gain) => {
    if (!voices[index]) return;
    voices[index].gain = gain;
    const playing = sounding.find(({ voice }) => voice === voices[index]);
    if (playing) fade(playing.fader.gain, gain);
  };

  const setLevel = (value) => {
    level = value;
    if (context) fade(master.gain, level);
  };

  // Repeats from start to end (seconds); without arguments none.
  const loop = (from, to) => {
    const at = scheduled(AHEAD_SECONDS);
    region = to > from ? { start: from, end: to } : null;
    if (wanted && voices.length) start(at);
    changed();
  };

  // How strong the signal is now, 0 … 1: the root of the mean square of the last samples.
  const strength = () => {
    if (!analyser) return 0;
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
  };

  // Stops, and gives the device back.
  const close = () => {
    pause();
    clearTimeout(idleTimer);
    context?.close();
    context = master = analyser = null;
  };

  const isMixing = () => mixing;
  // The id of the take that sounds, or would.
  const takeId = () => take[0]?.id;
  // The preview of a clip, decoded for a layer.
  const load = (clipId) => tracks.stem(clipId);

  return { onChange, onTick, state, play, pause, seek, use, mix, load, fail, setGain, setLevel, loop, position, duration, strength, takeId, isMixing, close };
})();
