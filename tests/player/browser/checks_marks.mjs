// Mark and ask: marking by mouse, touch and keys, and what the chat and the server are told of a wish.
import assert from "node:assert/strict";

import { check } from "./check.mjs";
import { until } from "./bench.mjs";
import { shown } from "./songs.mjs";

const ASK = "Ask in the chat";
const START = "Start of the marked part";
const END = "End of the marked part";

const wave = (view) => view.role("slider", "Position in the song");
const seconds = async (view, handle) => Number(await view.role("slider", handle).getAttribute("aria-valuenow"));
const marked = async (view) => [await seconds(view, START), await seconds(view, END)];

// Drags over the waveform between two fractions of its width.
async function drag(view, from, to) {
  await view.role("heading", "Harbour light").waitFor();
  const box = await wave(view).boundingBox();
  const at = (share) => [box.x + box.width * share, box.y + box.height / 2];
  await view.page.mouse.move(...at(from));
  await view.page.mouse.down();
  await view.page.mouse.move(...at((from + to) / 2), { steps: 4 });
  await view.page.mouse.move(...at(to), { steps: 4 });
  await view.page.mouse.up();
}

async function wish(view, name, words) {
  await view.role("radio", name).check();
  if (words) await view.app.getByRole("textbox").last().fill(words);
  await view.button(ASK).click();
  await view.button("Copy").waitFor();
}

// A section of the song with its name, and the fractions of the waveform a little beside its ends.
function section({ sections, clip }, name) {
  const found = sections.find((each) => each.name === name);
  return { ...found, from: (found.start + 0.3) / clip.seconds, to: (found.end - 0.3) / clip.seconds };
}
const rounded = ({ start, end }) => [start, end].map((moment) => Number(moment.toFixed(1)));

check("a drag marks what is under it, drawn to the sections, and seeks nowhere", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const verse = section(song, "Verse");
  await drag(view, verse.from, verse.to);
  assert.deepEqual(await marked(view), rounded(verse));
  assert.equal(await wave(view).getAttribute("aria-valuenow"), "0");
});

check("a drag where nothing is sung is drawn to the bars, and far from any to a tenth of a second", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const solo = section(song, "Solo");
  const bars = song.grid.bars.filter((bar) => bar > solo.start + 3 && bar < solo.end - 3);
  const share = (moment) => moment / song.clip.seconds;
  await drag(view, share(bars[0] + 0.3), share(bars[2] - 0.3));
  assert.deepEqual(await marked(view), rounded({ start: bars[0], end: bars[2] }));
  await view.button("Clear").click();
  await drag(view, share((bars[0] + bars[1]) / 2), share((bars[3] + bars[4]) / 2));
  for (const moment of await marked(view)) assert.ok(!bars.some((bar) => Math.abs(bar - moment) < 0.2), `${moment}`);
});

check("a finger marks as a mouse does, and does not scroll", async (bench, { song }) => {
  const view = await bench.view(shown(song, { width: 360, browser: { hasTouch: true } }));
  await view.role("heading", "Harbour light").waitFor();
  const box = await wave(view).boundingBox();
  const touch = await view.page.context().newCDPSession(view.page);
  const send = (type, share) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: share === undefined ? [] : [{ x: box.x + box.width * share, y: box.y + 20 }] });
  const verse = section(song, "Verse");
  await send("touchStart", verse.from);
  for (const share of [0.3, 0.6, 1]) await send("touchMove", verse.from + (verse.to - verse.from) * share);
  await send("touchEnd");
  assert.deepEqual(await marked(view), rounded(verse));
});

check("keys mark: the part at this moment, its ends moved by section, line or bar and by a tenth of a second", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Mark the part at this moment").press("Enter");
  const [start, end] = await marked(view);
  await view.role("slider", END).press("ArrowUp");
  assert.equal(await seconds(view, END), Number((end + 0.1).toFixed(1)));
  await view.role("slider", END).press("ArrowRight");
  const moments = [...song.lyrics.lines.flatMap((line) => [line.start, line.end]), ...song.grid.bars].map((moment) => Number(moment.toFixed(1)));
  assert.ok(moments.includes(await seconds(view, END)), "a bar, or the beginning or the end of a line");
  await view.role("slider", START).press("ArrowRight");
  assert.ok((await seconds(view, START)) > start);
  await view.role("slider", START).press("Escape");
  await view.button("Mark the part at this moment").waitFor();
});

check("a wish can be copied; where the clipboard is refused, it is selected", async (bench, { song }) => {
  const view = await bench.view(shown(song, { messages: "refuse" }));
  await view.button("Mark the part at this moment").click();
  await wish(view, "Another voice", "a child");
  await view.button("Copy").click();
  const sentence = await view.app.locator(".outcome .sentence").textContent();
  assert.equal(await view.frame.evaluate(() => String(getSelection())), sentence);
  await view.app.getByText(/^(Copied\.|Selected: copy it with Ctrl\+C or ⌘C\.)$/).first().waitFor({ state: "attached" });
});

check("a wish that needs words cannot be asked without them", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Mark the part at this moment").click();
  await view.role("radio", "Other words").check();
  assert.ok(await view.button(ASK).isDisabled());
  await view.app.getByRole("textbox").last().fill("The sea is wide");
  assert.ok(await view.button(ASK).isEnabled());
});

check("a marked part is played in a loop", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const box = await wave(view).boundingBox();
  const at = async () => Number(await wave(view).getAttribute("aria-valuenow"));
  await drag(view, 0.5, 0.5 + 1 / song.clip.seconds);
  const [start, end] = await marked(view);
  await view.button("Loop").click();
  await view.page.mouse.click(box.x + (box.width * (start + 0.1)) / song.clip.seconds, box.y + 5);
  await view.button("Play").click();
  const seen = new Set();
  await until("the beginning again", async () => seen.add(await at()).size > 2 || seen.has(Math.floor(end) + 1));
});

const told = async (bench, song) => {
  const { content } = await bench.call("get_tasks", { task_ids: [song.task.task_id], wait_seconds: 0 });
  return content.map((block) => block.text).join("\n");
};

check("a wish is said in the chat with the clip's id and the seconds, and kept on the server", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  const { start, end, from, to } = section(song, "Chorus");
  await drag(view, from, to);
  await wish(view, "Quieter drums");
  const [message] = await view.messages();
  assert.match(message, new RegExp(`${await view.app.locator(".range").textContent()} of “Harbour light” \\(${song.clip.clip_id}\\): quieter drums`));
  assert.match(message, new RegExp(`replace_section\\(clip_id="${song.clip.clip_id}", start=${start}(\\.0)?, end=${end}(\\.0)?, sound="quieter drums"\\)`));
  const [{ arguments: kept }] = await view.toolCalls("player_mark");
  assert.deepEqual(kept, { clip_id: song.clip.clip_id, start, end, wish: "sound", words: "quieter drums" });
  assert.equal(await view.app.locator(".outcome .sentence").textContent(), message);
});

const waitsInGetTasks = (messages) => async (bench, { edit }) => {
  const view = await bench.view(shown(edit, { messages }));
  await view.button("Mark the part at this moment").click();
  await wish(view, "Something else", `bells, ${messages}`);
  const text = await told(bench, edit);
  assert.match(text, new RegExp(`\\(${edit.clip.clip_id}\\): bells, ${messages}`));
  assert.doesNotMatch(await told(bench, edit), /bells/);
  if (messages !== "ignore") await view.app.getByText(/^This chat takes no messages from the player/).first().waitFor();
};

check("where a host refuses the message, the mark is told by the next get_tasks, once", waitsInGetTasks("refuse"));
check("where a host knows no messages, the mark is told by the next get_tasks, once", waitsInGetTasks("fail"));
check("where a host drops the message unseen, the mark is told by the next get_tasks, once", waitsInGetTasks("ignore"));

check("a mark can be taken back, and is then told to nobody", async (bench, { take }) => {
  const view = await bench.view(shown(take, { messages: "refuse" }));
  await view.button("Mark the part at this moment").click();
  await wish(view, "Redo this part");
  await view.role("radio", "Another voice").check();
  await wish(view, "Redo this part");
  assert.equal(await view.button("Take back").count(), 1, "the same wish again is the same mark");
  await view.button("Take back").click();
  await view.app.getByText("Taken back.").first().waitFor({ state: "attached" });
  assert.doesNotMatch(await told(bench, take), new RegExp(`\\(${take.clip.clip_id}\\): redo this part`));
});

