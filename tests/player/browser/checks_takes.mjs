// Versions side by side: changed at the same moment, equally loud, and one of them kept.
import assert from "node:assert/strict";

import { until } from "./bench.mjs";
import { check } from "./check.mjs";
import { shown } from "./songs.mjs";

const take = (view, letter) => view.role("button", new RegExp(`^Version ${letter}`));
const isPressed = (button) => until("a pressed button", async () => (await button.getAttribute("aria-pressed")) === "true");
const position = (view) => view.frame.evaluate(() => sound.position());
const takeId = (view) => view.frame.evaluate(() => sound.takeId());

check("versions change at the same moment", async (bench, { song, take: other }) => {
  const view = await bench.view(shown(song));
  await take(view, "B").waitFor();
  await view.button("Play").click();
  await view.hears();
  await view.frame.evaluate(() => sound.seek(8));
  await until("both versions decoded", () => view.frame.evaluate(() => sound.duration() > 20));
  const [first, before] = [await takeId(view), await position(view)];
  const wanted = [song, other].map((made) => made.clip.clip_id);
  for (const letter of ["A", "B", "A"]) {
    await take(view, letter).click();
    await isPressed(take(view, letter));
  }
  await take(view, "B").click();
  await until("another version", async () => (await takeId(view)) !== first || wanted.length < 2);
  const after = await position(view);
  assert.ok(after >= before && after < before + 10, `${before} s became ${after} s`);
  await view.hears();
});

check("a louder version is turned down to the quieter one", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const gains = await view.frame.evaluate(() => [loudness.gain(-10, [-10, -16]), loudness.gain(-16, [-10, -16]), loudness.gain(-10, [-10])]);
  assert.deepEqual(gains.map((gain) => Number(gain.toFixed(3))), [0.501, 1, 1]);
});

check("one version is kept, and the server knows it", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await take(view, "B").waitFor();
  await view.button("Keep this one").click();
  await view.button("Kept").waitFor();
  const [{ arguments: kept }] = await view.toolCalls("player_keep");
  assert.equal(kept.kept, true);
  await view.button("Kept").click();
  await view.button("Keep this one").waitFor();
});
