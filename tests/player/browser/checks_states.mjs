// From the call to the song, and what goes wrong: progress, rebuilt frames, refusals, strangers, long and hostile texts.
import assert from "node:assert/strict";

import { until } from "./bench.mjs";
import { check } from "./check.mjs";
import { HOSTILE_TITLE, shown } from "./songs.mjs";

const ready = (view) => view.role("button", "Play", { disabled: false }).waitFor();
const title = (view, text) => view.role("heading", text, { level: 1, exact: true }).waitFor();
const progress = (view) => view.role("progressbar", "Progress of the song");

check("a song that is being made shows how far it is, and can be played when it is done", async (bench) => {
  const going = { tool: "create_music", arguments: { sound: "slow waltz, piano", title: "On its way", vendor: "musicapi", wait_seconds: 0, instrumental: true } };
  await bench.vendor({ set: { polls_until_done: 4 } });
  const view = await bench.view(going);
  await progress(view).waitFor();
  await title(view, "On its way");
  await ready(view);
  assert.equal(await progress(view).count(), 0);
  const asked = (await view.toolCalls("player_song")).length;
  await view.button("Play").click();
  await view.hears();
  assert.equal((await view.toolCalls("player_song")).length, asked, "a finished song is not asked for again");
});

check("a frame is taken down in silence and built again from its result", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Play").click();
  await view.hears();
  await view.page.evaluate(() => window.host.teardown());
  await view.isSilent();
  assert.deepEqual(await view.frame.evaluate(() => window.ear.contexts().filter((state) => state === "running")), []);
  await view.page.evaluate(({ result, given }) => window.host.rebuild(result, given), { result: { content: [], structuredContent: { task_id: song.task.task_id } }, given: song.arguments });
  await title(view, "Harbour light");
  await view.button("Play").click();
  await view.hears();
});

check("a frame that is told nothing but its call finds the song", async (bench, { edit }) => {
  const view = await bench.view(shown(edit));
  await ready(view);
  await view.page.evaluate((given) => window.host.rebuild(null, given), edit.arguments);
  await ready(view);
});

check("a frame takes one result after another", async (bench, { song, hostile }) => {
  const view = await bench.view(shown(song));
  await title(view, "Harbour light");
  await view.page.evaluate((task_id) => window.host.bridge.sendToolResult({ content: [], structuredContent: { task_id } }), hostile.task.task_id);
  await title(view, HOSTILE_TITLE);
});

check("a refusal is told in its own words", async (bench) => {
  const result = { isError: true, content: [], structuredContent: { error: { code: "refused", message: "The vendor has no credits left; top up and ask again." } } };
  const view = await bench.view({ tool: "create_music", arguments: { sound: "x" }, result });
  await view.app.getByText("no credits left").waitFor();
  assert.equal(await view.button("Play").count(), 0);
});

check("a song that failed says why", async (bench) => {
  await bench.vendor({ next: [{ kind: "fail", on: "musicapi" }] });
  const view = await bench.view({ tool: "create_music", arguments: { sound: "fado", title: "Never to be", vendor: "musicapi", instrumental: true } });
  await title(view, "Never to be");
  await until("why", async () => (await view.app.locator(".notice.is-fault").textContent()).length > 10);
  assert.equal(await view.button("Play").count(), 0);
});

check("lyrics without a song are shown as a sheet", async (bench) => {
  const { task_id, lyrics } = await bench.make("write_lyrics", { idea: "a lighthouse in winter", vendor: "offline" });
  const view = await bench.view({ tool: "create_music", arguments: {}, result: { content: [], structuredContent: { task_id } } });
  await view.role("region", `Lyrics of ${lyrics[0].title}`).waitFor();
  assert.equal(await view.button("Play").count(), 0);
});

check("sound that does not arrive is said, and the file is offered", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await ready(view);
  await view.frame.evaluate(() => {
    tracks.whole = () => Promise.reject(new Error("gone"));
  });
  await view.button("Play").click();
  await view.app.getByText("This sound cannot be played here").waitFor();
  await view.app.locator(".remedies").getByRole("button", { name: "Download" }).waitFor();
  await view.button("Play").waitFor();
});

check("a call that was cancelled is said", async (bench) => {
  const view = await bench.view({ tool: "create_music", arguments: { title: "Never" }, result: null });
  await view.page.evaluate(() => window.host.bridge.sendToolCancelled({ reason: "the person stopped it" }));
  await view.app.getByText("The request was cancelled here").waitFor();
});

check("a page older than its server says so", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await ready(view);
  await view.page.evaluate((given) => window.host.rebuild(null, given), { ...song.arguments, title: "Nobody's" });
  await view.frame.evaluate(() => {
    bridge.call = () => Promise.reject(Object.assign(new Error("no tool is called 'player_song'."), { code: -32602 }));
  });
  await view.app.getByText("This player is older than the server").waitFor();
});

check("no frame is taller than its song, and the host is told the height", async (bench, { song }) => {
  const view = await bench.view(shown(song, { width: 360 }));
  await ready(view);
  const sizes = async () => (await view.requests("ui/notifications/size-changed")).map((one) => one.params.height);
  const height = () => view.frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
  await until("the height as it is", async () => (await sizes()).at(-1) === (await height()));
  assert.ok((await sizes()).every((size) => size < 2000));
});

// What a host may say that keeps to no specification.
const ODD = [
  ["host-context-changed", { styles: { variables: null, css: null }, safeAreaInsets: "none", availableDisplayModes: {}, locale: "?", theme: {}, displayMode: 3, toolInfo: null }],
  ["host-context-changed", "dark"],
  ["tool-input", { arguments: null }],
  ["tool-result", "done"],
  ["tool-result", { content: "done", structuredContent: "done" }],
  ["tool-result", { content: [null, 7], isError: true }],
  ["tool-result", { content: [null], structuredContent: { clips: [null, 7, "clip", { clip_id: 7 }] } }],
  ["tool-cancelled", null],
  ["of-the-future", []],
];

check("a host that says odd things is heard out, and its song plays", async (bench, { song }) => {
  const view = await bench.view(shown(song, { result: null, context: { styles: { variables: null, css: null }, availableDisplayModes: null, safeAreaInsets: null } }));
  const sandbox = view.frame.parentFrame();
  await sandbox.evaluate((odd) => {
    const say = (message) => document.querySelector("iframe").contentWindow.postMessage(message, "*");
    for (const message of [null, "text", 7, [], { jsonrpc: "2.0" }, { jsonrpc: "2.0", id: 9_999, result: {} }, { jsonrpc: "2.0", id: null, error: null }]) say(message);
    for (const [name, params] of odd) say({ jsonrpc: "2.0", method: `ui/notifications/${name}`, params });
    for (let number = 0; number < 2_000; number++) say({ jsonrpc: "2.0", method: "ui/notifications/host-context-changed", params: { theme: "dark" } });
  }, ODD);
  await view.frame.evaluate(() => window.postMessage({ jsonrpc: "2.0", method: "ui/notifications/tool-result", params: { isError: true, content: [{ type: "text", text: "Not from the host" }] } }, "*"));
  await view.page.evaluate((task_id) => window.host.bridge.sendToolResult({ content: [], structuredContent: { task_id } }), song.task.task_id);
  await title(view, "Harbour light");
  await view.button("Play").click();
  await view.hears();
  assert.deepEqual(view.shouts, []);
  assert.equal(await view.app.getByText("Not from the host").count(), 0);
});
