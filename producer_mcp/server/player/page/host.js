"use strict";
// What the host says about its surroundings: theme, colours, fonts, room, display mode. And how tall the page is.
const host = (() => {
  const SIZE_DEBOUNCE_MS = 100;
  const root = document.documentElement;
  let context = {};
  let modeListener = () => {};

  const applyStyles = ({ variables, css }) => {
    for (const [name, value] of Object.entries(variables ?? {})) {
      if (name.startsWith("--") && typeof value === "string") root.style.setProperty(name, value);
    }
    if (typeof css?.fonts === "string") dom.setText(document.getElementById("host-fonts"), css.fonts);
  };

  const applyInsets = (insets) => {
    for (const side of ["top", "right", "bottom", "left"]) root.style.setProperty(`--inset-${side}`, `${Number(insets[side]) || 0}px`);
  };

  // Takes the host's context as it stands now.
  const apply = (now) => {
    context = now;
    root.dataset.theme = now.theme === "dark" || now.theme === "light" ? now.theme : systemTheme();
    if (typeof now.locale === "string") time.setLocale(now.locale);
    root.dataset.mode = mode();
    applyStyles(now.styles ?? {});
    applyInsets(now.safeAreaInsets ?? {});
    modeListener(mode());
  };

  const systemTheme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const mode = () => context.displayMode ?? "inline";
  const canGoFullscreen = () => Array.isArray(context.availableDisplayModes) && context.availableDisplayModes.includes("fullscreen");

  const toggleFullscreen = async () => {
    const wanted = mode() === "fullscreen" ? "inline" : "fullscreen";
    const granted = await bridge.requestMode(wanted).catch(() => mode());
    apply({ ...context, displayMode: granted });
  };

  // Tells the host the natural height whenever it has settled.
  const watchSize = () => {
    let timer;
    let told = "";
    const tell = () => {
      const { width, height } = root.getBoundingClientRect();
      const size = `${Math.ceil(width)}x${Math.ceil(height)}`;
      if (size !== told) bridge.reportSize(Math.ceil(width), Math.ceil(height));
      told = size;
    };
    new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(tell, SIZE_DEBOUNCE_MS);
    }).observe(root);
  };

  const onMode = (listener) => {
    modeListener = listener;
  };

  return { apply, watchSize, toggleFullscreen, canGoFullscreen, onMode };
})();
