"use strict";
// Brings the sound of the chosen clip to the loudspeaker: its picture first, then its beginning, then the whole, then its rivals.
const playback = (() => {
  const MOST_RIVALS = 2;
  const levels = new Map();
  let latest = 0;
  let chosen = null;
  let versions = [];

  const knownLevel = (clipId) => levels.get(clipId) ?? versions.find((version) => version.clip_id === clipId)?.loudness;
  const gainOf = (clipId) => loudness.gain(knownLevel(clipId), versions.map((version) => knownLevel(version.clip_id)));

  const noteLevel = (clipId, level) => {
    if (Number.isFinite(level)) levels.set(clipId, level);
  };

  const picture = async (clip) => {
    const row = await peaks.of(clip.clip_id).catch(() => ({ amplitudes: null }));
    noteLevel(clip.clip_id, row.loudness);
    return row;
  };

  const showPicture = (amplitudes) => waveform.set({ amplitudes, making: null, seconds: chosen?.seconds ?? sound.duration() });

  // Makes a clip the one that is heard; what sounded goes on until the new one can take its place at the same moment.
  const choose = async (clip, rivals) => {
    const ticket = ++latest;
    const isLatest = () => ticket === latest;
    [chosen, versions] = [clip, rivals];
    const beginning = tracks.head(clip.clip_id).catch(() => null);
    const { amplitudes, size } = await picture(clip);
    if (!isLatest()) return;
    showPicture(amplitudes);
    const head = await beginning;
    if (!isLatest()) return;
    if (head && (!head.partial || sound.position() < head.buffer.duration)) put(clip, head);
    if (sound.state().wanted) await complete(clip, size, isLatest);
  };

  const put = (clip, { buffer, partial }) => {
    sound.use({ id: clip.clip_id, buffer, partial, gain: gainOf(clip.clip_id) });
  };

  const complete = async (clip, size, isLatest) => {
    try {
      const buffer = await tracks.whole(clip.clip_id, size);
      if (!isLatest()) return;
      await measureWhatIsMissing(clip, buffer, isLatest);
      if (isLatest()) put(clip, { buffer, partial: false });
    } catch {
      if (isLatest()) cannotPlay();
      return;
    }
    await prepareRivals(isLatest);
  };

  const cannotPlay = () => {
    sound.pause();
    sound.fail("unplayable");
  };

  // A server without means to measure leaves it to the page.
  const measureWhatIsMissing = async (clip, buffer, isLatest) => {
    if (knownLevel(clip.clip_id) === undefined && versions.length > 1) noteLevel(clip.clip_id, loudness.measure(buffer));
    const { amplitudes } = await picture(clip);
    if (!amplitudes && isLatest()) showPicture(peaks.measure(buffer));
  };

  // The other versions, decoded ahead, so that changing to them takes no time.
  const prepareRivals = async (isLatest) => {
    const rivals = versions.filter((version) => version.clip_id !== chosen.clip_id).slice(0, MOST_RIVALS);
    for (const rival of rivals) {
      const { size } = await picture(rival);
      if (!isLatest()) return;
      const buffer = await tracks.whole(rival.clip_id, size).catch(() => null);
      if (buffer && knownLevel(rival.clip_id) === undefined) noteLevel(rival.clip_id, loudness.measure(buffer));
    }
    if (isLatest() && !sound.isMixing()) sound.setGain(0, gainOf(chosen.clip_id));
  };

  // The person wants to hear: the rest is fetched now.
  const wake = async () => {
    if (!chosen) return;
    const ticket = latest;
    const { size } = await picture(chosen);
    if (ticket === latest) await complete(chosen, size, () => ticket === latest);
  };

  const clear = () => {
    latest += 1;
    chosen = null;
    sound.pause();
    sound.use(null);
  };

  const chosenId = () => chosen?.clip_id;

  return { choose, wake, clear, chosenId };
})();
