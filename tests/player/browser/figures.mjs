// Figures of the page: how soon it sounds, and what it holds in memory. One JSON line each.
import { Bench, until } from "./bench.mjs";

const order = JSON.parse(process.env.SESSION);
const MEGA = 1e6;

// In every frame: when the tool's answer came in, and when the loudspeakers first carried a signal.
const stopwatch = () => {
  const now = () => performance.timeOrigin + performance.now();
  addEventListener("message", ({ data }) => { if (data?.method === "ui/notifications/tool-result") window.resultAt = now(); });
  const watch = () => (window.ear?.level() > 0.001 ? (window.soundAt = now()) : setTimeout(watch, 4));
  watch();
};

async function timed(page, name) {
  const seen = await Promise.all(page.frames().map((frame) => frame.evaluate((key) => window[key], name)));
  return seen.find(Boolean);
}

// What the page's renderer holds: scripts' objects, what the engine keeps for them, and buffers, of sound above all.
async function memory(view) {
  const session = await view.page.context().newCDPSession(view.page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { objects: (usedSize + embedderHeapUsedSize) / MEGA, buffers: backingStorageSize / MEGA };
}

async function firstSound(bench, what) {
  const view = await bench.view({ tool: "create_music", arguments: order.song });
  await view.button("Play").click();
  const sound = await until("a signal", () => timed(view.page, "soundAt"), 60_000);
  console.log(JSON.stringify({ what, seconds: (sound - (await timed(view.page, "resultAt"))) / 1000 }));
  return view;
}

async function print(view, what) {
  console.log(JSON.stringify({ what, ...(await memory(view)) }));
}

const bench = await Bench.open(order);
const open = bench.browser.newContext.bind(bench.browser);
bench.browser.newContext = async (options) => {
  const context = await open(options);
  await context.addInitScript(stopwatch);
  return context;
};
try {
  const { clips: [{ clip_id }] } = await bench.make("create_music", order.song);
  await (await firstSound(bench, "the first time, when the small mp3 is made")).close();
  for (const take of [2, 3]) await bench.make("create_music", { ...order.song, take });
  await bench.make("split_stems", { clip_id });

  const view = await firstSound(bench, "again");
  await print(view, "one song");
  for (const letter of ["B", "C"]) {
    await view.app.getByRole("radio", { name: new RegExp(`^Version ${letter}`) }).or(view.button(new RegExp(`^Version ${letter}`))).first().click();
    await view.isSilent().catch(() => {});
    await view.hears();
  }
  await print(view, "three takes");
  await view.close();

  const mixer = await firstSound(bench, "again, with stems");
  await mixer.app.getByRole("tab", { name: "Stems" }).click();
  await mixer.button("Mix the stems").click();
  await mixer.button("Back to the whole song").waitFor({ timeout: 60_000 });
  await mixer.hears();
  await print(mixer, "one song and four stems");
} finally {
  await bench.close();
}
