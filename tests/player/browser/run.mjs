// Runs the checks and prints a JSON line for each: its sentence, and what went wrong.
import { Bench } from "./bench.mjs";
import { CHECKS } from "./check.mjs";
import { makeSongs, takeBackMarks } from "./songs.mjs";

const order = JSON.parse(process.env.SESSION);
for (const file of order.files) await import(`./${file}`);

const bench = await Bench.open(order);
try {
  const songs = await makeSongs(bench);
  for (const [sentence, check] of CHECKS) {
    if (!order.only.includes(sentence)) continue;
    const started = Date.now();
    const failed = await check(bench, songs).then(() => null, (error) => String(error.stack ?? error));
    console.log(JSON.stringify({ sentence, failed, seconds: (Date.now() - started) / 1000 }));
    for (const room of bench.browser.contexts()) await room.close();
    await takeBackMarks(bench, songs);
  }
} finally {
  await bench.close();
}
