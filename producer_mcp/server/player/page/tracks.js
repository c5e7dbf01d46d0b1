"use strict";
// The sound of clips: fetched in chunks through the host, decoded, and the few latest kept.
const tracks = (() => {
  const FIRST_CHUNK_BYTES = 96_000;
  const LEAST_CHUNK_BYTES = 24_000;
  const MOST_CHUNK_BYTES = 960_000;
  const MOST_DECODED = 3;
  const MOST_ENCODED = 8;
  // The rendition has nothing above 16 kHz, so this rate loses nothing and takes two thirds of the memory of 48 kHz.
  const TAKE_RATE = 32_000;
  const STEM_RATE = 22_050;

  const encoded = new Map();
  const decoded = new Map();
  const decoding = new Map();
  // Whether resources come through: true or false once one was tried, undefined before.
  let resourcesArrive;

  const remember = (cache, key, value, most) => {
    cache.delete(key);
    cache.set(key, value);
    if (cache.size > most) cache.delete(cache.keys().next().value);
    return value;
  };

  const readResource = async (clipId, kind, start, count) => {
    const content = await bridge.read(`producer://clips/${encodeURIComponent(clipId)}/${kind}?start=${start}&bytes=${count}`);
    return { piece: bytes.decode(content.blob ?? ""), mime: content.mimeType };
  };

  const readTool = async (clipId, kind, start, count) => {
    const answer = await bridge.call("player_preview", { clip_id: clipId, start, bytes: count, kind });
    return { piece: bytes.decode(answer.base64 ?? ""), mime: answer.mime, total: answer.total };
  };

  // Resources first; where the host does not pass them on, the tool from then on.
  const readChunk = async (clipId, kind, start, count) => {
    if (resourcesArrive === false || !bridge.readsResources()) return readTool(clipId, kind, start, count);
    try {
      const chunk = await readResource(clipId, kind, start, count);
      resourcesArrive = true;
      return chunk;
    } catch {
      const chunk = await readTool(clipId, kind, start, count);
      resourcesArrive ??= false;
      return chunk;
    }
  };

  // Reads on until a chunk is shorter than asked: a size told while the file is being written is a guess.
  // Chunks grow while they arrive and halve when one does not.
  const readFrom = async (first, clipId, kind, onProgress) => {
    const pieces = [first.piece];
    let { total } = first;
    let offset = first.piece.length;
    let ended = first.piece.length < FIRST_CHUNK_BYTES;
    let count = FIRST_CHUNK_BYTES * 2;
    while (!ended) {
      try {
        const chunk = await readChunk(clipId, kind, offset, count);
        total = chunk.total ?? total;
        ended = chunk.piece.length < count;
        pieces.push(chunk.piece);
        offset += chunk.piece.length;
        count = Math.min(count * 2, MOST_CHUNK_BYTES);
        onProgress(offset, total);
      } catch (error) {
        if (count <= LEAST_CHUNK_BYTES) throw error;
        count = Math.max(LEAST_CHUNK_BYTES, Math.floor(count / 2));
      }
    }
    return { array: bytes.join(pieces), mime: first.mime };
  };

  const readFirst = (clipId, kind, size) =>
    readChunk(clipId, kind, 0, FIRST_CHUNK_BYTES).then((chunk) => ({ ...chunk, total: chunk.total ?? size }));

  // Every byte of one file of a clip: `kind` is one of the clip's downloads.
  const file = async (clipId, kind, size, onProgress = () => {}) => readFrom(await readFirst(clipId, kind, size), clipId, kind, onProgress);

  const once = (clipId, part, work) => {
    const key = `${clipId} ${part}`;
    if (encoded.has(key)) return remember(encoded, key, encoded.get(key), MOST_ENCODED);
    const promise = work();
    promise.catch(() => encoded.delete(key));
    return remember(encoded, key, promise, MOST_ENCODED);
  };
  const firstBytes = (clipId, size) => once(clipId, "first", () => readFirst(clipId, "preview", size));
  const allBytes = (clipId, size) =>
    once(clipId, "all", async () => (await readFrom(await firstBytes(clipId, size), clipId, "preview", () => {})).array);

  const decode = (array, rate) => new OfflineAudioContext(2, 1, rate).decodeAudioData(array.slice().buffer);

  // The beginning of a clip, ready to sound long before the whole of it; null where the format cannot be cut.
  const head = async (clipId, size) => {
    if (decoded.has(clipId)) return { buffer: decoded.get(clipId), partial: false };
    const { piece } = await firstBytes(clipId, size);
    try {
      return { buffer: await decode(piece, TAKE_RATE), partial: piece.length >= FIRST_CHUNK_BYTES };
    } catch {
      return null;
    }
  };

  // The whole of a clip. At most three are kept decoded; the others are decoded again from their bytes.
  const whole = (clipId, size) => {
    if (decoded.has(clipId)) return Promise.resolve(remember(decoded, clipId, decoded.get(clipId), MOST_DECODED));
    if (!decoding.has(clipId)) decoding.set(clipId, decodeWhole(clipId, size).finally(() => decoding.delete(clipId)));
    return decoding.get(clipId);
  };
  const decodeWhole = async (clipId, size) => remember(decoded, clipId, await decode(await allBytes(clipId, size), TAKE_RATE), MOST_DECODED);

  // A stem, at a lower rate; who asks keeps it. The versions make room: they are decoded again from their bytes.
  const stem = async (clipId) => {
    const { array } = await file(clipId, "preview");
    decoded.clear();
    return decode(array, STEM_RATE);
  };

  const forget = () => {
    encoded.clear();
    decoded.clear();
  };

  return { head, whole, stem, file, forget };
})();
