"use strict";
// The page: which song is shown, how it came here, and what happens when the person chooses another.
const app = (() => {
  const RESULT_WAIT_MS = 1_500;
  const songListeners = [];
  const libraryListeners = [];
  let current = null;
  let address = null;
  let input = null;
  let toolName = null;
  let isAnswered = false;

  const song = () => current;
  // listener(song): every answer about the song that is shown, also the same again.
  const onSong = (listener) => songListeners.push(listener);
  // listener(structuredContent): clips that were found.
  const onLibrary = (listener) => libraryListeners.push(listener);

  const announcer = dom.element("div", { class: "unseen", "aria-live": "polite" });
  const announce = (text) => dom.setText(announcer, text);

  const accept = (next) => {
    const wasMaking = current?.task && !current.clip;
    current = next;
    const phase = view.show(next);
    if (phase === "ready" && wasMaking) announce(strings.ready(next.clip.title));
    takes.update(next);
    if (phase !== "ready" && phase !== "coming") playback.clear();
    if (phase === "ready" && playback.chosenId() !== next.clip.clip_id) playback.choose(next.clip, next.versions ?? []);
    songListeners.forEach((listener) => listener(next));
  };

  const refuse = (error) => {
    const isStale = follow.isUnknownTool(error);
    const message = isStale ? strings.stale : error.isRefusal ? error.message : strings.unreachable;
    if (current?.clip) view.say(message, true);
    else accept({ phase: isStale || error.isRefusal ? "refused" : "unreachable", message });
  };

  // Shows what the server says of an address, and goes on until it is final.
  const watch = (next, isMeant = () => true) => {
    address = next;
    return follow.start(next, (answer) => (isMeant(answer) ? accept(answer) : false), refuse);
  };

  const refresh = () => watch(current?.clip ? { clip_id: current.clip.clip_id } : address);

  // Another clip: at the same moment, or `at` (seconds); `play` begins at once and must then come from a tap.
  const open = (clipId, { at, play = false } = {}) => {
    const row = takes.rowOf(clipId);
    if (row) playback.choose(row, current.versions);
    else playback.clear();
    if (at !== undefined || !row) sound.seek(at ?? 0);
    if (play) sound.play();
    takes.choose(clipId);
    return watch({ clip_id: clipId });
  };

  const keep = async (clipId, kept = true) => {
    try {
      await bridge.call("player_keep", { clip_id: clipId, kept });
      if (kept) announce(strings.kept);
    } catch (error) {
      view.say(strings.keepFailed(error.message), true);
      return;
    }
    await refresh();
  };

  // What the frame was made for, once the tool has answered.
  const takeResult = (result) => {
    const content = result.structuredContent ?? {};
    isAnswered = true;
    if (content.task_id) return watch({ task_id: content.task_id });
    if (result.isError || content.error) return refuseResult(content.error?.message ?? requests.firstText(result));
    if (Array.isArray(content.clips)) return showLibrary({ ...content, clips: content.clips.filter((clip) => typeof clip?.clip_id === "string") });
    return accept({ phase: "nothing" });
  };

  const refuseResult = (message) => {
    follow.stop();
    accept({ phase: "refused", message });
  };

  const showLibrary = (content) => {
    libraryListeners.forEach((listener) => listener(content));
    const [first] = content.clips;
    if (first) watch({ clip_id: first.clip_id });
    else accept({ phase: "nothing" });
  };

  // Whether a song can be the one this frame was made for, by what is known of the call.
  const isOurs = ({ task, clip }) => {
    const expects = [
      [toolName, task?.operation ?? clip?.operation],
      [input?.clip_id, task?.parent ?? clip?.parent],
      [input?.title, task?.title ?? clip?.title],
    ];
    return Boolean(task ?? clip) && expects.every(([wanted, found]) => !wanted || !found || wanted === found);
  };

  // The call still waits, or the frame was built anew without its result: the newest song is looked for meanwhile.
  const beginWithout = () => {
    if (!isAnswered && address === null && toolName !== "find_clips") watch({}, isOurs);
  };

  const takeCancelled = () => {
    if (current?.clip) return;
    view.show({ phase: "cancelled" });
    if (address === null) watch({}, isOurs);
  };

  const takeContext = (context) => {
    host.apply(context);
    toolName = context.toolInfo?.tool?.name ?? toolName;
    waveform.redraw();
  };

  const close = () => {
    follow.stop();
    sound.close();
    exclusive.close();
    tracks.forget();
  };

  const listen = () => {
    bridge.on("input", (toolArguments) => (input = toolArguments));
    bridge.on("result", takeResult);
    bridge.on("cancelled", takeCancelled);
    bridge.on("context", takeContext);
    bridge.on("teardown", close);
    exclusive.listen(() => sound.state().wanted && sound.pause());
    waveform.onSeek((seconds) => sound.seek(seconds));
    waveform.onToggle(() => (sound.state().wanted ? sound.pause() : sound.play()));
    takes.onChange({ choose: (clipId) => open(clipId), keep });
    view.onRetry(refresh);
    sound.onTick(view.showPosition);
    sound.onChange(soundChanged());
  };

  const soundChanged = () => {
    let wanted = false;
    return (state) => {
      view.showSound(state, current?.clip);
      const begins = state.wanted && !wanted;
      wanted = state.wanted;
      if (!begins) return;
      exclusive.claim();
      playback.wake();
    };
  };

  // Puts the page together and says hello to the host.
  const begin = async () => {
    const slot = document.getElementById("song");
    view.mount(slot);
    document.body.append(announcer);
    tabs.mount(document.getElementById("panels"));
    listen();
    view.show({ phase: "connecting" });
    takeContext(await bridge.connect());
    host.watchSize();
    setTimeout(beginWithout, RESULT_WAIT_MS);
  };

  return { begin, song, onSong, onLibrary, open, keep, refresh, announce };
})();
