import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { exportedEntries } from '../../../../lib/ledger/reports/exported-entries.ts';
import type { TradedEntry } from '../../../../lib/ledger/reports/trade-facts.ts';
import { entryCursor } from '../../../../lib/ledger/store/merged-entries.ts';
import { storedLedgers } from '../../../../lib/ledger/store/stored-ledger.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { day, entryOf, keepAccount, keepLedger, noon } from '../fixture-stored-ledger.ts';

vi.mock('../../../../lib/ledger/reports/spot-pairs.ts', () => ({
  storedSpotPairs: () => async () => new Set(['BTC/USD']),
}));
useEmbeddedTable();

/** The purchase of half a bitcoin, whose entries are booked two milliseconds apart (recorded 2014: 1.6 ms). */
const bought: readonly LedgerEntry[] = [
  leg('USD', { id: 'LA', time: noon, before: '50000', after: '10000' }),
  leg('BTC', { id: 'LB', time: noon + 2, before: '0', after: '0.5' }),
];
function leg(asset: string, terms: Parameters<typeof entryOf>[0]): LedgerEntry {
  return { ...entryOf({ symbol: null, wallet: 'spot', asset, ...terms }), tradeId: 'T1' };
}

async function exported(range = { from: noon - day, to: noon + day }, cursor?: (all: TradedEntry[]) => string) {
  const ref = { tenant: randomUUID(), accountId: 'main' };
  await keepAccount(ref, ['spot']);
  await keepLedger(ref, 'spot', bought);
  const { ledgers } = await storedLedgers(ref, range, 'spot');
  const read = async (from?: string) => {
    const all: TradedEntry[] = [];
    for await (const one of exportedEntries(ledgers, range, from)) all.push(one);
    return all;
  };
  return cursor === undefined ? read() : read(cursor(await read()));
}
const facts = ({ entry, trade }: TradedEntry) => [entry.id, trade?.symbol, trade?.side, trade?.quantity];
const [money, coin] = [
  ['LA', 'BTC/USD', 'buy', null],
  ['LB', 'BTC/USD', 'buy', '0.5'],
];

describe('the entries of a trade that are booked moments apart', () => {
  it('are one trade in the export', async () => {
    expect((await exported()).map(facts)).toEqual([money, coin]);
  });

  it('keep their trade where a page ends between them', async () => {
    const after = (all: TradedEntry[]) => (all[0] === undefined ? '' : entryCursor(all[0]));
    expect((await exported(undefined, after)).map(facts)).toEqual([coin]);
  });

  it('keep their trade where the range begins or ends between them, and no entry beside the range is told', async () => {
    expect((await exported({ from: noon + 1, to: noon + day })).map(facts)).toEqual([coin]);
    expect((await exported({ from: noon - day, to: noon + 2 })).map(facts)).toEqual([money]);
  });
});
