// Somebody with a token of their own, on a server that others use at the same time; @modelcontextprotocol/sdk 1.x.

import assert from "node:assert/strict";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const { url, token, title, theirs } = JSON.parse(process.env.SESSION);
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { authorization: `Bearer ${token}` } },
});
const client = new Client({ name: "an owner", version: "1" });
await client.connect(transport);
await client.listTools(); // so that it checks structured content from now on

const call = async (name, given) => await client.callTool({ name, arguments: given });
const sound = "warm lofi with rhodes and brushed drums";

const made = await call("create_music", { sound, title, wait_seconds: 20 });
assert.equal(made.structuredContent.status, "done");
const [clip] = made.structuredContent.clips;

const found = await call("find_clips", {});
assert.deepEqual(found.structuredContent.clips.map((each) => each.title), [title]);

const refused = await call("create_music", { sound, title, take: 2 });
assert.equal(refused.isError, true);
assert.equal(refused.structuredContent.error.code, "limit_reached");

const [missing] = (await call("get_tasks", { task_ids: [theirs.task_id], wait_seconds: 0 })).structuredContent.tasks;
assert.equal(missing.error.code, "not_found");
const hidden = await call("download_music", { clip_id: theirs.clip_id, format: "mp3" });
assert.equal(hidden.structuredContent.error.code, "not_found");
await assert.rejects(client.readResource({ uri: `producer://clips/${theirs.clip_id}` }), { code: -32602 });

const audio = await fetch(clip.audio_url, { headers: { range: "bytes=0-99" } });
assert.equal(audio.status, 206);
assert.equal((await audio.arrayBuffer()).byteLength, 100);

await client.close();
console.log(JSON.stringify({ task_id: made.structuredContent.task_id }));
