import { describe, expect, it } from 'vitest';
import type { WireLedger } from './fixture-client.ts';
import { startTime } from './fixture-client.ts';
import type { Exchange } from './fixture-steps.ts';
import { directExchange } from './fixture-steps.ts';

const start = startTime / 1000;

/** Six opening deposits and, a second apart, two rows each of five trades. */
function traded(): Exchange {
  const exchange = directExchange();
  for (let index = 0; index < 5; index += 1) trade(exchange);
  return exchange;
}

function trade(exchange: Exchange): void {
  exchange.world.advance(1000);
  const { error } = exchange.call('AddOrder', { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '0.001' });
  if (error.length > 0) throw new Error(error.join());
}

function ask(exchange: Exchange, params: Record<string, string> = {}) {
  return exchange.call<{ ledger: Record<string, WireLedger>; count: number }>('Ledgers', params);
}
/** Ids in an answer, oldest first. */
function ids(exchange: Exchange, params: Record<string, string> = {}) {
  return Object.keys(ask(exchange, params).result.ledger).reverse();
}
function except(all: string[], ...gone: number[]) {
  return all.filter((_, index) => !gone.includes(index + 1));
}

describe('the entries of a spot trade', () => {
  const timesOf = (exchange: Exchange) =>
    Object.values(ask(exchange, { type: 'trade' }).result.ledger)
      .map(({ time }) => time)
      .toReversed();

  it('bear one time, also while the clock moves on', () => {
    const exchange = directExchange();
    trade(exchange);
    const [paid, received] = timesOf(exchange);
    expect(received).toBe(paid);
  });

  it('bear times apart, as recorded until 2021, and no later entry bears an earlier time', () => {
    const exchange = directExchange();
    expect(exchange.control('ledger', { trade_spread_ms: 1.6 })).toMatchObject({ trade_spread_ms: 1.6 });
    trade(exchange);
    trade(exchange);
    const [paid = 0, received = 0, ...others] = timesOf(exchange);
    expect(Math.round((received - paid) * 10_000)).toBe(16);
    expect([paid, received, ...others]).toEqual([paid, received, ...others].toSorted((a, b) => a - b));
  });
});

describe('hidden entries of the ledger', () => {
  it('are gone from answers and their count, and come back when shown', () => {
    const exchange = traded();
    const all = ids(exchange);
    expect(exchange.control('ledger', { hide: { ids: [all[7], all[9]] } })).toMatchObject({ entries: 16, hidden: 2 });
    expect(ids(exchange)).toEqual(except(all, 8, 10));
    expect(ask(exchange).result.count).toBe(14);
    expect(ask(exchange, { type: 'trade', ofs: '4' }).result.count).toBe(8);
    expect(ids(exchange, { type: 'trade', ofs: '6' })).toEqual([all[6], all[8]]);
    expect(exchange.call('QueryLedgers', { id: all[7] ?? '' }).error).toEqual(['EQuery:Unknown ledger']);
    exchange.control('ledger', { show: true });
    expect(ids(exchange)).toEqual(all);
    expect(ask(exchange).result.count).toBe(16);
  });

  it.each([
    [{ from: 7, to: 9 }, [7, 8, 9]],
    [{ since: startTime + 1000, before: startTime + 3000 }, [7, 8, 9, 10]],
  ])('are chosen by %j', (hide, gone) => {
    const exchange = traded();
    const all = ids(exchange);
    exchange.control('ledger', { hide });
    expect(ids(exchange)).toEqual(except(all, ...gone));
  });

  it('start stays exclusive and end inclusive, by time and by a row that shows', () => {
    const exchange = traded();
    const all = ids(exchange);
    exchange.control('ledger', { hide: { from: 10, to: 10 } });
    expect(ids(exchange, { start: String(start + 1), end: String(start + 3) })).toEqual([all[8], all[10], all[11]]);
    expect(ids(exchange, { start: all[8] ?? '', end: all[10] ?? '' })).toEqual([all[10]]);
    expect(ask(exchange, { start: all[9] ?? '' }).error).toEqual(['EGeneral:Invalid arguments:start']);
  });
});

describe('late, forgotten and few', () => {
  it('late rows turn up behind rows read before', () => {
    const exchange = traded();
    exchange.control('ledger', { late: { ms: 2500 } });
    trade(exchange);
    exchange.control('ledger', { late: null });
    trade(exchange);
    expect(ask(exchange).result.count).toBe(18);
    const before = ids(exchange);
    exchange.world.advance(1500);
    const after = ids(exchange);
    expect(ask(exchange).result.count).toBe(20);
    expect(after.filter((id) => before.includes(id))).toEqual(before);
    expect(after.slice(-2)).toEqual(before.slice(-2));
  });

  it('rows older than the retention are not counted either', () => {
    const exchange = traded();
    exchange.control('ledger', { retention: { days: 3 / 86_400 } });
    expect(ask(exchange).result.count).toBe(8);
    expect(ids(exchange)).toHaveLength(8);
  });

  it('a capped page leaves the count and the offset as they are', () => {
    const exchange = traded();
    const all = ids(exchange);
    exchange.control('ledger', { page_cap: 3 });
    expect(ids(exchange)).toEqual(all.slice(-3));
    expect(ids(exchange, { ofs: '3' })).toEqual(all.slice(-6, -3));
    expect(ask(exchange).result.count).toBe(16);
  });

  it('a wrong request is refused by name', () => {
    const exchange = traded();
    expect(() => exchange.control('ledger', { hide: { ids: ['LNOPE'] } })).toThrow('ids: no such entry: LNOPE');
    expect(() => exchange.control('ledger', { customer: 'nobody' })).toThrow('customer: no such customer');
  });
});

describe('ledger requests', () => {
  it('a type that is none is refused, one that is documented is not', () => {
    const exchange = traded();
    expect(ask(exchange, { type: 'rollover' }).result.count).toBe(0);
    expect(ask(exchange, { type: 'trades' }).error).toEqual(['EGeneral:Invalid arguments:type']);
  });

  it('up to 20 ids are looked up at once', () => {
    const exchange = traded();
    trade(exchange);
    trade(exchange);
    trade(exchange);
    const all = ids(exchange);
    const query = (count: number) => exchange.call<object>('QueryLedgers', { id: all.slice(0, count).join(',') });
    expect(Object.keys(query(20).result)).toHaveLength(20);
    expect(query(21).error).toEqual(['EGeneral:Invalid arguments:id']);
  });
});
