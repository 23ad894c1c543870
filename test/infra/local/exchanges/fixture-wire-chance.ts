import type { Params } from './fixture-wire-recorder.ts';

export function chance(random: () => number, share: number): boolean {
  return random() < share;
}

export function maybe(random: () => number, share: number, params: () => Params): Params {
  return chance(random, share) ? params() : {};
}
