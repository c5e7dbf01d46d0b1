// The states of which pictures are made: how a view is opened, and what is done in it before its picture is taken.
import { shown } from "./songs.mjs";

const whole = (view) => view.role("heading", "Harbour light").waitFor();
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
  song: { view: ({ song }) => shown(song), until: whole },
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
  library: { view: () => ({ tool: "find_clips", arguments: {} }), until: (view) => view.role("heading", "Library").waitFor() },
  hostile: { view: ({ hostile }) => shown(hostile), until: (view) => view.role("heading").first().waitFor() },
};
