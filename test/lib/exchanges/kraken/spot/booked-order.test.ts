import { describe, expect, it } from 'vitest';
import { inBookedOrder } from '../../../../../lib/exchanges/kraken/spot/booked-order.ts';
import { readSpotLedger } from '../../../../../lib/exchanges/kraken/spot/ledger.ts';
import type { LedgerEntry } from '../../../../../lib/exchanges/model/ledger-entry.ts';
import type { LedgerRow } from '../../../../../lib/exchanges/rules/unread-entries.ts';

function rowOf(id: string, change: string, balanceAfter: string | null, terms: Partial<LedgerEntry> = {}): LedgerRow {
  const entry = { id, time: 7, asset: 'USD', change, balanceAfter, ...terms } as LedgerEntry;
  return { id, time: entry.time, entry };
}
const namesOf = (rows: readonly LedgerRow[]) => rows.map(({ entry }) => entry?.id ?? 'unread').join(' ');

describe('rows of the spot ledger of one moment', () => {
  const [first, second, third] = [rowOf('a', '-1', '9'), rowOf('b', '-2', '7.00'), rowOf('c', '5', '12')] as const;

  it.each([[[third, first, second]], [[second, third, first]], [[first, second, third]]])(
    'stand in the order in which each balance begins at the balance before (%#)',
    (rows) => {
      expect(namesOf(inBookedOrder(rows))).toBe('a b c');
    },
  );

  it('of another asset or moment, and rows that cannot be read, keep their places', () => {
    const coin = rowOf('coin', '0.1', '0.4', { asset: 'BTC' });
    const earlier = rowOf('earlier', '-2', '10', { time: 6 });
    const unread: LedgerRow = { id: 'u', time: 7, entry: null };
    expect(namesOf(inBookedOrder([earlier, second, coin, unread, first]))).toBe('earlier a coin unread b');
  });

  it.each([
    ['a balance is missing between them', [second, rowOf('x', '-1', '3')]],
    ['a balance is not told', [second, rowOf('x', '-1', null), first]],
    ['the balances go in a circle', [rowOf('x', '1', '1'), rowOf('y', '-1', '0')]],
  ])('stay as they stand where %s', (_, rows) => {
    expect(namesOf(inBookedOrder(rows))).toBe(namesOf(rows));
  });

  it.each([
    ['L1', 'L2', 'L3'],
    ['L3', 'L2', 'L1'],
    ['L2', 'L3', 'L1'],
  ])('form one chain as the ledger is read, written as %s %s %s', async (...names) => {
    const booked = { refid: 'T', type: 'deposit', subtype: '', aclass: 'currency', asset: 'ZUSD', fee: '0', time: 7 };
    const rows: Record<string, object> = {
      L1: { ...booked, amount: '10', balance: '10' },
      L2: { ...booked, amount: '-4', balance: '6' },
      L3: { ...booked, amount: '5', balance: '11' },
    };
    const ledger = Object.fromEntries(names.map((name) => [name, rows[name]]));
    const read = async () => ({ error: [], result: { ledger, count: 3 } });
    const { entries } = await readSpotLedger(read, { since: null, after: null, maxRequests: 1 }, (asset) => asset);
    expect(entries.map(({ id }) => id)).toEqual(['L1', 'L2', 'L3']);
  });
});
