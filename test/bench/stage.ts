const started = performance.now();

/** Says on stderr what is measured now, with the seconds since the start: the figures themselves come last, on stdout. */
export function stage(what: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${what}\n`);
}
