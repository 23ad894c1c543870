import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../../../infra/local/exchanges/server/faults.ts';
import { withGarbledRow } from '../../../../../infra/local/exchanges/server/garbled-rows.ts';

/** The answers that a thousand chances make, without repetitions. */
function garbledOf(answer: unknown): unknown[] {
  const all = Array.from({ length: 1000 }, (_, index) => JSON.stringify(withGarbledRow(answer, index / 1000)));
  return [...new Set(all)].map((each) => JSON.parse(each));
}

/** The ways to the values that differ. */
function changed(whole: unknown, now: unknown, path = ''): string[] {
  if (JSON.stringify(whole) === JSON.stringify(now)) return [];
  const isInner = [whole, now].every((each) => typeof each === 'object' && each !== null);
  const isSameKind = Array.isArray(whole) === Array.isArray(now);
  if (!isInner || !isSameKind || Object.keys(now as object).length === 0) return [path];
  return Object.keys(whole as object).flatMap((key) =>
    changed((whole as Record<string, unknown>)[key], (now as Record<string, unknown>)[key], `${path}/${key}`),
  );
}

const row = { cl_ord_id: 'a', vol: '2', descr: { pair: 'XBTUSD' }, trades: ['T1'] };

describe('a garbled row', () => {
  it.each([
    ['a dictionary', { error: [], result: { open: { O1: row, O2: row } } }, '/result/open/O'],
    ['the dictionary of the answer', { error: [], result: { O1: row } }, '/result/O1'],
    ['a list', { result: 'success', openOrders: [row, row] }, '/openOrders/'],
    ['a list without a name', [row], '/0'],
  ])(
    'of %s is one field of one row: names, numbers and inner fields, and never the list itself',
    (_what, answer, at) => {
      const paths = garbledOf(answer).flatMap((now) => {
        const found = changed(answer, now);
        expect(found).toHaveLength(1);
        return found;
      });
      expect(paths.every((path) => path.startsWith(at))).toBe(true);
      for (const field of ['cl_ord_id', 'vol', 'descr', 'descr/pair', 'trades'])
        expect(paths.some((path) => path.endsWith(`/${field}`))).toBe(true);
    },
  );

  it('says nothing that can be read: no empty text or null, no number for a number, no empty list for a list', () => {
    const values = garbledOf([row]).flatMap((answer) => {
      const [now = row] = answer as (typeof row)[];
      return [now.cl_ord_id, now.vol].filter((value) => value !== row.cl_ord_id && value !== row.vol);
    });
    expect([...new Set(values.map((value) => JSON.stringify(value)))].toSorted()).toEqual(
      ['"garbled"', '[]', 'true', '{}'].toSorted(),
    );
    const lists = garbledOf([row]).map((answer) => (answer as (typeof row)[])[0]?.trades);
    expect(lists.filter((value) => Array.isArray(value) && value.length === 0)).toEqual([]);
  });

  it.each([[{ error: [], result: { open: {}, count: 0 } }], [{ error: ['EAPI:Invalid nonce'] }], ['<html>'], [null]])(
    'is in no answer without rows: %j',
    (answer) => expect(withGarbledRow(answer, 0.5)).toEqual(answer),
  );

  it('is told as text where the answer is text', () => {
    expect(withGarbledRow(JSON.stringify([{ a: 1 }]), 0)).toBe('[{"a":"garbled"}]');
  });

  it('is a fault of the simulators, with a chance below 1', () => {
    expect(parseFault({ path: 'OpenOrders', kind: 'garbled-row', chance: 0.3 })).toMatchObject({ chance: 0.3 });
    expect(() => parseFault({ path: 'OpenOrders', kind: 'garbled-row', chance: 1 })).toThrow('chance');
  });
});
