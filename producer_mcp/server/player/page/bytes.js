"use strict";
// Bytes and base64.
const bytes = (() => {
  const SLICE_BYTES = 0x8000;

  const decode = (base64) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    const array = new Uint8Array(text.length);
    for (let index = 0; index < text.length; index++) array[index] = text.charCodeAt(index);
    return array;
  };

  const encode = (array) => {
    if (array.toBase64) return array.toBase64();
    let text = "";
    for (let start = 0; start < array.length; start += SLICE_BYTES) text += String.fromCharCode(...array.subarray(start, start + SLICE_BYTES));
    return btoa(text);
  };

  const join = (pieces) => {
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let offset = 0;
    for (const piece of pieces) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  };

  return { decode, encode, join };
})();
