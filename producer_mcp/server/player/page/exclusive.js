"use strict";
// Only one player sounds at a time, as far as frames can hear of each other.
// Where the origin is opaque both ways throw or stay silent; then each frame is alone.
const exclusive = (() => {
  const CHANNEL = "producer-player";
  const self = Math.random().toString(36).slice(2);
  let channel = null;
  let heard = () => {};

  const listen = (listener) => {
    heard = listener;
    try {
      channel = new BroadcastChannel(CHANNEL);
      channel.onmessage = ({ data }) => data !== self && heard();
    } catch {
      channel = null;
    }
    window.addEventListener("storage", ({ key, newValue }) => key === CHANNEL && newValue && newValue !== self && heard());
  };

  const claim = () => {
    try {
      channel?.postMessage(self);
      window.localStorage.setItem(CHANNEL, self);
    } catch {
      // Storage is not for opaque origins.
    }
  };

  const close = () => channel?.close();

  return { listen, claim, close };
})();
