// The session itself, for any client of the TypeScript SDK: list, create, err, time out, pick up, extend, read, open.

import assert from "node:assert/strict";

import { LAST, SOUND, clipOf, finish, hold, isOpener, isRefusal, isSong, shown } from "./studio.mjs";

// `call(name, arguments, options)` is the client's tool call; `isTimeout(error)` knows its kind of giving up.
export async function play(client, call, isTimeout) {
  const { tools } = await client.listTools();
  assert.ok(tools.length >= 12 && tools.some((tool) => tool.name === "create_music"), tools.map((tool) => tool.name).join());
  assert.ok(tools.every((tool) => tool.outputSchema && tool.annotations && tool.title));
  shown("list");

  const made = await call("create_music", { sound: SOUND, title: "Window" });
  const clipId = clipOf(made.structuredContent);
  assert.match(made.content[0].text, new RegExp(clipId));
  shown("create");

  isRefusal(await call("extend_music", { clip_id: "clip_nobodyknows", at: 1, sound: SOUND }), /clip_nobodyknows[^]*find_clips/);
  isRefusal(await call("create_music", { sonud: SOUND }), /sonud[^]*sound/);
  shown("errors with their sentences");

  await hold();
  let heard = "";
  const impatient = { timeout: 1_500, onprogress: ({ message }) => (heard = message) };
  await assert.rejects(call("create_music", LAST, impatient), isTimeout);
  assert.match(heard, /^task_\w{12} running/);
  shown("time out");

  const again = (await call("create_music", { ...LAST, wait_seconds: 0 })).structuredContent;
  assert.equal(again.existing, true);
  assert.ok(heard.startsWith(again.task_id), heard);
  await finish();
  const { tasks } = (await call("get_tasks", { task_ids: [again.task_id], wait_seconds: 45 })).structuredContent;
  clipOf(tasks[0]);
  shown("pick up");

  const longer = await call("extend_music", { clip_id: clipId, at: 1, sound: SOUND });
  assert.notEqual(clipOf(longer.structuredContent), clipId);
  shown("extend");

  isSong(await client.readResource({ uri: `producer://clips/${clipId}` }), clipId);
  const audio = await client.readResource({ uri: `producer://clips/${clipId}/audio` });
  assert.ok(Buffer.from(audio.contents[0].blob, "base64").length > 1_000);
  const listed = await client.listResources();
  assert.ok(listed.resources.some((resource) => resource.uri === `producer://clips/${clipId}`));
  shown("read a resource");

  isOpener(await client.getPrompt({ name: "write_a_song", arguments: { idea: "a window at night" } }));
  const ref = { type: "ref/prompt", name: "write_a_song" };
  const { completion } = await client.complete({ ref, argument: { name: "vendor", value: "mus" } });
  assert.deepEqual(completion.values, ["musicapi", "musicapi-suno"]);
  shown("get a prompt");
}
