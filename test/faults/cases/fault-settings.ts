/** What the environment asks of the fault suites. */
const { FAULT_SEEDS, FAULT_FIRST, FAULT_SEED, FAULT_CASES, FAULT_STOP } = process.env;

/** How many seeds Kraken plays, from which one on: FAULT_SEEDS=20000 FAULT_FIRST=1. With the shares of the other exchanges 2,000 are played. */
export const seedCount = Number(FAULT_SEEDS ?? 1600);
export const firstSeed = Number(FAULT_FIRST ?? 1);

/** FAULT_SEED=7 replays one seed, with its trace. */
export const replayed = FAULT_SEED === undefined ? null : Number(FAULT_SEED);

/** FAULT_CASES=every plays every combination; otherwise things take turns where they make no difference to the path. */
export const thorough = FAULT_CASES === 'every';

/** FAULT_STOP=first ends a suite with its first violation. */
export const stopsAtFirst = FAULT_STOP === 'first';
