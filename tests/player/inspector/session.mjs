// The player in the official Inspector, whose policy is the strictest: the page opens, learns of its song, and is heard.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const order = JSON.parse(process.env.SESSION);
const WAIT_MILLISECONDS = 60_000;

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return String(port);
};

const [CLIENT_PORT, MCP_SANDBOX_PORT, MCP_APP_ORIGIN_PORT] = await Promise.all([freePort(), freePort(), freePort()]);
const settings = {
  CLIENT_PORT, MCP_SANDBOX_PORT, MCP_APP_ORIGIN_PORT, HOST: "127.0.0.1", DANGEROUSLY_OMIT_AUTH: "true", MCP_AUTO_OPEN_ENABLED: "false",
  MCP_INSPECTOR_SECRET_STORE: "memory",
};
const command = ["node_modules/.bin/mcp-inspector", "--web", "--transport", "http", "--server-url", order.server];
const inspector = spawn(process.execPath, command, { env: { ...process.env, ...settings }, stdio: ["ignore", "pipe", "inherit"] });
const browser = await chromium.launch({ executablePath: order.chromium, args: ["--no-sandbox"], headless: true });
try {
  for await (const chunk of inspector.stdout) if (String(chunk).includes("up and running")) break;
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(WAIT_MILLISECONDS);
  await page.addInitScript({ content: `${readFileSync("ear.js", "utf8")};listenIn(window)` });
  await page.goto(`http://127.0.0.1:${CLIENT_PORT}/`);
  await page.getByRole("switch", { name: /^Connect/ }).click({ force: true });
  await page.getByText("Apps", { exact: true }).click();
  await page.getByRole("button", { name: /^Find clips/ }).click();
  await page.getByRole("button", { name: "Open App" }).click();
  const player = page.frameLocator("iframe").frameLocator("iframe");
  await player.getByRole("button", { name: order.title }).first().waitFor();
  console.log("shown: opens");

  await player.getByRole("button", { name: "Play", exact: true }).click();
  const frame = page.frames().at(-1);
  await frame.waitForFunction(() => window.ear.level() > 0.001);
  console.log("shown: is heard");
  if (order.picture) await page.screenshot({ path: order.picture });
} finally {
  await browser.close();
  inspector.kill();
}
