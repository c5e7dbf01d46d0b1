"use strict";
// Versions are compared fairly only at the same loudness: louder ones are turned down to the quietest.
const loudness = (() => {
  const MOST_ATTENUATION_DB = 12;
  const BLOCK_SECONDS = 0.4;
  const GATE_POWER = 1e-5;

  // The loudness of decoded samples without pauses (LUFS, but for the weighting of frequencies); undefined for silence.
  const measure = (buffer) => {
    const samples = buffer.getChannelData(0);
    const length = Math.floor(BLOCK_SECONDS * buffer.sampleRate);
    const powers = [];
    for (let start = 0; start + length <= samples.length; start += length) {
      let sum = 0;
      for (let index = start; index < start + length; index++) sum += samples[index] ** 2;
      if (sum / length > GATE_POWER) powers.push((sum / length) * buffer.numberOfChannels);
    }
    return powers.length ? -0.691 + 10 * Math.log10(powers.reduce((sum, power) => sum + power, 0) / powers.length) : undefined;
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
