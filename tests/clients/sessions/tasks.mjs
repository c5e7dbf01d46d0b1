// The Tasks extension, with its own client: a handle at once, kill -9, the handle picked up in another process, cancelling.

import assert from "node:assert/strict";

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createTaskSessionFromClient, resultFromTaskOutcome } from "@modelcontextprotocol/ext-tasks/client";

import { LAST, clipOf, finish, hold, server, shown } from "./studio.mjs";

const clientInfo = { name: "a session of tasks", version: "1" };

// A session, and the process at the other end of it.
async function connected() {
  const client = new Client(clientInfo, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const transport = new StdioClientTransport(server);
  await client.connect(transport);
  const waiting = new Map();
  const hear = transport.onmessage;
  transport.onmessage = (message, more) => waiting.get(message.id)?.(message) ?? hear(message, more);
  const rawDispatch = (request) =>
    new Promise((resolve) => {
      const id = `raw-${waiting.size}`;
      waiting.set(id, ({ error, result }) => (resolve(error ? { kind: "error", error } : { kind: "result", result }), true));
      transport.send({ jsonrpc: "2.0", id, ...request });
    });
  const v2RequestFraming = { protocolVersion: "2026-07-28", clientInfo, clientCapabilities: {} };
  return { client, transport, session: createTaskSessionFromClient(client, { endpointId: "studio", rawDispatch, v2RequestFraming }) };
}

const first = await connected();
await hold();
const begun = await first.session.callTool("create_music", LAST);
assert.equal(begun.kind, "task");
const reference = begun.serializeReference();
assert.match(reference.taskId, /^task_\w{12}$/);
shown("a handle");

process.kill(first.transport.pid, "SIGKILL");
const second = await connected();
const resumed = await second.session.resumeTask(reference);
await finish();
const { outcome } = await resumed.settle();
clipOf(resultFromTaskOutcome(outcome).structuredContent);
shown("picked up after kill -9");

await hold();
const unwanted = await second.session.callTool("create_music", { ...LAST, take: 2 });
await unwanted.cancel();
assert.equal((await unwanted.settle()).outcome.status, "cancelled");
await finish();
const task_ids = [unwanted.serializeReference().taskId];
const { structuredContent } = await second.client.callTool({ name: "get_tasks", arguments: { task_ids, wait_seconds: 30 } });
clipOf(structuredContent.tasks[0]);
shown("cancelled, and the music came home");
await second.client.close();
process.exit(0);
