// What the page must not do, and what it does with what others wrote.
import assert from "node:assert/strict";

import { check } from "./check.mjs";
import { until } from "./bench.mjs";
import { HOSTILE_TITLE, shown } from "./songs.mjs";

const ALLOWED_CALLS = new Set(["player_song", "player_peaks", "player_preview", "player_mark", "player_unmark", "player_keep", "player_find"]);

check("a title with markup is shown as it is written, and nothing in it runs", async (bench, { hostile }) => {
  const view = await bench.view(shown(hostile));
  assert.equal(await view.app.getByRole("heading", { level: 1 }).textContent(), HOSTILE_TITLE);
  assert.equal(await view.app.locator("img, b:has-text('Loud')").count(), 0);
  assert.deepEqual(view.shouts, []);
});

check("lyrics of 5,000 characters scroll within their own box", async (bench, { hostile }) => {
  const view = await bench.view(shown(hostile, { width: 360 }));
  const box = view.app.locator(".words-list");
  await box.waitFor();
  assert.ok((await box.textContent()).replaceAll(/\s/g, "").length > 3500);
  assert.ok(await box.evaluate((node) => node.clientHeight < 400 && node.scrollHeight > 1000));
  assert.ok(await view.frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the page");
});

check("a clip of another owner is not there", async (bench, { foreign }) => {
  const result = { content: [], structuredContent: { task_id: foreign.task.task_id, status: "done", clips: foreign.clips } };
  const view = await bench.view(shown(foreign, { result }));
  await until("a sentence that says so", async () => (await view.app.locator("main").textContent()).trim().length > 10);
  assert.doesNotMatch(await view.app.locator("main").textContent(), /Not yours/);
  assert.ok(!(await view.button("Play").isVisible()), "there is nothing to play");
});

check("the page calls its own tools and the library alone, and asks nobody else for anything", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Play").click();
  await view.hears();
  await view.button("Mark the part at this moment").click();
  for (const tab of await view.app.getByRole("tab").all()) await tab.click();
  const names = new Set((await view.toolCalls()).map((call) => call.name));
  assert.deepEqual([...names].filter((name) => !ALLOWED_CALLS.has(name)), []);
  const uris = (await view.requests("resources/read")).map((one) => one.params.uri);
  assert.ok(uris.every((uri) => uri.startsWith("producer://clips/")), String(uris));
  const ours = [bench.served.host, bench.served.sandbox, bench.order.server];
  assert.deepEqual(view.addresses.filter((address) => !ours.some((start) => address.startsWith(start))), []);
  assert.deepEqual(view.shouts, []);
});
