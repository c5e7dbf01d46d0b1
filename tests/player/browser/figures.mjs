// Figures of the page: how soon it sounds, and what it holds in memory. One JSON line each.
import { Bench, until } from "./bench.mjs";

const order = JSON.parse(process.env.SESSION);
const MEGA = 1e6;
// The small mp3 of each stem is made first, one after another.
const STEMS_MILLISECONDS = 300_000;

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

const BUFFERS = "partition_alloc/partitions/array_buffer";
const TRACE = { includedCategories: ["disabled-by-default-memory-infra"], excludedCategories: ["*"], memoryDumpConfig: { triggers: [] } };
const megabytes = (hexadecimal) => (parseInt(hexadecimal, 16) || 0) / MEGA;

// What the page's renderer holds, as the browser's memory dump has it: buffers, of sound above all, and all that is its own.
async function memory(bench) {
  const session = await bench.browser.newBrowserCDPSession();
  const dumps = [];
  session.on("Tracing.dataCollected", ({ value }) => dumps.push(...value.filter(({ ph }) => ph === "v")));
  await session.send("Tracing.start", { traceConfig: TRACE, transferMode: "ReportEvents" });
  await session.send("Tracing.requestMemoryDump", { levelOfDetail: "detailed" });
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const found = (pid, pick) => Math.max(0, ...dumps.filter((dump) => dump.pid === pid).map((dump) => megabytes(pick(dump.args.dumps))));
  const processes = [...new Set(dumps.map(({ pid }) => pid))].map((pid) => ({
    buffers: found(pid, ({ allocators }) => allocators?.[BUFFERS]?.attrs.size?.value),
    whole: found(pid, ({ process_totals }) => process_totals?.private_footprint_bytes),
  }));
  return processes.sort((one, other) => other.buffers - one.buffers)[0];
}

async function firstSound(bench, what) {
  const view = await bench.view({ tool: "create_music", arguments: order.song });
  await view.button("Play").click();
  const sound = await until("a signal", () => timed(view.page, "soundAt"), 60_000);
  console.log(JSON.stringify({ what, seconds: (sound - (await timed(view.page, "resultAt"))) / 1000 }));
  return view;
}

const print = async (what) => console.log(JSON.stringify({ what, ...(await memory(bench)) }));

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
  await print("one song");
  for (const letter of ["B", "C"]) {
    await view.app.getByRole("radio", { name: new RegExp(`^Version ${letter}`) }).or(view.button(new RegExp(`^Version ${letter}`))).first().click();
    await view.hears();
  }
  await print("three takes");
  await view.close();

  const mixer = await firstSound(bench, "again, with stems");
  await mixer.app.getByRole("tab", { name: "Stems" }).click();
  await mixer.button("Mix the stems").click();
  await mixer.button("Back to the whole song").waitFor({ timeout: STEMS_MILLISECONDS });
  await mixer.hears();
  await print("one song and four stems");
} finally {
  await bench.close();
}
