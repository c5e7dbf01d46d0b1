// Words with the music, stems, family and library.
import assert from "node:assert/strict";

import { check } from "./check.mjs";
import { until } from "./bench.mjs";
import { shown } from "./songs.mjs";

const position = async (view) => Number(await view.role("slider", "Position in the song").getAttribute("aria-valuenow"));
const lit = (view) => view.app.locator(".words-list [aria-current]").allTextContents();

check("a tap on a line or a section of the words seeks to it, and it is the one that is lit", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const line = song.lyrics.lines.find(({ text }) => text.endsWith("carry me home"));
  await view.button(line.text).click();
  assert.equal(await position(view), Math.round(line.start));
  assert.deepEqual(await lit(view), [line.text]);
  const chorus = song.lyrics.sections.find(({ name }) => name === "Chorus");
  await view.button(/^Chorus/).click();
  assert.equal(await position(view), Math.round(chorus.start));
});

check("while it plays, the line that is sung is lit, and the words of it that were sung", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const [line, next] = song.lyrics.lines;
  await view.button(line.text).click();
  await view.button("Play").click();
  await view.app.locator(".line[aria-current] .sung").nth(2).waitFor();
  assert.deepEqual(await lit(view), [line.text]);
  await until("the next line is lit", async () => String(await lit(view)) === next.text);
});

check("words of which only the sections are known are said to be estimates", async (bench, { hostile }) => {
  const view = await bench.view(shown(hostile));
  await view.app.getByText("The times of the lines are estimates.").waitFor();
});

check("the words are one stop of the tab key, and the arrow keys move in them", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const stops = view.app.locator(".words-list [data-stop]");
  await stops.first().waitFor();
  assert.equal(await view.app.locator(".words-list [data-stop][tabindex='0']").count(), 1);
  await stops.first().press("End");
  assert.ok(await stops.last().evaluate((node) => node === document.activeElement));
  await stops.last().press("ArrowUp");
  assert.ok(await stops.nth(-2).evaluate((node) => node === document.activeElement));
});

check("stems are heard together on one clock; mute, solo and level change what is heard", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.role("tab", "Stems").click();
  await view.button("Mix the stems").click();
  await view.button("Back to the whole song").waitFor();
  // In the chorus all of them play, and it goes on for as long as this check takes.
  const { start, end } = song.sections.find(({ name }) => name === "Chorus");
  await view.frame.evaluate(([from, to]) => (sound.seek(from), sound.loop(from, to)), [start, end]);
  await view.button("Play").click();
  await view.hears();
  const parts = await view.app.locator(".strip .row-title").allTextContents();
  assert.ok(parts.includes("Drums") && parts.includes("Vocals"), String(parts));
  for (const part of parts) await view.button(`Mute ${part}`).click();
  await view.isSilent();
  await view.button("Mute Drums").click();
  await view.hears();
  await view.role("slider", "Level of Drums").fill("0");
  await view.isSilent();
  await view.button("Mute Drums").click();
  for (const part of parts.filter((one) => one !== "Drums")) await view.button(`Mute ${part}`).click();
  await view.button("Solo Drums").click();
  await view.isSilent();
  await view.button("Solo Drums").click();
  await view.hears();
  await view.button("Back to the whole song").click();
  await view.hears();
});

check("the family is walked: a tap plays another of it, and the one that plays is marked", async (bench, { song, edit }) => {
  const view = await bench.view(shown(song));
  await view.role("tab", "Family").click();
  assert.ok(await view.app.locator(".tree ul ul .row").count(), "an edit stands below what it was made of");
  await view.app.locator(".tree .row", { hasText: "(new section)" }).click();
  await view.hears();
  await view.role("heading", edit.clip.title).waitFor();
  await until("the edit is marked", async () => /new section/.test(await view.app.locator(".tree [aria-current]").textContent()));
});

check("going back to a song is said in the chat and kept", async (bench, { song, edit }) => {
  const view = await bench.view(shown(edit));
  await view.role("tab", "Family").click();
  await view.app.getByRole("button", { name: /^Go back to this one: Harbour light, original/ }).first().click();
  await view.button("Copy").waitFor();
  assert.match((await view.messages())[0], new RegExp(song.clip.clip_id));
  assert.deepEqual((await view.toolCalls("player_keep")).map((call) => call.arguments), [{ clip_id: song.clip.clip_id, kept: true }]);
});

check("the library is a list one can hear, and search", async (bench, { take }) => {
  const view = await bench.view({ tool: "find_clips", arguments: { query: "Harbour" } });
  const rows = view.app.locator(".rows .row");
  await rows.first().waitFor();
  await view.app.locator(`.rows [data-clip="${take.clip.clip_id}"]`).click();
  await view.hears();
  assert.equal(await view.app.locator(".rows [aria-current]").getAttribute("data-clip"), take.clip.clip_id);
  await view.role("searchbox", "Search your songs").fill("nothing is called this");
  await view.role("searchbox", "Search your songs").press("Enter");
  await view.app.getByText("No songs found.").waitFor();
  assert.deepEqual((await view.toolCalls("player_find"))[0].arguments, { query: "nothing is called this" });
});
