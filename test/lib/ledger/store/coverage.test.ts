import { expect, it } from 'vitest';
import { coverageOf, coverageOfNothing } from '../../../../lib/ledger/store/coverage.ts';

const last = { next: null, newest: 20, oldest: 10 };

it('the last page of a list is complete', () => {
  expect(coverageOf({ limit: 5 }, last)).toMatchObject({ complete: true, gaps: [] });
});

it('a range that begins before what the exchange keeps is not complete, and the gap reaches to what is kept', () => {
  const since = Date.UTC(2026, 4, 20);
  expect(coverageOf({ limit: 5, from: 7 }, { ...last, keptSince: since })).toMatchObject({
    complete: false,
    gaps: [{ from: 7, to: since }],
    reasons: ['the exchange keeps nothing before 2026-05-20T00:00:00.000Z'],
  });
});

it('a page with an event that was left out is not complete, and shows a gap at the time of the event', () => {
  const gaps = [
    { from: 12, to: 13 },
    { from: 15, to: 16 },
  ];
  expect(coverageOf({ limit: 5 }, { ...last, leftOut: [15, 12, 15] })).toMatchObject({ complete: false, gaps });
});

it('nothing is claimed of the future, where events are still to come', () => {
  const [past, future] = [Date.now() - 1000, Date.now() + 60_000];
  expect(coverageOf({ limit: 5, to: future }, last)).toMatchObject({ to: null, complete: true });
  expect(coverageOf({ limit: 5, to: past }, last)).toMatchObject({ to: past, complete: true });
});

it('a range without a start begins with what the exchange keeps, and names no time before', () => {
  const since = Date.UTC(2026, 4, 20);
  expect(coverageOf({ limit: 5 }, { ...last, keptSince: since })).toMatchObject({
    ...{ from: since, complete: false, gaps: [] },
    reasons: ['the exchange keeps nothing before 2026-05-20T00:00:00.000Z'],
  });
});

it('a page without a row, with more to follow, covers no moment', () => {
  const page = { next: 'cursor', newest: null, oldest: null };
  expect(coverageOf({ limit: 5 }, page)).toMatchObject({ from: 0, to: 0, isNothing: true, complete: false });
});

it('an answer that covers nothing is empty at the start that was asked for', () => {
  const told = { proof: null, gaps: [], reasons: ['nothing has been read'] };
  expect(coverageOfNothing({}, told)).toMatchObject({ from: 0, to: 0, isNothing: true, complete: false });
  expect(coverageOfNothing({ from: 7 }, told)).toMatchObject({ from: 7, to: 7, isNothing: true });
});
