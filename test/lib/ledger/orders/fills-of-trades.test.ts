import { beforeEach, describe, expect, it } from 'vitest';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Fill, PageRequest } from '../../../../lib/exchanges/model/history.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { nameOrders } from '../../../../lib/ledger/orders/name-orders.ts';
import type { NamedLedger } from '../../../../lib/ledger/orders/unnamed-entries.ts';
import { endOfTime, putEntry, readEntries, setTrade } from '../../../../lib/ledger/store/ledger-store.ts';
import { newProgress, type OrdersProgress } from '../../../../lib/ledger/store/orders-progress.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf } from '../fixture-ledger.ts';

useEmbeddedTable();

const time = Date.now() - 24 * 3_600_000;
const [bitcoin, ether] = ['BTC/USDT:USDT', 'ETH/USDT:USDT'];
let named: NamedLedger;
let fills: Fill[] = [];
let serial = 0;

/** Fills of a page. */
let mostFills: number;

async function tell({ symbol, cursor = '0' }: PageRequest) {
  const from = Number(cursor);
  const all = fills.filter((fill) => fill.symbol === symbol);
  const next = from + mostFills < all.length ? String(from + mostFills) : null;
  return { items: all.slice(from, from + mostFills), next, newest: null, oldest: null, source: 'fills' };
}

beforeEach(() => {
  serial += 1;
  [fills, mostFills] = [[], 100];
  const session = { marketType: 'swap', market: marketOf({ exchange: 'binance', marketType: 'swap' }) } as const;
  named = {
    ledger: { ref: { tenant: 'alpha', accountId: `fills-${serial}` }, exchange: 'binance', stream: 'usdm' },
    owner: null,
    session: { ...session, data: { fills: tell } as unknown as NamedLedger['session']['data'] },
  };
});

const trade = { side: 'buy', quantity: '0.002', price: '80000.1' } as const;
const sale = { side: 'sell', quantity: '0.5', price: '3000.25' } as const;

function filled(
  id: string,
  symbol: string,
  terms: Pick<Fill, 'side' | 'quantity' | 'price'>,
  orderId = `of ${symbol}`,
) {
  fills.push({ id, symbol, orderId, timestamp: time, ...terms } as Fill);
}

/** The two entries of a trade that closes a position. */
async function booked(tradeId: string, symbol: string): Promise<void> {
  for (const label of ['COMMISSION', 'REALIZEDPNL'])
    await putEntry(named.ledger, entryOf({ id: `${label}-${symbol}-${tradeId}`, time, tradeId, symbol, label }));
}

async function stored(): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const page of readEntries(named.ledger, { from: 0, to: endOfTime })) entries.push(...page);
  return entries;
}

const pull = (progress: OrdersProgress | undefined) => nameOrders(named, progress, 10);

describe('the fill of a trade whose ledger tells no quantity', () => {
  it('is written into every entry of the trade, of its own symbol, and nothing else of an entry changes', async () => {
    filled('6', bitcoin, sale);
    filled('7', bitcoin, trade);
    filled('7', ether, sale);
    await booked('7', bitcoin);
    await booked('7', ether);
    const before = await stored();
    await pull(undefined);
    const told = before.map((entry) => {
      const fill = entry.symbol === bitcoin ? trade : sale;
      return { ...entry, orderId: `of ${entry.symbol}`, fill };
    });
    expect(await stored()).toEqual(told);
  });

  it('is written into entries that an earlier release has stored with their order, once', async () => {
    filled('7', bitcoin, trade);
    await booked('7', bitcoin);
    for (const entry of await stored()) await setTrade(named.ledger, entry, { orderId: `of ${bitcoin}` });
    const earlier = { ...newProgress, isBehind: false, scannedTo: Date.now(), readTo: { [bitcoin]: Date.now() } };
    const progress = await pull(earlier);
    expect((await stored()).map(({ fill }) => fill)).toEqual([trade, trade]);
    expect([progress?.isBehind, await pull(progress ?? undefined)]).toEqual([false, null]);
  });

  it('is left out where the entry names another order', async () => {
    filled('7', bitcoin, trade);
    await booked('7', bitcoin);
    for (const entry of await stored()) await setTrade(named.ledger, entry, { orderId: 'another' });
    await pull(undefined);
    for (const { orderId, fill } of await stored()) expect([orderId, fill]).toEqual(['another', undefined]);
  });

  it.each([
    ['one answer', 100],
    ['two answers', 2],
    ['three answers', 1],
  ])(
    'is left out with the order where two orders of the account have traded with each other, in %s',
    async (_what, most) => {
      mostFills = most;
      filled('8', bitcoin, sale);
      filled('7', bitcoin, { ...trade, side: 'sell' }, 'sale');
      filled('7', bitcoin, trade, 'purchase');
      await booked('7', bitcoin);
      await booked('8', bitcoin);
      await pull((await pull(undefined)) ?? undefined);
      const told = (await stored()).map(({ tradeId, orderId, fill }) => [tradeId, orderId, fill]);
      const [unknown, known] = [
        ['7', undefined, undefined],
        ['8', `of ${bitcoin}`, sale],
      ];
      expect(told).toEqual([unknown, known, unknown, known]);
    },
  );
});

describe('a margin trade of Kraken Spot, whose entry books the profit alone', () => {
  const pair = 'BTC/USD';
  const readSpot = async () => ({ items: fills, next: null, newest: null, oldest: null, source: 'fills' });
  beforeEach(() => {
    const session = { marketType: 'spot', market: marketOf({ exchange: 'kraken', marketType: 'spot' }) } as const;
    named = {
      ledger: { ref: { tenant: 'alpha', accountId: `margin-${serial}` }, exchange: 'kraken', stream: 'spot' },
      owner: null,
      session: { ...session, data: { fills: readSpot } as unknown as NamedLedger['session']['data'] },
    };
  });
  const spot = { time, symbol: null, wallet: 'spot' } as const;

  it('gets symbol, side, quantity and price of the fill, and a trade of coins gets the order alone', async () => {
    filled('T1', pair, sale, 'O1');
    filled('T2', pair, trade, 'O2');
    await putEntry(named.ledger, entryOf({ ...spot, id: 'L1', tradeId: 'T1', label: 'margin', realizedPnl: '12.5' }));
    await putEntry(named.ledger, entryOf({ ...spot, id: 'L2', tradeId: 'T2', label: 'trade' }));
    await pull(undefined);
    expect((await stored()).map(({ id, orderId, fill }) => ({ id, orderId, fill }))).toEqual([
      { id: 'L1', orderId: 'O1', fill: { ...sale, symbol: pair } },
      { id: 'L2', orderId: 'O2', fill: undefined },
    ]);
  });

  it('is read once more where an earlier release has written the order alone', async () => {
    filled('T1', pair, sale, 'O1');
    await putEntry(named.ledger, entryOf({ ...spot, id: 'L1', tradeId: 'T1', label: 'margin', realizedPnl: '0' }));
    for (const entry of await stored()) await setTrade(named.ledger, entry, { orderId: 'O1' });
    const progress = await pull({
      ...newProgress,
      isBehind: false,
      scannedTo: Date.now(),
      readTo: { '*': Date.now() },
    });
    expect((await stored()).map(({ fill }) => fill?.quantity)).toEqual([sale.quantity]);
    expect(await pull(progress ?? undefined)).toBeNull();
  });
});
