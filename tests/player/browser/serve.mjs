// Two origins: the host's page, and the sandbox, whose answer carries the content security policy of a host.
import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";

import { POLICIES } from "./policies.mjs";

const document = (script) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><style>body,html{margin:0;height:100%}</style>` +
  `<body><script>${script.replaceAll("</script", "<\\/script")}</script>`;
const source = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

async function origin(port, answer) {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    answer(new URL(request.url, "http://localhost").searchParams, response);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://localhost:${server.address().port}/` };
}

export async function serveHost(port) {
  const host = await origin(port, (asked, response) => response.end(document(source("build/host.js"))));
  const sandbox = await origin(0, (asked, response) => {
    const policy = POLICIES[asked.get("policy")](JSON.parse(asked.get("csp")));
    response.setHeader("content-security-policy", policy.replace("script-src", "script-src 'unsafe-inline'"));
    response.end(document(source("ear.js") + source("sandbox.js")));
  });
  const close = () => [host, sandbox].forEach(({ server }) => (server.close(), server.closeAllConnections()));
  return { host: host.url, sandbox: sandbox.url, close };
}
