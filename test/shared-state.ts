/** What the files of one worker share beside modules: the environment, the clock, the globals and the standard output. */
export interface SharedState {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export function sharedState(): SharedState {
  return {
    environment: { ...process.env },
    values: {
      Date,
      'Date.now': Date.now,
      setTimeout,
      setInterval,
      'Math.random': Math.random,
      fetch,
      'process.stdout.write': process.stdout.write,
    },
  };
}

/** The names that differ. Names alone: a value of the environment may be a secret, and a failure is printed. */
export function changedNames(before: SharedState, after: SharedState): string[] {
  return [...differing(before.environment, after.environment), ...differing(before.values, after.values)];
}

function differing(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}
