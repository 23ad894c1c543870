import type { Manner } from '../scenes/scene.ts';

interface Chance {
  readonly random: () => number;
  readonly pick: <T>(values: readonly T[]) => T;
}

/** Sets a shape of answers in some of the choices; the names of those that were set. */
export function drawManners(manners: readonly Manner[], { random, pick }: Chance): string[] {
  return manners.flatMap((manner) => {
    if (random() < 0.7) return [];
    const [name, set] = pick(Object.entries(manner));
    set();
    return [name];
  });
}
