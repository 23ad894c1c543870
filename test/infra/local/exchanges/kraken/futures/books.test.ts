import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import type { Harness, Params } from './client.ts';
import { openVenue, startTime } from './client.ts';

const day = 86_400_000;

/** Two opening rows and, a minute apart, two rows each of five trades: ids 1 to 12. */
function traded(count = 5): Harness {
  const venue = openVenue();
  for (let index = 0; index < count; index += 1) trade(venue);
  return venue;
}

function trade(venue: Harness): void {
  venue.world.advance(60_000);
  venue.order({ orderType: 'mkt' });
}

function ids(venue: Harness, params: Params = {}) {
  return venue.history('account-log', { sort: 'asc', ...params }).logs.map(({ id }) => id);
}
function trueIds(venue: Harness) {
  return venue.protocol
    .venue()
    .customers.get('sandbox')
    ?.log.map(({ id }) => id);
}
function without(...gone: number[]) {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].filter((id) => !gone.includes(id));
}

describe('hidden rows of the account log', () => {
  it.each([
    [{ ids: [4, 9] }, without(4, 9)],
    [{ from: 3, to: 5 }, without(3, 4, 5)],
    [{ from: 11 }, without(11, 12)],
    [{ since: startTime + 120_000, before: startTime + 240_000 }, without(5, 6, 7, 8)],
    [{ from: 6, since: startTime + 120_000, before: startTime + 240_000 }, without(6, 7, 8)],
  ])('%j leaves %j', (hide, left) => {
    const venue = traded();
    venue.control('books', { hide });
    expect(ids(venue)).toEqual(left);
  });

  it('a share of them is the same for one seed and another for another', () => {
    const shown = (seed: number) => {
      const venue = traded();
      venue.control('books', { hide: { share: 0.5, seed } });
      return ids(venue);
    };
    expect(shown(1)).toEqual(shown(1));
    expect(shown(1)).not.toEqual(shown(2));
    expect(shown(1).length).toBeGreaterThan(0);
    expect(shown(1).length).toBeLessThan(12);
  });

  it('are gone from every filter and page, stay in the true books, and come back when shown', () => {
    const venue = traded();
    venue.control('books', { hide: { ids: [4, 9] } });
    expect(ids(venue, { from: 3, to: 5 })).toEqual([3, 5]);
    expect(ids(venue, { info: 'futures trade', count: 3 })).toEqual([3, 5, 6]);
    expect(ids(venue, { sort: 'desc', count: 4 })).toEqual([12, 11, 10, 8]);
    expect(trueIds(venue)).toEqual(without());
    expect(venue.control('books', { show: { ids: [4] } })).toMatchObject({ rows: 12, hidden: 1 });
    expect(ids(venue)).toEqual(without(9));
    venue.control('books', { show: true });
    expect(ids(venue)).toEqual(without());
  });

  it('are those booked by then: later rows show', () => {
    const venue = traded();
    venue.control('books', { hide: { from: 1 } });
    trade(venue);
    expect(ids(venue)).toEqual([13, 14]);
  });

  it('of one customer are seen by no other', () => {
    const venue = traded();
    venue.control('key', { api_key: 'other', secret: 'b3RoZXI=', customer: 'other' });
    venue.world.deposits.futures('other', 'USD', venue.world.price('BTC'));
    venue.control('books', { hide: { from: 1 } });
    const key = { apiKey: 'other', secret: 'b3RoZXI=' };
    expect(venue.call('GET', '/api/history/v3/account-log', {}, { key }).body).toMatchObject({ logs: [{ id: 1 }] });
    expect(ids(venue)).toEqual([]);
  });
});

describe('late rows', () => {
  it('show when they are due, behind rows read before', () => {
    const venue = traded(1);
    venue.control('books', { late: { ms: 150_000 } });
    trade(venue);
    venue.control('books', { late: null });
    trade(venue);
    expect(ids(venue)).toEqual([1, 2, 3, 4, 7, 8]);
    venue.world.advance(89_999);
    expect(ids(venue)).toEqual([1, 2, 3, 4, 7, 8]);
    venue.world.advance(1);
    expect(ids(venue)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('may be a share of all', () => {
    const venue = openVenue();
    venue.control('books', { late: { ms: day, share: 0.5, seed: 3 } });
    for (let index = 0; index < 20; index += 1) trade(venue);
    const shown = ids(venue).length;
    expect(shown).toBeGreaterThan(10);
    expect(shown).toBeLessThan(34);
    venue.world.advance(2 * day);
    expect(ids(venue, { info: 'futures trade' })).toHaveLength(40);
  });
});

describe('retention and pages', () => {
  it('rows older than the retention are no longer answered', () => {
    const venue = traded();
    venue.control('books', { retention: { days: 1 } });
    venue.world.advance(day - 240_000);
    expect(ids(venue, { info: 'futures trade' })).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    venue.world.advance(1);
    expect(ids(venue, { info: 'futures trade' })).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    venue.control('books', { retention: null });
    expect(ids(venue, { info: 'futures trade' })).toHaveLength(10);
  });

  it('the cap holds whatever is asked for', () => {
    const venue = traded();
    venue.control('books', { page_cap: 3 });
    expect(ids(venue, { count: 500 })).toEqual([1, 2, 3]);
    expect(ids(venue, { count: 2 })).toEqual([1, 2]);
    expect(ids(venue, { from: 11 })).toEqual([11, 12]);
    venue.control('books', { page_cap: null });
    expect(ids(venue)).toHaveLength(12);
  });

  it('a reset ends all of it', () => {
    const venue = traded();
    venue.control('books', { hide: { from: 1 }, page_cap: 1, retention: { days: 0 }, late: { ms: day } });
    venue.protocol.reset();
    expect(ids(venue)).toEqual([1, 2]);
    expect(venue.control('books')).toMatchObject({ hidden: 0, late_ms: 0, retention_days: null, page_cap: null });
  });
});

describe('a wrong request', () => {
  it.each([
    [{ hide: {} }, 'hide: must say which rows'],
    [{ hide: { seed: 1 } }, 'hide: must say which rows'],
    [{ hide: { ids: [99] } }, 'ids: no such row: 99'],
    [{ hide: { share: 2 } }, 'hide.share'],
    [{ hide: { form: 3 } }, 'form'],
    [{ customer: 'nobody' }, 'customer: no such customer: nobody'],
    [{ late: { ms: -1 } }, 'late.ms'],
    [{ retention: 3 }, 'retention'],
    [{ page_cap: 0 }, 'page_cap'],
    [{ pageCap: 5 }, 'pageCap'],
  ])('%j is refused with %j and changes nothing', (body, message) => {
    const venue = traded();
    expect(() => venue.control('books', { page_cap: 2, ...body })).toThrow(message);
    expect(ids(venue)).toEqual(without());
  });
});

describe('the account log', () => {
  it.each(['futures', 'futures trade,conversion', 'trade'])('refuses info=%s, which is no kind of entry', (info) => {
    expect(traded().call('GET', '/api/history/v3/account-log', { info }).status).toBe(400);
  });

  it('money that arrives between two ticks is dated after the funding that was due', () => {
    let now = startTime;
    const venue = openVenue({ world: createWorld({ tickMs: 0, pinned: true, clock: () => now }) });
    venue.order({ orderType: 'mkt' });
    now += 3_600_000;
    venue.world.deposits.futures('sandbox', 'USD', venue.world.price('BTC'));
    const dates = venue.history('account-log', { sort: 'asc' }).logs.map(({ date }) => date);
    expect(dates).toEqual(dates.toSorted());
  });
});
