"use strict";
// Where the ends of a marked section go: to a section, a line or a bar of the song when one is near.
const snapping = (() => {
  const NEAR_PIXELS = 12;
  const ROUND_SECONDS = 0.1;
  let kinds = []; // moments by kind, the most meaningful first
  let seconds = 0;

  const known = (moments) => [...new Set(moments.filter(Number.isFinite))].sort((one, other) => one - other);
  const edges = (spans = []) => known(spans.flatMap(({ start, end }) => [start, end]));

  // Takes the moments of a song.
  const learn = ({ clip, lyrics = {}, sections = lyrics.sections, grid = {} }) => {
    seconds = clip.seconds;
    const lines = (lyrics.timing === "section" ? [] : lyrics.lines) ?? [];
    kinds = [edges(sections), edges(lines), known(grid.bars ?? [])].filter((moments) => moments.length > 0);
  };

  const nearest = (moments, at) => moments.reduce((best, moment) => (Math.abs(moment - at) < Math.abs(best - at) ? moment : best));
  const clamp = (at) => Math.max(0, Math.min(at, seconds));
  const round = (at) => Number(clamp(Math.round(at / ROUND_SECONDS) * ROUND_SECONDS).toFixed(1));

  // The moment to take for `at` on a picture `width` pixels wide.
  const snap = (at, width) => {
    const near = (NEAR_PIXELS * seconds) / Math.max(width, 1);
    const found = kinds.map((moments) => nearest(moments, at)).find((moment) => Math.abs(moment - at) <= near);
    return found === undefined ? round(at) : clamp(found);
  };

  // The next moment of any kind after `at`, or before it where `direction` is -1.
  const next = (at, direction) => {
    const all = known([0, seconds, ...kinds.flat()]);
    const beyond = all.filter((moment) => (moment - at) * direction > 0.01);
    return clamp((direction > 0 ? beyond[0] : beyond.at(-1)) ?? at);
  };

  // What sounds at `at` as a whole: the section, else eight bars, else ten seconds.
  const around = (at) => {
    const moments = kinds.find((each) => each.length > 1) ?? [];
    const start = moments.findLast((moment) => moment <= at + 0.01);
    const end = moments.find((moment) => moment > at + 0.01);
    if (start !== undefined && end !== undefined && end - start > 3) return { start, end };
    return { start: round(at), end: round(Math.min(at + 10, seconds)) };
  };

  return { learn, snap, next, round, around };
})();
