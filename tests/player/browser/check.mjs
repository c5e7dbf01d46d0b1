// The checks by their sentences, in the order in which their files are read.
export const CHECKS = new Map();
export function check(sentence, work) {
  if (CHECKS.has(sentence)) throw new Error(`two checks are called ${sentence}`);
  CHECKS.set(sentence, work);
}
