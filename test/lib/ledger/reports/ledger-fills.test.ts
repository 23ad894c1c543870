import { randomUUID } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import type { Account } from '../../../../lib/accounts/account.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { hasLedgerFills, ledgerFills } from '../../../../lib/ledger/reports/ledger-fills.ts';
import { saveCursor } from '../../../../lib/ledger/store/cursor-store.ts';
import type { LedgerName } from '../../../../lib/ledger/store/ledger-name.ts';
import { putEntry } from '../../../../lib/ledger/store/ledger-store.ts';
import { newProgress } from '../../../../lib/ledger/store/orders-progress.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf, noon, readOn } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

let account: Account;
let ledger: LedgerName;
beforeEach(() => {
  const ref = { tenant: randomUUID(), accountId: 'desk' };
  account = { ...ref, exchange: 'binance' } as unknown as Account;
  ledger = { ref, exchange: 'binance', stream: 'usdm' };
});

/** The entries of a trade that closes a position: the fee and the profit. */
async function booked(tradeId: string, time: number, terms: Partial<LedgerEntry> = {}): Promise<void> {
  const fill = { side: 'sell', quantity: '0.002', price: '80000' } as const;
  const trade = { tradeId, time, symbol: 'BTC/USDT:USDT', asset: 'USDT', orderId: `O${tradeId}`, fill, ...terms };
  await putEntry(ledger, entryOf({ ...trade, id: `COMMISSION-${tradeId}`, fee: '0.1' }));
  await putEntry(ledger, entryOf({ ...trade, id: `REALIZEDPNL-${tradeId}`, realizedPnl: '5' }));
}

const all = { limit: 50, from: noon - 1000, to: noon + 1000 };

it('each trade of the ledger is one fill, of every symbol, newest first, with its fee', async () => {
  await booked('1', noon);
  await booked('2', noon + 1, { symbol: 'ETH/USDT:USDT' });
  await putEntry(ledger, entryOf({ id: 'FUNDINGFEE-3', time: noon, symbol: 'BTC/USDT:USDT', funding: '1' }));
  await saveCursor(ledger, readOn({ orders: { ...newProgress, isBehind: false }, version: 0 }));
  const { items, next, coverage } = await ledgerFills(account, 'swap', all);
  expect(items).toMatchObject([
    { id: '2', symbol: 'ETH/USDT:USDT', orderId: 'O2', side: 'sell', quantity: '0.002', price: '80000', fee: '0.1' },
    { id: '1', symbol: 'BTC/USDT:USDT', feeAsset: 'USDT', timestamp: noon },
  ]);
  expect([next, coverage.complete, coverage.reasons.join()]).toEqual([
    ...[null, false],
    expect.stringContaining('a call with symbol'),
  ]);
});

it('pages of any size hold each trade once, those of one millisecond too', async () => {
  const ids = Array.from({ length: 9 }, (_none, index) => String(index + 1));
  for (const id of ids) await booked(id, noon + Math.floor(Number(id) / 4));
  for (const limit of [1, 2, 5, 50]) {
    const told: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledgerFills(account, 'swap', { ...all, limit, cursor });
      told.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(told).toEqual(ids.toReversed());
  }
});

it.each([1, 2, 50])('a trade whose entries were booked moments apart is one fill, in pages of %i', async (limit) => {
  const fill = { side: 'sell', quantity: '0.002', price: '80000' } as const;
  const trade = (tradeId: string) => ({ tradeId, symbol: 'BTC/USDT:USDT', asset: 'USDT', orderId: 'O', fill });
  for (const [index, id] of ['1', '2', '3'].entries()) {
    await putEntry(ledger, entryOf({ ...trade(id), id: `COMMISSION-${id}`, time: noon + index, fee: '0.1' }));
    await putEntry(ledger, entryOf({ ...trade(id), id: `PNL-${id}`, time: noon + index + 2, realizedPnl: '5' }));
  }
  const read = async (range: { readonly from?: number; readonly to?: number }) => {
    const told: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledgerFills(account, 'swap', { ...range, limit, cursor });
      told.push(...page.items.map(({ id, fee }) => `${id} ${fee}`));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return told;
  };
  expect(await read({})).toEqual(['3 0.1', '2 0.1', '1 0.1']);
  // Of two ranges that meet one has the trade.
  const edge = noon + 3;
  expect([await read({ from: edge }), await read({ to: edge })]).toEqual([['3 0.1', '2 0.1'], ['1 0.1']]);
});

it('the fills of another customer are left out, and fees in two assets are not added up', async () => {
  await booked('1', noon, { owner: 'another' });
  await booked('2', noon);
  await putEntry(
    ledger,
    entryOf({
      id: 'COMMISSION-2-BNB',
      time: noon,
      tradeId: '2',
      symbol: 'BTC/USDT:USDT',
      asset: 'BNB',
      fee: '1',
      fill: { side: 'sell', quantity: '0.002', price: '80000' },
    }),
  );
  const { items } = await ledgerFills(account, 'swap', all);
  expect(items).toMatchObject([{ id: '2', fee: null, feeAsset: null }]);
});

it('before the first pull nothing is covered, and the reasons name the remedy', async () => {
  const { items, coverage } = await ledgerFills(account, 'swap', all);
  expect([items, coverage.complete, coverage.isNothing]).toEqual([[], false, true]);
  expect(coverage.reasons).toEqual([
    'the ledger has not been pulled to its end yet',
    expect.stringContaining('a call with symbol asks the exchange itself'),
    'the fills of some trades have not been read yet',
  ]);
});

it.each([
  ['binance', 'swap', true],
  ['binance', 'spot', false],
  ['bybit', 'swap', false],
  ['kraken', 'spot', false],
] as const)('the ledger answers for the fills of %s %s: %s', (exchange, marketType, answers) => {
  expect(hasLedgerFills({ exchange } as Account, marketType)).toBe(answers);
});
