import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import type { Fill, PageRequest } from '../../../../lib/exchanges/model/history.ts';
import type { LedgerEntry } from '../../../../lib/exchanges/model/ledger-entry.ts';
import { nameOrders } from '../../../../lib/ledger/orders/name-orders.ts';
import { afterEntries, type NamedLedger } from '../../../../lib/ledger/orders/unnamed-entries.ts';
import { endOfTime, putEntry, readEntries } from '../../../../lib/ledger/store/ledger-store.ts';
import { newProgress, type OrdersProgress } from '../../../../lib/ledger/store/orders-progress.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { entryOf } from '../fixture-ledger.ts';

useEmbeddedTable();

const enough = 10;
const hour = 3_600_000;
let serial = 0;
let now: number;
let fills: Fill[];
let asked: PageRequest[];
let failing: OemsError | null;

beforeEach(() => {
  serial += 1;
  now = Date.now();
  [fills, asked, failing] = [[], [], null];
});

/** Newest first, as exchanges tell fills; the cursor counts the fills that were told. */
async function tell(request: PageRequest) {
  asked.push(request);
  if (failing !== null) throw failing;
  const { from = 0, to = endOfTime, symbol, cursor = '0', limit } = request;
  const within = fills
    .filter((fill) => fill.timestamp >= from && fill.timestamp < to && (symbol ?? fill.symbol) === fill.symbol)
    .toSorted((one, other) => other.timestamp - one.timestamp);
  const items = within.slice(Number(cursor), Number(cursor) + limit);
  const told = Number(cursor) + items.length;
  return { items, next: told < within.length ? String(told) : null, newest: null, oldest: null, source: 'fills' };
}

function ledgerAt(exchange: 'kraken' | 'binance', owner: string | null = null): NamedLedger {
  const marketType = exchange === 'kraken' ? 'spot' : 'swap';
  const market = marketOf({ exchange, marketType });
  const ref = { tenant: 'alpha', accountId: `orders-${serial}` };
  const data = { fills: tell } as unknown as NamedLedger['session']['data'];
  return {
    ledger: { ref, exchange, stream: exchange === 'kraken' ? 'spot' : 'usdm' },
    owner,
    session: { marketType, market, data },
  };
}

/** A trade that is stored, and the fill of the trade. */
async function traded(named: NamedLedger, tradeId: string, time: number, symbol: string | null = null): Promise<void> {
  const entry = entryOf({ id: `${fills.length + 1}`, time, tradeId, symbol, kind: 'trade', owner: named.owner });
  await putEntry(named.ledger, entry);
  const { id, orderId } = { id: tradeId, orderId: `order of ${symbol ?? ''}${tradeId}` };
  const told = { side: 'buy', quantity: '1', price: '2' } as const;
  fills.push({ id, orderId, symbol: symbol ?? 'BTC/USD', timestamp: time, ...told } as Fill);
}

async function stored({ ledger }: NamedLedger): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const page of readEntries(ledger, { from: 0, to: endOfTime })) entries.push(...page);
  return entries;
}
async function unnamed(named: NamedLedger): Promise<(string | null)[]> {
  return (await stored(named)).filter(({ orderId }) => orderId === undefined).map(({ tradeId }) => tradeId);
}

async function pulls(named: NamedLedger, before: OrdersProgress | undefined, count: number) {
  let progress = before;
  for (let pull = 0; pull < count; pull += 1) progress = (await nameOrders(named, progress, enough)) ?? progress;
  return progress;
}

describe('the orders of stored trades', () => {
  it('are written into entries that an earlier release has stored, and nothing else of an entry changes', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - 40 * 24 * hour);
    await traded(named, 'B', now - hour);
    const before = await stored(named);
    const progress = await pulls(named, undefined, 2);
    expect(await stored(named)).toEqual(before.map((entry) => ({ ...entry, orderId: `order of ${entry.tradeId}` })));
    expect(progress?.isBehind).toBe(false);
  });

  it('cost nothing while no new trade is stored', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - hour);
    const progress = await pulls(named, undefined, 1);
    const requests = asked.length;
    expect(await nameOrders(named, progress, enough)).toBeNull();
    expect(asked).toHaveLength(requests);
  });

  it('of a burst of more trades in one moment than a reading takes are read on by the next pulls', async () => {
    const named = ledgerAt('kraken');
    for (let each = 0; each < 450; each += 1) await traded(named, `T${each}`, now - 3 * hour);
    const progress = await pulls(named, undefined, 4);
    expect(await unnamed(named)).toEqual([]);
    expect(progress?.isBehind).toBe(false);
  });

  it('are read symbol by symbol where the exchange tells fills so, and equal ids of two symbols are two trades', async () => {
    const named = ledgerAt('binance');
    for (const symbol of ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'])
      await traded(named, '7', now - hour, symbol);
    await pulls(named, undefined, 2);
    const entries = await stored(named);
    expect(entries.map(({ orderId }) => orderId)).toEqual(entries.map(({ symbol }) => `order of ${symbol}7`));
  });

  it('that the exchange tells late are written by a later pull, and that it never tells are given up', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - hour);
    await traded(named, 'B', now - 20 * hour);
    const [late] = fills.splice(0);
    const progress = await pulls(named, undefined, 3);
    expect(await unnamed(named)).toEqual(['B', 'A']);
    fills.push(late as Fill);
    await pulls(named, progress, 1);
    expect(await unnamed(named)).toEqual(['B']);
    vi.setSystemTime(now + 5 * hour);
    const after = await pulls(named, progress, 2);
    expect(after?.isBehind).toBe(false);
    vi.useRealTimers();
  });

  it('of an entry that the exchange shows after later entries are read again', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - hour);
    const progress = await pulls(named, undefined, 1);
    await traded(named, 'B', now - 30 * hour);
    const late = (await stored(named)).filter(({ tradeId }) => tradeId === 'B');
    await pulls(named, afterEntries(named, progress, late, {}), 1);
    expect(await unnamed(named)).toEqual([]);
  });

  it('wait in growing intervals after an error of the exchange', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - hour);
    failing = new OemsError('PERMISSION_DENIED', 'the key may not read trades');
    const progress = await nameOrders(named, undefined, enough);
    expect(progress).toMatchObject({ failures: 1, isBehind: true });
    expect(progress?.retryAt).toBeGreaterThan(now);
    expect(await nameOrders(named, progress ?? newProgress, enough)).toBeNull();
  });

  it('are not read while the pull of the ledger has used up its requests', async () => {
    const named = ledgerAt('kraken');
    await traded(named, 'A', now - hour);
    expect(await nameOrders(named, undefined, 1)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('of another customer are not looked for with this key', async () => {
    const named = ledgerAt('kraken', 'alice');
    await traded({ ...named, owner: 'bob' }, 'A', now - hour);
    await pulls(named, undefined, 1);
    expect(asked).toEqual([]);
    expect(await unnamed(named)).toEqual(['A']);
  });
});
