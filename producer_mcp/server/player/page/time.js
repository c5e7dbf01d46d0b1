"use strict";
// Moments and lengths in words people read.
const time = (() => {
  let locale;

  // 181.4 → "3:01"
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  const left = (seconds) => {
    if (!(seconds > 3)) return strings.almost;
    return seconds < 90 ? strings.secondsLeft(Math.round(seconds)) : strings.minutesLeft(Math.round(seconds / 60));
  };

  // An ISO moment as a short date; "" for none.
  const day = (moment) => {
    const date = new Date(moment);
    return Number.isNaN(date.getTime()) ? "" : date.toLocaleDateString(locale, { day: "numeric", month: "short", year: "numeric" });
  };

  // A locale nobody knows is left alone.
  const setLocale = (name) => {
    try {
      [locale] = Intl.getCanonicalLocales(name);
    } catch {
      locale = undefined;
    }
  };

  const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  return { clock, left, day, setLocale, sleep };
})();
