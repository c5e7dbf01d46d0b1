// @modelcontextprotocol/sdk 1.x: the initialize handshake, and structured content checked even on errors.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ErrorCode } from "@modelcontextprotocol/sdk/types.js";

import { play } from "./core.mjs";
import { server, url } from "./studio.mjs";

const client = new Client({ name: "a 1.x session", version: "1" });
await client.connect(url ? new StreamableHTTPClientTransport(new URL(url)) : new StdioClientTransport(server));
const call = (name, given, options) => client.callTool({ name, arguments: given }, undefined, options);
await play(client, call, (error) => error.code === ErrorCode.RequestTimeout);
await client.close();
