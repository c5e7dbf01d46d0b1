// Anyone can use it: axe-core in both themes and at both widths, 320 px, touch targets, reduced motion, the order of the tab key.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { check } from "./check.mjs";
import { shown } from "./songs.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] };
// The frame has no landmarks of a whole page around it.
const LEFT_OUT = { rules: { region: { enabled: false } } };

async function isAccessible(view, state) {
  await view.frame.evaluate(AXE);
  const { violations } = await view.frame.evaluate((options) => window.axe.run(document, options), { ...RULES, ...LEFT_OUT });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(" | ")}`);
  assert.deepEqual(found, [], state);
}

const everyState = (theme, width) => async (bench, { song }) => {
  const view = await bench.view(shown(song, { theme, width }));
  await view.button("Mark the part at this moment").waitFor();
  await isAccessible(view, "a song");
  await view.button("Mark the part at this moment").click();
  await isAccessible(view, "a marked part");
  await view.button("Ask in the chat").click();
  await view.button("Copy").waitFor();
  await isAccessible(view, "a wish that was asked");
  for (const name of ["Stems", "Family"]) {
    await view.role("tab", name).click();
    await isAccessible(view, name);
  }
};

check("axe finds nothing in any state of the page, light, 360 px", everyState("light", 360));
check("axe finds nothing in any state of the page, light, 900 px", everyState("light", 900));
check("axe finds nothing in any state of the page, dark, 360 px", everyState("dark", 360));
check("axe finds nothing in any state of the page, dark, 900 px", everyState("dark", 900));

check("axe finds nothing in the library", async (bench) => {
  const view = await bench.view({ tool: "find_clips", arguments: {} });
  await view.app.locator(".rows .row").first().waitFor();
  await isAccessible(view, "the library");
});

check("every target is at least 24 px wide and high, and nothing is wider than 320 px", async (bench, { song }) => {
  const view = await bench.view(shown(song, { width: 320 }));
  await view.button("Mark the part at this moment").click();
  await view.role("slider", "End of the marked part").press("End");
  const small = await view.frame.evaluate(() =>
    [...document.querySelectorAll("button, [role=slider], [role=tab], input:not([type=radio]), summary")]
      .filter((node) => node.checkVisibility())
      .map((node) => [node.getBoundingClientRect(), node.textContent || node.ariaLabel])
      .filter(([box]) => box.width < 24 || box.height < 24)
      .map(([box, name]) => `${name}: ${box.width} × ${box.height}`),
  );
  assert.deepEqual(small, []);
  assert.ok(await view.frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

check("nothing moves by itself for those who want it still", async (bench, { song }) => {
  const view = await bench.view(shown(song, { browser: { reducedMotion: "reduce" } }));
  await view.button("Play").waitFor();
  assert.deepEqual(await view.frame.evaluate(() => document.getAnimations().length), 0);
});

check("the tab key goes from play to the waveform, the versions, the marks and the panels", async (bench, { song }) => {
  const view = await bench.view(shown(song));
  await view.button("Mark the part at this moment").waitFor();
  await view.button("Play").focus();
  const seen = [];
  for (let stop = 0; stop < 12; stop++) {
    seen.push(await view.frame.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent));
    await view.page.keyboard.press("Tab");
  }
  const places = ["Play", "Position in the song", /^Version A/, "Mark the part at this moment", "Words"].map((wanted) =>
    seen.findIndex((name) => (wanted instanceof RegExp ? wanted.test(name) : name === wanted)),
  );
  assert.ok(places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1])), `${seen}`);
});
