import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { Harness, Params } from './fixture-client.ts';
import { openExchange, startTime } from './fixture-client.ts';

const day = 86_400_000;

/** Two opening rows and, a minute apart, two rows each of five trades: ids 1 to 12. */
function traded(count = 5): Harness {
  const exchange = openExchange();
  for (let index = 0; index < count; index += 1) trade(exchange);
  return exchange;
}

function trade(exchange: Harness): void {
  exchange.world.advance(60_000);
  exchange.order({ orderType: 'mkt' });
}

function ids(exchange: Harness, params: Params = {}) {
  return exchange.history('account-log', { sort: 'asc', ...params }).logs.map(({ id }) => id);
}
function trueIds(exchange: Harness) {
  return exchange.protocol
    .exchange()
    .accounts.get('sandbox')
    ?.ledger.map(({ id }) => id);
}
function without(...gone: number[]) {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((id) => !gone.includes(id));
}

describe('hidden entries of the account log', () => {
  it.each([
    [{ ids: [4, 9] }, without(4, 9)],
    [{ from: 3, to: 5 }, without(3, 4, 5)],
    [{ from: 11 }, without(11, 12)],
    [{ since: startTime + 120_000, before: startTime + 240_000 }, without(5, 6, 7, 8)],
    [{ from: 6, since: startTime + 120_000, before: startTime + 240_000 }, without(6, 7, 8)],
  ])('%j leaves %j', (hide, left) => {
    const exchange = traded();
    exchange.control('ledger', { hide });
    expect(ids(exchange)).toEqual(left);
  });

  it('a share of them is the same for one seed and another for another', () => {
    const shown = (seed: number) => {
      const exchange = traded();
      exchange.control('ledger', { hide: { share: 0.5, seed } });
      return ids(exchange);
    };
    expect(shown(1)).toEqual(shown(1));
    expect(shown(1)).not.toEqual(shown(2));
    expect(shown(1).length).toBeGreaterThan(0);
    expect(shown(1).length).toBeLessThan(12);
  });

  it('are gone from every filter and page, stay in the true ledger, and come back when shown', () => {
    const exchange = traded();
    exchange.control('ledger', { hide: { ids: [4, 9] } });
    expect(ids(exchange, { from: 3, to: 5 })).toEqual([3, 5]);
    expect(ids(exchange, { info: 'futures trade', count: 3 })).toEqual([3, 5, 6]);
    expect(ids(exchange, { sort: 'desc', count: 4 })).toEqual([12, 11, 10, 8]);
    expect(trueIds(exchange)).toEqual(without());
    expect(exchange.control('ledger', { show: { ids: [4] } })).toMatchObject({ entries: 12, hidden: 1 });
    expect(ids(exchange)).toEqual(without(9));
    exchange.control('ledger', { show: true });
    expect(ids(exchange)).toEqual(without());
  });

  it('are those booked by then: later rows show', () => {
    const exchange = traded();
    exchange.control('ledger', { hide: { from: 1 } });
    trade(exchange);
    expect(ids(exchange)).toEqual([13, 14]);
  });

  it('of one customer are seen by no other', () => {
    const exchange = traded();
    exchange.control('key', { api_key: 'other', secret: 'b3RoZXI=', customer: 'other' });
    exchange.world.deposit('futures', 'other', 'USD', exchange.world.price('BTC'));
    exchange.control('ledger', { hide: { from: 1 } });
    const key = { apiKey: 'other', secret: 'b3RoZXI=' };
    expect(exchange.call('GET', '/api/history/v3/account-log', {}, { key }).body).toMatchObject({ logs: [{ id: 1 }] });
    expect(ids(exchange)).toEqual([]);
  });
});

describe('late rows', () => {
  it('show when they are due, behind rows read before', () => {
    const exchange = traded(1);
    exchange.control('ledger', { late: { ms: 150_000 } });
    trade(exchange);
    exchange.control('ledger', { late: null });
    trade(exchange);
    expect(ids(exchange)).toEqual([1, 2, 3, 4, 7, 8]);
    exchange.world.advance(89_999);
    expect(ids(exchange)).toEqual([1, 2, 3, 4, 7, 8]);
    exchange.world.advance(1);
    expect(ids(exchange)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('may be a share of all', () => {
    const exchange = openExchange();
    exchange.control('ledger', { late: { ms: day, share: 0.5, seed: 3 } });
    for (let index = 0; index < 20; index += 1) trade(exchange);
    const shown = ids(exchange).length;
    expect(shown).toBeGreaterThan(10);
    expect(shown).toBeLessThan(34);
    exchange.world.advance(2 * day);
    expect(ids(exchange, { info: 'futures trade' })).toHaveLength(40);
  });
});

describe('retention and pages', () => {
  it('rows older than the retention are no longer answered', () => {
    const exchange = traded();
    exchange.control('ledger', { retention: { days: 1 } });
    exchange.world.advance(day - 240_000);
    expect(ids(exchange, { info: 'futures trade' })).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    exchange.world.advance(1);
    expect(ids(exchange, { info: 'futures trade' })).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    exchange.control('ledger', { retention: null });
    expect(ids(exchange, { info: 'futures trade' })).toHaveLength(10);
  });

  it('the cap holds whatever is asked for', () => {
    const exchange = traded();
    exchange.control('ledger', { page_cap: 3 });
    expect(ids(exchange, { count: 500 })).toEqual([1, 2, 3]);
    expect(ids(exchange, { count: 2 })).toEqual([1, 2]);
    expect(ids(exchange, { from: 11 })).toEqual([11, 12]);
    exchange.control('ledger', { page_cap: null });
    expect(ids(exchange)).toHaveLength(12);
  });

  it('a reset ends all of it', () => {
    const exchange = traded();
    exchange.control('ledger', { hide: { from: 1 }, page_cap: 1, retention: { days: 0 }, late: { ms: day } });
    exchange.protocol.reset();
    expect(ids(exchange)).toEqual([1, 2]);
    expect(exchange.control('ledger')).toMatchObject({ hidden: 0, late_ms: 0, retention_days: null, page_cap: null });
  });
});

describe('a wrong request', () => {
  it.each([
    [{ hide: {} }, 'hide: must say which entries'],
    [{ hide: { seed: 1 } }, 'hide: must say which entries'],
    [{ hide: { ids: [99] } }, 'ids: no such entry: 99'],
    [{ hide: { share: 2 } }, 'hide.share'],
    [{ hide: { form: 3 } }, 'form'],
    [{ customer: 'nobody' }, 'customer: no such customer: nobody'],
    [{ late: { ms: -1 } }, 'late.ms'],
    [{ retention: 3 }, 'retention'],
    [{ page_cap: 0 }, 'page_cap'],
    [{ pageCap: 5 }, 'pageCap'],
  ])('%j is refused with %j and changes nothing', (body, message) => {
    const exchange = traded();
    expect(() => exchange.control('ledger', { page_cap: 2, ...body })).toThrow(message);
    expect(ids(exchange)).toEqual(without());
  });
});

describe('the account log', () => {
  it.each(['futures', 'futures trade,conversion', 'trade'])('refuses info=%s, which is no kind of entry', (info) => {
    expect(traded().call('GET', '/api/history/v3/account-log', { info }).status).toBe(400);
  });

  it('money that arrives between two ticks is dated after the funding that was due', () => {
    let now = startTime;
    const exchange = openExchange({ world: createWorld({ tickMs: 0, pinned: true, clock: () => now }) });
    exchange.order({ orderType: 'mkt' });
    now += 3_600_000;
    exchange.world.deposit('futures', 'sandbox', 'USD', exchange.world.price('BTC'));
    const dates = exchange.history('account-log', { sort: 'asc' }).logs.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted());
  });
});
