// The bench: one browser, one host, and pages in it; `view` is what a check gets.
import { chromium } from "playwright-core";
import { buildSync } from "esbuild";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

import { serveHost } from "./serve.mjs";

export const WAIT_MILLISECONDS = 30_000;
const CALL_MILLISECONDS = 60_000;
const VIEW_DEFAULTS = { policy: "spec", owner: "alice", theme: "light", width: 900, messages: "accept", fails: [], context: {} };

export class Bench {
  static async open(order) {
    buildSync({ entryPoints: ["host.ts"], bundle: true, format: "iife", outfile: "build/host.js", logLevel: "warning" });
    const bench = new Bench();
    bench.order = order;
    bench.clients = new Map();
    bench.served = await serveHost(order.hostPort);
    bench.browser = await chromium.launch({ executablePath: order.chromium, args: ["--no-sandbox"], headless: true });
    return bench;
  }

  async close() {
    await this.browser.close();
    for (const client of this.clients.values()) await client.close();
    this.served.close();
  }

  // The whole answer of a tool, called as the model would: by one client for each owner; the page has its own.
  async call(tool, args, owner = "alice") {
    if (!this.clients.has(owner)) this.clients.set(owner, await this.client(owner));
    return this.clients.get(owner).callTool({ name: tool, arguments: args }, { timeout: CALL_MILLISECONDS });
  }

  async client(owner) {
    const client = new Client({ name: "bench", version: "1" });
    const requestInit = { headers: { authorization: `Bearer ${this.order.tokens[owner]}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(this.order.server), { requestInit }));
    return client;
  }

  // The structured answer of a tool.
  async ask(tool, args, owner) {
    const answer = await this.call(tool, args, owner);
    if (answer.isError) throw new Error(answer.content.map((block) => block.text).join("\n"));
    return answer.structuredContent;
  }

  // Makes something and waits for it; answers its finished task.
  async make(tool, args, owner) {
    let task = await this.ask(tool, args, owner);
    while (task.status === "queued" || task.status === "running") {
      [task] = (await this.ask("get_tasks", { task_ids: [task.task_id], wait_seconds: 45 }, owner)).tasks;
    }
    if (task.status !== "done") throw new Error(`${tool} did not end well: ${JSON.stringify(task)}`);
    return task;
  }

  // Sends a command to the fake vendor.
  async vendor(command) {
    const answer = await fetch(`${this.order.fake}/_control`, { method: "POST", body: JSON.stringify(command) });
    if (!answer.ok) throw new Error(await answer.text());
  }

  async view(options) {
    const { owner, theme, width, height = 900, context, browser = {}, beside, ...rest } = { ...VIEW_DEFAULTS, ...options };
    const room = beside?.page.context() ?? (await this.browser.newContext({ viewport: { width, height }, ...browser }));
    room.setDefaultTimeout(WAIT_MILLISECONDS);
    const page = await room.newPage();
    const view = new View(page);
    const order = { server: this.order.server, token: this.order.tokens[owner], sandbox: this.served.sandbox, width, context: { theme, ...context }, ...rest };
    await page.goto(`${this.served.host}#${encodeURIComponent(JSON.stringify(order))}`);
    await page.waitForFunction(() => window.played || window.failed);
    const failed = await page.evaluate(() => window.failed);
    if (failed) throw new Error(failed);
    return view;
  }
}

export class View {
  constructor(page) {
    this.page = page;
    this.shouts = [];
    this.addresses = [];
    page.on("console", (message) => message.type() === "error" && this.shouts.push(message.text()));
    page.on("pageerror", (error) => this.shouts.push(`PAGE ${error.message}`));
    page.on("dialog", (dialog) => { this.shouts.push(`DIALOG ${dialog.message()}`); dialog.dismiss(); });
    page.on("request", (request) => this.addresses.push(request.url()));
  }

  // The player inside the sandbox inside the host.
  get app() { return this.page.frameLocator("iframe").frameLocator("iframe"); }
  get frame() { return this.page.frames().at(-1); }
  role(role, name, more = {}) { return this.app.getByRole(role, { name, ...more }); }
  button(name) { return this.role("button", name); }

  level() { return this.frame.evaluate(() => window.ear.level()); }
  // Waits until the loudspeakers carry a signal that `holds` is true of.
  async hears(holds = (level) => level > 0.001) {
    let level;
    await until(`a level for which ${holds}`, async () => holds((level = await this.level())));
    return level;
  }
  isSilent() { return this.hears((level) => level < 1e-4); }

  requests(method) { return this.page.evaluate((wanted) => window.host.requests.filter((one) => !wanted || one.method === wanted), method); }
  async toolCalls(name) {
    const calls = (await this.requests("tools/call")).map((one) => one.params);
    return name ? calls.filter((call) => call.name === name) : calls;
  }
  messages() { return this.page.evaluate(() => window.host.messages.map((one) => one.content.map((block) => block.text).join(""))); }
  close() { return this.page.context().close(); }
}

// The first true value that `look` answers; an Error that names `what` when there is none in time.
export async function until(what, look, within = WAIT_MILLISECONDS) {
  for (const end = Date.now() + within; ;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`never came: ${what}; the last was ${JSON.stringify(seen)}`);
    await new Promise((again) => setTimeout(again, 25));
  }
}
