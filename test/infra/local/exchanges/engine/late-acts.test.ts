import { expect, it } from 'vitest';
import { nothingLate, putBehind, takeDue } from '../../../../../infra/local/exchanges/engine/late-acts.ts';

it('acts are taken in the order of arrival, each when its time has come', () => {
  const acts = { ...nothingLate<string>(), delayMs: 10 };
  putBehind(acts, 'first', 0);
  putBehind(acts, 'late', 0, 50);
  putBehind(acts, 'second', 1);
  expect(takeDue(acts, 9)).toEqual([]);
  expect(takeDue(acts, 11)).toEqual(['first', 'second']);
  expect(takeDue(acts, 59)).toEqual([]);
  expect(takeDue(acts, 60)).toEqual(['late']);
});

it('without a delay an act is due at once', () => {
  const acts = nothingLate<string>();
  putBehind(acts, 'now', 5);
  expect(takeDue(acts, 5)).toEqual(['now']);
  expect(acts.waiting).toEqual([]);
});
