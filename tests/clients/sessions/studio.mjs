// What every session is told: how to start the server, or where it is, and how to tell the fake vendor behind it what to do.

import assert from "node:assert/strict";

export const { server, url, vendor } = JSON.parse(process.env.SESSION);
export const SOUND = "warm lofi with rhodes, brushed drums and a sleepy bass";
export const LAST = { sound: SOUND, title: "Patience", wait_seconds: 30 };

// The next work the vendor is given does not end before `finish`.
export const hold = () => tell({ next: [{ kind: "pending_forever", on: "submit" }] });

export async function finish() {
  const { works } = await (await fetch(`${vendor.url}/_works`)).json();
  await tell({ finish: works.filter((work) => work.status === "running").map((work) => work.ticket) });
}

async function tell(command) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${vendor.url}/_control`, { method: "POST", headers, body: JSON.stringify(command) });
  assert.equal(answer.status, 200, await answer.text());
}

// A task that is done, with the clip it gave.
export function clipOf(task) {
  assert.equal(task.status, "done", JSON.stringify(task));
  assert.match(task.clips[0].clip_id, /^clip_\w{12}$/);
  return task.clips[0].clip_id;
}

export function isRefusal(result, words) {
  assert.equal(result.isError, true, JSON.stringify(result));
  assert.match(result.content[0].text, words);
}

export function isSong(resource, clipId) {
  assert.equal(JSON.parse(resource.contents[0].text).clip_id, clipId);
}

export function isOpener(prompt) {
  assert.match(prompt.messages[0].content.text, /a window at night[^]*create_music/);
}

export function shown(step) {
  console.log(`shown: ${step}`);
}
