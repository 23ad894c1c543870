import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A step of the world, as a JSON value. */
export type Step = readonly unknown[];

/** A state, and the steps since. */
export interface Kept {
  readonly state: string;
  readonly steps: readonly Step[];
}

export interface StepLog {
  /** Null in a new folder. */
  readonly kept: Kept | null;
  /** Written before the step is taken: whoever has an answer finds the step in the file, also after a SIGKILL. */
  append(step: Step): void;
  /** A new state takes the place of the state and its steps, all at once. */
  replace(state: string): void;
  close(): void;
}

const statePattern = /^world-(\d{8})\.txt$/;

/**
 * The folder holds `world-<n>.txt` and `steps-<n>.jsonl`. A state counts once it has its name: a process that is killed before leaves the
 * state and the steps of before. A loss of power can lose the last steps, because a step is not flushed to the disk.
 */
export function openStepLog(dir: string): StepLog {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  let number = latestIn(dir);
  const kept = number === 0 ? null : readKept(dir, number);
  let file: number | null = null;
  return {
    kept,
    append(step) {
      file ??= openSync(stepsPath(dir, number), 'a', 0o600);
      writeSync(file, `${JSON.stringify(step)}\n`);
    },
    replace(state) {
      if (latestIn(dir) !== number) throw new Error(`another process writes to ${dir}`);
      if (file !== null) closeSync(file);
      file = null;
      writeState(dir, number + 1, state);
      number += 1;
      removeBefore(dir, number);
    },
    close() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

function statePath(dir: string, number: number): string {
  return join(dir, `world-${String(number).padStart(8, '0')}.txt`);
}

function stepsPath(dir: string, number: number): string {
  return join(dir, `steps-${String(number).padStart(8, '0')}.jsonl`);
}

/** 0 in a new folder. */
function latestIn(dir: string): number {
  return Math.max(0, ...readdirSync(dir).map((name) => Number(statePattern.exec(name)?.[1] ?? 0)));
}

function readKept(dir: string, number: number): Kept {
  const path = stepsPath(dir, number);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  // What follows the last line break was cut off by the end of the process: that step was never taken.
  const steps = lines.slice(0, -1).map((line) => JSON.parse(line) as Step);
  return { state: readFileSync(statePath(dir, number), 'utf8'), steps };
}

function writeState(dir: string, number: number, state: string): void {
  const draft = join(dir, 'draft.txt');
  const file = openSync(draft, 'w', 0o600);
  writeSync(file, state);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, statePath(dir, number));
}

function removeBefore(dir: string, number: number): void {
  for (const name of readdirSync(dir)) {
    const found = /^(?:world|steps)-(\d{8})\./.exec(name)?.[1];
    if (found !== undefined && Number(found) < number) unlinkSync(join(dir, name));
  }
}
