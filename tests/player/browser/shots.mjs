// The states of which pictures are made: how a view is opened, and what is done in it before its picture is taken.
import { shown } from "./songs.mjs";

// The song can be played, and its outline is drawn.
const ready = async (view) => {
  await view.role("button", "Play", { disabled: false }).waitFor();
  await view.frame.evaluate(() => peaks.of(playback.chosenId()));
};
const tab = (name, more = async () => {}) => ({
  view: ({ song }) => shown(song),
  until: async (view) => {
    await view.role("tab", name).click();
    await more(view);
  },
});
const marked = async (view) => {
  await view.button("Mark the part at this moment").click();
  await view.role("radio", "Quieter drums").check();
};

export const SHOTS = {
  song: { view: ({ song }) => shown(song), until: ready },
  playing: {
    view: ({ song }) => shown(song),
    until: async (view) => {
      await view.button("Play").click();
      await view.hears();
    },
  },
  marked: { view: ({ song }) => shown(song), until: marked },
  asked: {
    view: ({ song }) => shown(song),
    until: async (view) => {
      await marked(view);
      await view.button("Ask in the chat").click();
      await view.button("Copy").waitFor();
    },
  },
  stems: tab("Stems", async (view) => {
    await view.button("Mix the stems").click();
    await view.button("Back to the whole song").waitFor();
  }),
  family: tab("Family"),
  library: { view: () => ({ tool: "find_clips", arguments: {} }), until: ready },
  hostile: { view: ({ hostile }) => shown(hostile), until: ready },
};
