// @modelcontextprotocol/client 2.x, in the protocol of 2026-07-28: no handshake, lists with a time to live.

import assert from "node:assert/strict";

import { Client, SdkErrorCode, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { play } from "./core.mjs";
import { server, url } from "./studio.mjs";

const versionNegotiation = { mode: { pin: "2026-07-28" } };
const client = new Client({ name: "a 2.x session", version: "1" }, { versionNegotiation });
await client.connect(url ? new StreamableHTTPClientTransport(new URL(url)) : new StdioClientTransport(server));
assert.equal(client.getProtocolEra(), "modern");
const call = (name, given, options) => client.callTool({ name, arguments: given }, options);
await play(client, call, (error) => error.code === SdkErrorCode.RequestTimeout);
await client.close();
