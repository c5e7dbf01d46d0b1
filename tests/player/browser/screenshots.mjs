// Pictures of the page in its states, at two widths, light and dark.
import { Bench, until } from "./bench.mjs";
import { SHOTS } from "./shots.mjs";
import { makeSongs } from "./songs.mjs";

const order = JSON.parse(process.env.SESSION);
const LOOKS = [
  { width: 360, theme: "light" },
  { width: 360, theme: "dark" },
  { width: 900, theme: "light" },
  { width: 900, theme: "dark" },
];

// Whether the host's frame is as tall as the page in it.
const isWhole = async (view) => {
  const height = await view.frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
  return view.page.evaluate((wanted) => window.host.frame.style.height === `${wanted}px`, height);
};

const bench = await Bench.open(order);
try {
  const songs = await makeSongs(bench);
  for (const [name, shot] of Object.entries(SHOTS)) {
    for (const look of LOOKS) {
      const file = `${name}-${look.width}-${look.theme}.png`;
      if (order.words.length && !order.words.some((word) => file.includes(word))) continue;
      const view = await bench.view({ ...shot.view(songs), ...look, height: 800 });
      try {
        await shot.until(view, songs);
        await until("the page's own height", () => isWhole(view));
        await view.page.screenshot({ path: `${order.out}/${file}`, fullPage: true });
        console.log(file);
      } catch (error) {
        await view.page.screenshot({ path: `${order.out}/${file}`, fullPage: true });
        console.log(`${file}: ${error.message.split("\n")[0]} ${view.shouts.join(" | ")}`);
      }
      await view.close();
    }
  }
} finally {
  await bench.close();
}
