// Hear it at once: under every policy sound comes out, where it is asked for, and nowhere else; what does not come out is said.
import assert from "node:assert/strict";

import { until } from "./bench.mjs";
import { check } from "./check.mjs";
import { shown } from "./songs.mjs";

const slider = (view) => view.role("slider", "Position in the song");
const seconds = async (view) => Number(await slider(view).getAttribute("aria-valuenow"));
const atLeast = (view, least) => until(`a position of ${least} s`, async () => (await seconds(view)) >= least);
const isPeaksOf = (request) => request.params.name === "player_peaks" || request.params.uri?.endsWith("/peaks");

const playsAndSeeks = (policy) => async (bench, { song }) => {
  const view = await bench.view(shown(song, { policy }));
  await view.isSilent();
  await view.button("Play").click();
  await view.hears();
  await atLeast(view, 1);
  const box = await slider(view).boundingBox();
  await view.page.mouse.click(box.x + box.width * 0.6, box.y + box.height / 2);
  const there = Number(await slider(view).getAttribute("aria-valuemax")) * 0.6;
  await until("the place that was clicked", async () => Math.abs((await seconds(view)) - there) < 3);
  await view.hears();
  await view.button("Pause").click();
  await view.isSilent();
  assert.deepEqual(view.shouts, []);
};

check("it plays and seeks under the policy of the specification", playsAndSeeks("spec"));
check("it plays and seeks under the policy of VS Code", playsAndSeeks("vscode"));
check("it plays and seeks under a generous policy", playsAndSeeks("generous"));
check("it plays and seeks under a policy that allows no media", playsAndSeeks("strict"));

check("the outline is drawn before any sound was asked for", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await until("the outline", async () => (await view.requests()).some(isPeaksOf));
  const tallest = () =>
    view.frame.evaluate(() => {
      const canvas = document.querySelector(".wave canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, Math.round(canvas.height * 0.2));
      return data.some((value) => value > 0);
    });
  await until("bars that reach up", tallest);
  await view.isSilent();
});

check("keys move the position and hold at both ends", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await until("the length", async () => Number(await slider(view).getAttribute("aria-valuemax")) > 0);
  await slider(view).focus();
  for (const [key, at] of [["ArrowRight", 5], ["PageUp", 20], ["ArrowLeft", 15], ["Home", 0], ["ArrowLeft", 0]]) {
    await view.page.keyboard.press(key);
    assert.equal(await seconds(view), at, key);
  }
  await view.page.keyboard.press("Space");
  await view.hears();
});

check("a finger seeks", async (bench, { song }) => {
  const view = await bench.view(shown(song, { width: 360, browser: { hasTouch: true } }));
  await view.button("Play").tap();
  await view.hears();
  const box = await slider(view).boundingBox();
  await view.page.touchscreen.tap(box.x + box.width * 0.5, box.y + box.height / 2);
  await atLeast(view, Math.floor(Number(await slider(view).getAttribute("aria-valuemax")) * 0.4));
});

check("the level turns the sound down to nothing", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Play").click();
  await view.hears();
  await view.role("slider", "Volume").fill("0");
  await view.isSilent();
});

check("a second player silences the first", async (bench, { song }) => {
  const first = await bench.view(shown(song));
  await first.button("Play").click();
  await first.hears();
  const other = await bench.view(shown(song, { beside: first }));
  await other.button("Play").click();
  await other.hears();
  await first.button("Play").waitFor();
  await first.isSilent();
});

check("a clock that stands still is said, and the file is offered", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.frame.evaluate(() => {
    Object.defineProperty(AudioContext.prototype, "currentTime", { get: () => 0 });
  });
  await view.button("Play").click();
  await view.app.getByText("No sound comes out here").waitFor();
  await view.app.locator(".remedies").getByRole("button", { name: "Download" }).click();
  await until("the file at the host", async () => (await view.requests("ui/download-file")).length === 1);
});

check("a host that passes no resources on is asked by tools", async (bench, { song }) => {
  const view = await bench.view(shown(song, { fails: ["resources/read"] }));
  await view.button("Play").click();
  await view.hears();
  assert.ok((await view.toolCalls("player_preview")).length > 0);
});
