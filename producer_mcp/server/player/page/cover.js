"use strict";
// A cover drawn from a song's words: the words choose the palette, the id every line. No picture is loaded.
const cover = (() => {
  const SIZE = 192;
  // Five colours each, dark to light, and the hue of its accent in degrees of OKLCH.
  const PALETTES = [
    { words: /night|midnight|moody|lofi|trip hop/, hue: 195, colours: ["#0b132b", "#1c2541", "#3a506b", "#5bc0be", "#f4d35e"] },
    { words: /sunset|evening|dream|soul|r&b/, hue: 25, colours: ["#2d1e2f", "#6b2d5c", "#c2465c", "#f0803c", "#ffd275"] },
    { words: /electro|dance|cyber|synth|techno|house/, hue: 345, colours: ["#12002f", "#3b0f70", "#b5179e", "#f72585", "#4cc9f0"] },
    { words: /acoustic|celtic|forest|folk/, hue: 145, colours: ["#10241b", "#1f4d3a", "#4f7f58", "#a7b779", "#f2e3bc"] },
    { words: /surf|bossa|ocean|sea|river|rain|calm|dub/, hue: 220, colours: ["#03253a", "#0b4f6c", "#1b8a9e", "#7cc6c3", "#f3efe0"] },
    { words: /desert|western|country|blues/, hue: 60, colours: ["#3d2b1f", "#8c5e3c", "#c98f5a", "#e8c39e", "#fbf1df"] },
    { words: /love|romantic|tender|soft|lullaby/, hue: 5, colours: ["#3a1f2b", "#8a3d57", "#d3768d", "#f0b7b3", "#fdf0e7"] },
    { words: /summer|happy|bright|salsa|pop/, hue: 175, colours: ["#1f3b36", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51"] },
    { words: /classical|piano|chamber|quiet|jazz/, hue: 300, colours: ["#22223b", "#4a4e69", "#9a8c98", "#c9ada7", "#f2e9e4"] },
    { words: /rock|metal|punk|fire|war|orchestral/, hue: 40, colours: ["#160b07", "#45170c", "#9a2f12", "#e2711d", "#ffc971"] },
    { words: /winter|cold|glass|space|snow|choir|ambient/, hue: 255, colours: ["#0c1b33", "#2e4a7d", "#6f9bd1", "#bcd8ef", "#f7fbff"] },
  ];

  // A number from a text, the same each time (FNV-1a).
  const hash = (text) => {
    let value = 0x811c9dc5;
    for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
    return value;
  };

  // Chance that repeats: numbers from 0 up to 1 (mulberry32).
  const dice = (seed) => {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  };

  const paletteOf = (words, seed) => {
    const fitting = PALETTES.filter((palette) => palette.words.test(words.toLowerCase()));
    const among = fitting.length ? fitting : PALETTES;
    return among[hash(seed) % among.length];
  };

  const sky = (pen, [dark, deep, middle], roll) => {
    const gradient = pen.createLinearGradient(0, 0, SIZE * (0.2 + roll() * 0.6), SIZE);
    [dark, deep, middle].forEach((colour, index) => gradient.addColorStop(index / 2, colour));
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, SIZE, SIZE);
  };

  const disc = (pen, [, , , light, bright], roll) => {
    const [x, y, radius] = [SIZE * (0.28 + roll() * 0.44), SIZE * (0.26 + roll() * 0.2), SIZE * (0.12 + roll() * 0.1)];
    const glow = pen.createRadialGradient(x, y, radius * 0.6, x, y, radius * 2.6);
    glow.addColorStop(0, `${light}88`);
    glow.addColorStop(1, `${light}00`);
    pen.fillStyle = glow;
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.fillStyle = bright;
    pen.beginPath();
    pen.arc(x, y, radius, 0, Math.PI * 2);
    pen.fill();
  };

  const hills = (pen, colours, roll) => {
    [colours[3], colours[2], colours[1], colours[0]].forEach((colour, layer) => {
      const [base, height, waves, phase] = [0.52 + layer * 0.13, 0.05 + roll() * 0.07, 1 + roll() * 1.8, roll() * 6.3];
      pen.fillStyle = colour;
      pen.globalAlpha = 0.82;
      pen.beginPath();
      pen.moveTo(0, SIZE);
      for (let x = 0; x <= SIZE; x += 2) pen.lineTo(x, SIZE * (base + height * Math.sin((x / SIZE) * waves * Math.PI + phase)));
      pen.lineTo(SIZE, SIZE);
      pen.fill();
    });
    pen.globalAlpha = 1;
  };

  const rings = (pen, colours, roll) => {
    const [x, y] = [SIZE * (0.2 + roll() * 0.6), SIZE * (0.75 + roll() * 0.3)];
    for (let ring = 9; ring > 0; ring--) {
      pen.strokeStyle = colours[ring % 2 ? 3 : 4];
      pen.globalAlpha = 0.18 + 0.07 * (9 - ring);
      pen.lineWidth = 2 + roll() * 5;
      pen.beginPath();
      pen.arc(x, y, ring * SIZE * 0.085, 0, Math.PI * 2);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  };

  const MOTIFS = [hills, hills, rings];

  // Draws the cover of a song; `words` are its title and sound, `seed` its id. Answers the hue of its accent.
  const draw = (canvas, words, seed) => {
    const { colours, hue } = paletteOf(words, seed);
    const roll = dice(hash(seed));
    const pen = canvas.getContext("2d");
    canvas.width = canvas.height = SIZE;
    sky(pen, colours, roll);
    disc(pen, colours, roll);
    MOTIFS[Math.floor(roll() * MOTIFS.length)](pen, colours, roll);
    return hue;
  };

  return { draw };
})();
