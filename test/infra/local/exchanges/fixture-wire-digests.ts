import { digestOf } from './fixture-wire-recorder.ts';
import { recordWalk } from './fixture-wire-walk.ts';

const answersPerDigest = 40;

/** A digest covers 40 answers, so the first digest that differs says where in the walk an answer changed. */
export function digests(seed: number): string[] {
  const answers = recordWalk(seed);
  const parts = Math.ceil(answers.length / answersPerDigest);
  return Array.from({ length: parts }, (_, part) =>
    digestOf(answers.slice(part * answersPerDigest, (part + 1) * answersPerDigest)),
  );
}
