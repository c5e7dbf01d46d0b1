// Versions side by side: changed at the same moment, equally loud, and one of them kept.
import assert from "node:assert/strict";

import { until } from "./bench.mjs";
import { check } from "./check.mjs";
import { shown } from "./songs.mjs";

const versions = (view, isPressed) => view.role("button", /^Version /, { pressed: isPressed });
const position = (view) => view.frame.evaluate(() => sound.position());
const takeId = (view) => view.frame.evaluate(() => sound.takeId());

check("versions change at the same moment, and a louder one is turned down to the quieter", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await versions(view, false).first().waitFor();
  await view.button("Play").click();
  await view.hears();
  await view.frame.evaluate(() => sound.seek(8));
  const [first, before] = [await takeId(view), await position(view)];
  const other = await versions(view, false).first().getAttribute("data-clip");
  await versions(view, false).first().click();
  await until("the other version", async () => (await takeId(view)) === other);
  const after = await position(view);
  assert.notEqual(other, first);
  assert.ok(before >= 8 && after >= before && after < before + 12, `${before} s became ${after} s`);
  assert.equal(await versions(view, true).getAttribute("data-clip"), other);
  const gains = await view.frame.evaluate(() => [loudness.gain(-10, [-10, -16]), loudness.gain(-16, [-10, -16]), loudness.gain(-10, [-10])]);
  assert.deepEqual(gains.map((gain) => Number(gain.toFixed(3))), [0.501, 1, 1]);
  await view.hears();
});

check("one version is kept, and the server knows it", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await versions(view, false).first().waitFor();
  await view.button("Keep this one").click();
  await view.button("Kept").waitFor();
  const [{ arguments: kept }] = await view.toolCalls("player_keep");
  assert.equal(kept.kept, true);
  await view.button("Kept").click();
  await view.button("Keep this one").waitFor();
});
