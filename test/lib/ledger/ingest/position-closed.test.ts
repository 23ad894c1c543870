import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { readEvents } from '../../../../lib/events/read-events.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { storeEntries } from '../../../../lib/ledger/ingest/store-entries.ts';
import type { LedgerName } from '../../../../lib/ledger/store/ledger-name.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { type EntryTerms, entryOf, ledgerStart } from '../fixture-ledger.ts';

useEmbeddedTable();

let ledger: LedgerName;
beforeEach(() => {
  ledger = { ref: { tenant: randomUUID(), accountId: 'desk' }, exchange: 'kraken', stream: 'futures' };
});

const contract = { kind: 'position', symbol: 'BTC/USD:USD', asset: 'PF_XBTUSD', wallet: 'flex' } as const;
function position(id: string, before: string, after: string, terms: EntryTerms = {}): LedgerEntry {
  return entryOf({ id, time: ledgerStart + Number(id), ...contract, before, after, ...terms });
}
function store(entries: readonly LedgerEntry[], newsSince = ledgerStart): Promise<string[]> {
  return storeEntries(ledger, entries, { recentDigests: {}, mayBeStored: true, newsSince });
}
async function told(): Promise<string[]> {
  const { events } = await readEvents(ledger.ref.tenant, { cursor: undefined, limit: 100, accountId: undefined });
  return events.map(({ event, change: { at, accountId, subject } }) => {
    const { symbol, marketType } = subject.record;
    return [event.type, accountId, symbol, marketType, at - ledgerStart].join(' ');
  });
}

it('an entry that leaves nothing of a position is told once, however often the entry is read', async () => {
  const entries = [position('1', '0', '3'), position('2', '3', '1'), position('3', '1', '0')];
  for (let time = 0; time < 3; time += 1) await store(entries);
  expect(await told()).toEqual(['position_closed desk BTC/USD:USD swap 3']);
});

it('a short position, a second closing and another contract are told each', async () => {
  await store([position('1', '-2', '0.00'), position('2', '0', '1'), position('3', '1', '0')]);
  await store([position('4', '5', '0', { symbol: 'ETH/USD:USD', asset: 'PF_ETHUSD' })]);
  expect(await told()).toEqual([
    'position_closed desk BTC/USD:USD swap 1',
    'position_closed desk BTC/USD:USD swap 3',
    'position_closed desk ETH/USD:USD swap 4',
  ]);
});

it('an entry of money that leaves nothing of a position tells the end, and no other entry of money does', async () => {
  const trade = (id: string, terms: EntryTerms) => position(id, '7', '8', { kind: 'trade', asset: 'USDT', ...terms });
  await store([trade('1', { positionAfter: '-2' }), trade('2', { positionAfter: '0.000' }), trade('3', {})]);
  expect(await told()).toEqual(['position_closed desk BTC/USD:USD swap 2']);
});

it.each([
  ['a position that turns to the other side', position('1', '2', '-1')],
  ['an entry that changes nothing of a position that is none', position('1', '0', '0')],
  ['money that is all gone', position('1', '2', '0', { kind: 'trade', asset: 'USD' })],
  ['a position whose rest the exchange does not tell', position('1', '2', '0', { balanceAfter: null })],
])('%s is no closed position', async (_title, entry) => {
  await store([entry]);
  expect(await told()).toEqual([]);
});

it('the history from before the registration is no news, and so is a ledger that is read without one', async () => {
  await store([position('1', '2', '0'), position('3', '2', '0'), position('4', '2', '0')], ledgerStart + 3);
  expect(await told()).toEqual(['position_closed desk BTC/USD:USD swap 3', 'position_closed desk BTC/USD:USD swap 4']);
  await storeEntries(ledger, [position('9', '2', '0')], { recentDigests: {}, mayBeStored: true });
  expect(await told()).toHaveLength(2);
});
