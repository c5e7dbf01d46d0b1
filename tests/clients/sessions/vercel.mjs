// The Vercel AI SDK: a model (played by a script) that is given our tools and calls them in generateText's own loop.

import assert from "node:assert/strict";

import { createMCPClient } from "@ai-sdk/mcp";
import { StdioMCPTransport } from "@ai-sdk/mcp/mcp-stdio";
import { generateText, isStepCount } from "ai";
import { MockLanguageModelV4 } from "ai/test";

import { LAST, SOUND, clipOf, finish, hold, isOpener, isRefusal, isSong, server, shown, url } from "./studio.mjs";

const client = await createMCPClient({ transport: url ? { type: "http", url } : new StdioMCPTransport(server) });
const tools = await client.tools();
assert.ok(Object.keys(tools).length >= 12 && tools.create_music.description.length > 0);
shown("list");

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
const say = (content, unified) => ({ content, finishReason: { unified, raw: unified }, usage, warnings: [] });

// Has the model call one tool; what it then sees of the answer is what comes back.
async function ask(toolName, given, options = {}) {
  let seen;
  const doGenerate = async ({ prompt }) => {
    const last = prompt.at(-1);
    if (last.role !== "tool") {
      return say([{ type: "tool-call", toolCallId: "1", toolName, input: JSON.stringify(given) }], "tool-calls");
    }
    seen = last.content[0].output;
    return say([{ type: "text", text: "done" }], "stop");
  };
  const model = new MockLanguageModelV4({ doGenerate });
  const { steps } = await generateText({ model, tools, stopWhen: isStepCount(2), prompt: "Make me a song.", ...options });
  return { seen: JSON.stringify(seen), output: steps[0].toolResults[0]?.output };
}

const made = await ask("create_music", { sound: SOUND, title: "Window" });
const clipId = clipOf(made.output.structuredContent);
assert.ok(made.seen.includes(clipId), made.seen);
shown("create");

const lost = await ask("extend_music", { clip_id: "clip_nobodyknows", at: 1, sound: SOUND });
isRefusal(lost.output, /clip_nobodyknows[^]*find_clips/);
assert.match(lost.seen, /find_clips/);
shown("errors with their sentences");

await hold();
await assert.rejects(ask("create_music", LAST, { abortSignal: AbortSignal.timeout(1_500) }), /abort|time/i);
shown("time out");

const again = (await ask("create_music", { ...LAST, wait_seconds: 0 })).output.structuredContent;
assert.equal(again.existing, true);
await finish();
const late = await ask("get_tasks", { task_ids: [again.task_id], wait_seconds: 45 });
clipOf(late.output.structuredContent.tasks[0]);
shown("pick up");

const longer = await ask("extend_music", { clip_id: clipId, at: 1, sound: SOUND });
assert.notEqual(clipOf(longer.output.structuredContent), clipId);
shown("extend");

isSong(await client.readResource({ uri: `producer://clips/${clipId}` }), clipId);
shown("read a resource");

isOpener(await client.getPrompt({ name: "write_a_song", arguments: { idea: "a window at night" } }));
shown("get a prompt");
await client.close();
