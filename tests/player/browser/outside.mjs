// The page outside a chat, as a person uses it: signs in where a token is asked for, finds a song, hears it, marks it, saves it.
import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";

import { Bench, until } from "./bench.mjs";

const order = JSON.parse(process.env.SESSION);
const ear = readFileSync(new URL("ear.js", import.meta.url), "utf8");
const LEAST_BYTES = 100_000;

const bench = await Bench.open(order);
try {
  for (const song of order.make ?? []) await bench.make("create_music", song);
  const page = await bench.browser.newPage({ viewport: { width: 900, height: 900 } });
  const shouts = [], origins = new Set();
  page.on("console", (message) => message.type() === "error" && shouts.push(message.text()));
  page.on("pageerror", (error) => shouts.push(`PAGE ${error.message}`));
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  await page.addInitScript({ content: `${ear};listenIn(window)` });

  await page.goto(order.address);
  if (order.token) {
    await page.getByLabel("Your token").fill(order.tokenWithoutSongs ?? order.token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await page.waitForURL(/\/library$/);
  if (order.tokenWithoutSongs) {
    await page.getByText("No songs of yours yet").waitFor();
    console.log("shown: no songs");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Your token").fill(order.token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  const row = (title) => page.locator("#library").getByRole("button", { name: title });
  await row(order.other).waitFor();
  await page.getByRole("searchbox").fill(order.song.toLowerCase());
  await page.getByRole("searchbox").press("Enter");
  await row(order.other).waitFor({ state: "hidden" });
  console.log("shown: found");

  await row(order.song).click();
  await until("a signal", () => page.evaluate(() => window.ear.level() > 0.001));
  console.log("shown: heard");

  await page.getByRole("button", { name: "Mark the part at this moment" }).click();
  await page.getByRole("radio", { name: "Quieter drums" }).check();
  await page.getByRole("button", { name: "Keep the wish" }).click();
  await page.getByRole("button", { name: "Copy" }).waitFor();
  console.log("shown: marked");

  const saving = page.waitForEvent("download");
  await page.locator("summary[aria-label=Download]").click();
  await page.getByRole("heading", { name: "Library" }).click();
  await page.locator(".menu-list").waitFor({ state: "hidden" });
  await page.locator("summary[aria-label=Download]").click();
  await page.getByRole("button", { name: /^Download / }).first().click();
  const file = await saving;
  if (!file.suggestedFilename().startsWith(order.song)) throw new Error(`saved as ${file.suggestedFilename()}`);
  if ((await stat(await file.path())).size < LEAST_BYTES) throw new Error("what was saved is no song");
  console.log("shown: saved");

  if (order.token) {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Your token").waitFor();
    console.log("shown: signed out");
  }
  if (shouts.length || origins.size > 1) throw new Error(JSON.stringify({ shouts, origins: [...origins] }));
} finally {
  await bench.close();
}
