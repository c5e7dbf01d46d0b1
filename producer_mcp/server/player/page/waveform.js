"use strict";
// The waveform: drawn from peaks before any sound has arrived; a slider for touch, mouse and keyboard.
const waveform = (() => {
  const BAR_WIDTH = 3;
  const BAR_GAP = 2;
  const LEAST_BAR = 0.06;
  const SMALL_STEP_SECONDS = 5;
  const LARGE_STEP_SECONDS = 15;
  const DRAG_PIXELS = 6;
  const REST_SHAPE = [0.2, 0.34, 0.5, 0.4, 0.6, 0.44, 0.3, 0.52, 0.36, 0.24];

  const canvas = dom.element("canvas", { "aria-hidden": "true" });
  const hover = dom.element("span", { class: "wave-hover", "aria-hidden": "true", hidden: true });
  const selection = dom.element("span", { class: "wave-selection", "aria-hidden": "true", hidden: true });
  const slider = dom.element("div", { class: "wave-slider", tabindex: "0" }, canvas, selection, hover);
  const node = dom.element("div", { class: "wave" }, slider);

  let bars = [];
  let amplitudes = null;
  let seconds = 0;
  let at = 0;
  let making = null;
  let seekListener = () => {};
  let toggleListener = () => {};
  let dragListener = null;
  let drag = null;
  let litColour = "";
  let restColour = "";

  const binned = (values, count) => {
    const most = Math.max(...values, 0.001);
    return Array.from({ length: count }, (_, bar) => {
      const slice = values.slice(Math.floor((bar * values.length) / count), Math.max(1, Math.ceil(((bar + 1) * values.length) / count)));
      return Math.max(LEAST_BAR, Math.max(0, ...slice) / most);
    });
  };

  const restBars = (count) => Array.from({ length: count }, (_, bar) => LEAST_BAR + 0.3 * REST_SHAPE[bar % REST_SHAPE.length]);

  const layOut = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const count = Math.max(1, Math.floor((width + BAR_GAP) / (BAR_WIDTH + BAR_GAP)));
    bars = amplitudes ? binned(amplitudes, count) : restBars(count);
    const { color, outlineColor } = getComputedStyle(canvas);
    [litColour, restColour] = [color, outlineColor];
    draw();
  };

  // Bars up to here are lit: what was heard, or what is made.
  const litFraction = () => (making === null ? (seconds ? at / seconds : 0) : making);

  const draw = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width) return;
    const pen = canvas.getContext("2d");
    const scale = canvas.width / width;
    const step = width / bars.length;
    const lit = litFraction() * width;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    bars.forEach((bar, index) => {
      const left = index * step;
      const tall = Math.max(2, bar * (height - 4));
      const fraction = Math.max(0, Math.min(1, (lit - left) / BAR_WIDTH));
      pillar(pen, left, height, tall, restColour, 1);
      if (fraction > 0) pillar(pen, left, height, tall, litColour, fraction);
    });
  };

  const pillar = (pen, left, height, tall, fill, opacity) => {
    pen.globalAlpha = opacity;
    pen.fillStyle = fill;
    pen.beginPath();
    pen.roundRect(left, (height - tall) / 2, BAR_WIDTH, tall, BAR_WIDTH / 2);
    pen.fill();
  };

  const describe = () => {
    const values = making === null ? sliderValues() : progressValues();
    for (const [name, value] of Object.entries(values)) value === null ? slider.removeAttribute(name) : slider.setAttribute(name, value);
    slider.classList.toggle("is-making", making !== null);
  };
  const sliderValues = () => ({
    role: "slider",
    tabindex: "0",
    "aria-label": strings.position,
    "aria-valuemin": "0",
    "aria-valuemax": String(Math.round(seconds)),
    "aria-valuenow": String(Math.round(at)),
    "aria-valuetext": strings.positionText(time.clock(at), time.clock(seconds)),
  });
  const progressValues = () => ({
    role: "progressbar",
    tabindex: "-1",
    "aria-label": strings.progress,
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "aria-valuenow": making ? String(Math.round(making * 100)) : null,
    "aria-valuetext": null,
  });

  // Any of {amplitudes, seconds, making}: peaks 0 … 1 or null, length, and how far it is made (0 … 1) or null.
  const set = (next) => {
    const before = amplitudes;
    ({ amplitudes, seconds, making } = { amplitudes, seconds, making, ...next });
    if (amplitudes !== before || !bars.length) layOut();
    describe();
    draw();
  };

  const setPosition = (now) => {
    const told = Math.round(at) !== Math.round(now);
    at = now;
    if (told) describe();
    draw();
  };

  const secondsAt = (event) => {
    const box = slider.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * seconds;
  };
  const canSeek = () => making === null && seconds > 0;

  const pointerDown = (event) => {
    if (!canSeek() || event.button > 0) return;
    drag = { from: secondsAt(event), x: event.clientX, moved: false };
    slider.setPointerCapture(event.pointerId);
  };
  const pointerMove = (event) => {
    showHover(event);
    if (!drag) return;
    drag.moved ||= Math.abs(event.clientX - drag.x) > DRAG_PIXELS;
    if (drag.moved) dragged(event, false);
  };
  const pointerUp = (event) => {
    if (!drag) return;
    if (drag.moved) dragged(event, true);
    else seekListener(secondsAt(event));
    drag = null;
  };
  // A drag marks, where somebody listens for marks; else it seeks.
  const dragged = (event, done) => {
    const to = secondsAt(event);
    if (dragListener) dragListener({ start: Math.min(drag.from, to), end: Math.max(drag.from, to), done });
    else seekListener(to);
  };
  const pointerCancel = () => {
    drag = null;
  };

  const showHover = (event) => {
    if (!canSeek() || event.pointerType === "touch") return;
    const box = slider.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    hover.hidden = false;
    hover.style.left = `${share * 100}%`;
    hover.classList.toggle("is-late", share > 0.8);
    hover.dataset.time = time.clock(secondsAt(event));
  };

  const KEYS = {
    ArrowLeft: () => at - SMALL_STEP_SECONDS,
    ArrowDown: () => at - SMALL_STEP_SECONDS,
    ArrowRight: () => at + SMALL_STEP_SECONDS,
    ArrowUp: () => at + SMALL_STEP_SECONDS,
    PageDown: () => at - LARGE_STEP_SECONDS,
    PageUp: () => at + LARGE_STEP_SECONDS,
    Home: () => 0,
    End: () => seconds,
  };
  const keyDown = (event) => {
    if (event.target !== slider || !canSeek() || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " " || event.key === "Enter") toggleListener();
    else if (Object.hasOwn(KEYS, event.key)) seekListener(Math.max(0, Math.min(seconds, KEYS[event.key]())));
    else return;
    event.preventDefault();
  };

  const LISTENERS = {
    pointerdown: pointerDown,
    pointermove: pointerMove,
    pointerup: pointerUp,
    pointercancel: pointerCancel,
    pointerleave: () => (hover.hidden = true),
    keydown: keyDown,
  };
  for (const [event, listener] of Object.entries(LISTENERS)) slider.addEventListener(event, listener);
  new ResizeObserver(layOut).observe(canvas);

  const onSeek = (listener) => (seekListener = listener);
  const onToggle = (listener) => (toggleListener = listener);
  // listener({start, end, done}) in seconds, while the pointer drags and when it lets go.
  const onDrag = (listener) => (dragListener = listener);

  // Lights a stretch (seconds); without arguments none.
  const showSelection = (start, end) => {
    dom.show(selection, start !== undefined && seconds > 0);
    if (selection.hidden) return;
    selection.style.left = `${(start / seconds) * 100}%`;
    selection.style.width = `${((end - start) / seconds) * 100}%`;
  };

  return { node, set, setPosition, redraw: layOut, showSelection, onSeek, onToggle, onDrag };
})();
