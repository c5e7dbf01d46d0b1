"use strict";
// Versions are compared fairly only at the same loudness: louder ones are turned down to the quietest.
const loudness = (() => {
  const MOST_ATTENUATION_DB = 12;
  const BLOCK_SECONDS = 0.4;
  const ABSOLUTE_GATE_DB = -70;
  const RELATIVE_GATE_DB = -10;
  const CALIBRATION_DB = -0.691;

  const decibels = (power) => CALIBRATION_DB + 10 * Math.log10(power);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

  const blockPowers = (buffer) => {
    const channels = Array.from({ length: buffer.numberOfChannels }, (_, index) => buffer.getChannelData(index));
    const length = Math.floor(BLOCK_SECONDS * buffer.sampleRate);
    const powers = [];
    for (let start = 0; start + length <= buffer.length; start += length) {
      let sum = 0;
      for (const channel of channels) for (let index = start; index < start + length; index++) sum += channel[index] * channel[index];
      powers.push(sum / length);
    }
    return powers;
  };

  // The loudness of decoded samples, gated as ITU-R BS.1770 says but without its weighting of frequencies; undefined for silence.
  const measure = (buffer) => {
    const loud = blockPowers(buffer).filter((power) => decibels(power) > ABSOLUTE_GATE_DB);
    if (!loud.length) return undefined;
    const gate = decibels(mean(loud)) + RELATIVE_GATE_DB;
    return decibels(mean(loud.filter((power) => decibels(power) > gate)));
  };

  // The factor that brings `own` to the quietest of `all` (LUFS each); 1 where one of them is not known.
  const gain = (own, all) => {
    const known = all.filter(Number.isFinite);
    if (!Number.isFinite(own) || known.length < 2) return 1;
    const attenuation = Math.min(own - Math.min(...known), MOST_ATTENUATION_DB);
    return 10 ** (-Math.max(0, attenuation) / 20);
  };

  return { measure, gain };
})();
