"use strict";
// Follows a song on the server until nothing more is to come of it, gently.
const follow = (() => {
  const LEAST_SECONDS = 1;
  const MOST_SECONDS = 15;
  const USUAL_SECONDS = 3;
  const HIDDEN_SECONDS = 20;
  const MOST_FAILURES = 4;
  const MOST_OTHERS = 60;

  const UNKNOWN_TOOL = /-3260[12]|no tool is called/;

  let latest = 0;
  let skipSleep = () => {};

  const isUnfinished = ({ task, clip }) => task?.status === "queued" || task?.status === "running" || clip?.audio?.state === "coming";

  // Waits; less long once the page is looked at again.
  const rest = (seconds) => {
    const wait = document.hidden ? Math.max(seconds, HIDDEN_SECONDS) : seconds;
    return Promise.race([time.sleep(wait * 1000), new Promise((resolve) => (skipSleep = resolve))]);
  };
  document.addEventListener("visibilitychange", () => !document.hidden && skipSleep());

  const delayOf = (song) => Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, song.task?.next_seconds ?? USUAL_SECONDS));

  // The server does not know the page's own tool: one of the two is older than the other.
  const isUnknownTool = (error) => UNKNOWN_TOOL.test(`${error.code} ${error.message}`);

  // Asks for a song by {task_id}, {clip_id} or {} (the newest), and again while it is unfinished.
  // `accept(song)` answers false for one that is not meant, and then it is asked for another time, but not for ever;
  // `fail(error)` is told when the server stays away or refuses.
  const start = async (address, accept, fail) => {
    const ticket = ++latest;
    const isLatest = () => ticket === latest;
    let failures = 0;
    let others = 0;
    while (isLatest()) {
      let delay = USUAL_SECONDS * 2 ** failures;
      try {
        const song = await bridge.call("player_song", address);
        if (!isLatest()) return;
        const isMeant = accept(song) !== false;
        if (isMeant ? !isUnfinished(song) : ++others >= MOST_OTHERS) return;
        failures = 0;
        delay = isMeant ? delayOf(song) : USUAL_SECONDS;
      } catch (error) {
        failures += 1;
        if (!isLatest()) return;
        if (error.isRefusal || isUnknownTool(error) || failures >= MOST_FAILURES) return fail(error);
      }
      await rest(delay);
    }
  };

  const stop = () => {
    latest += 1;
    skipSleep();
  };

  return { start, stop, isUnknownTool };
})();
