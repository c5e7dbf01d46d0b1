"use strict";
// Only one player sounds at a time, as far as frames can hear of each other: where the origin is opaque each is alone.
const exclusive = (() => {
  const self = Math.random().toString(36).slice(2);
  let channel = null;

  const listen = (listener) => {
    try {
      channel = new BroadcastChannel("producer-player");
      channel.onmessage = ({ data }) => data !== self && listener();
    } catch {
      channel = null;
    }
  };

  const claim = () => channel?.postMessage(self);
  const close = () => channel?.close();

  return { listen, claim, close };
})();
