// The songs all checks share: made once, before the first of them. `shown(song)` are the options of a view of one.
const LYRICS = `[Verse]
The harbour light is turning low
I count the boats before they go

[Chorus]
Carry me over, carry me home
Carry me over the grey sea foam`;

const SONG = { sound: "warm folk ballad, acoustic guitar, brushed drums, soft female vocal, 96 bpm", lyrics: LYRICS, title: "Harbour light", vendor: "offline" };
export const HOSTILE_TITLE = `<img src=x onerror="alert(1)"><b>Loud</b>`;
const LONG_LYRICS = `[Verse]\n${"Every wave is another word we sing\n".repeat(142)}`.slice(0, 5000);
const HOSTILE = { sound: "slow choir", lyrics: LONG_LYRICS, title: HOSTILE_TITLE, vendor: "musicapi" };
const FOREIGN = { sound: "a song of somebody else", vendor: "musicapi", title: "Not yours", instrumental: true };

async function made(bench, tool, args, owner) {
  const task = await bench.make(tool, args, owner);
  return { tool, arguments: args, task, clip: task.clips[0], clips: task.clips };
}

export async function makeSongs(bench) {
  await bench.vendor({ set: { seconds_of_audio: 12 } });
  const song = await made(bench, "create_music", SONG);
  const { clip_id } = song.clip;
  const [take, edit, stems, hostile, foreign] = await Promise.all([
    made(bench, "create_music", { ...SONG, take: 2 }),
    made(bench, "replace_section", { clip_id, start: 10, end: 20, sound: "piano" }),
    made(bench, "split_stems", { clip_id }),
    made(bench, "create_music", HOSTILE),
    made(bench, "create_music", FOREIGN, "bob"),
  ]);
  const { lyrics, sections, grid } = await bench.ask("player_song", { clip_id });
  return { song: { ...song, lyrics, sections, grid }, take, edit, stems, hostile, foreign };
}

// Takes back every mark and choice, so that the next check begins with songs that nobody has marked.
export async function takeBackMarks(bench, { song }) {
  const { marks, versions, family } = await bench.ask("player_song", { clip_id: song.clip.clip_id });
  for (const { mark_id } of marks) await bench.ask("player_unmark", { mark_id });
  const kept = new Set([...versions, ...family].filter((row) => row.kept).map((row) => row.clip_id));
  for (const clip_id of kept) await bench.ask("player_keep", { clip_id, kept: false });
}

export const shown = ({ tool, arguments: args }, more = {}) => ({ tool, arguments: args, ...more });
