import { describe, expect, it } from 'vitest';
import type { Harness, Params } from './fixture-client.ts';
import { moveTo, openExchange } from './fixture-client.ts';

const minute = 60_000;

/** Opens, adds, reduces, reverses and closes, a minute apart. */
function traded(): Harness {
  const exchange = openExchange();
  const steps: [string, number][] = [
    ['buy', 0.02],
    ['buy', 0.01],
    ['sell', 0.01],
    ['sell', 0.03],
    ['buy', 0.01],
  ];
  for (const [side, size] of steps) {
    exchange.order({ orderType: 'mkt', side, size });
    exchange.world.advance(minute);
  }
  return exchange;
}

describe('account log', () => {
  it('a trade writes two rows: the position and the cash', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    const [cash, position] = exchange.history('account-log', { info: 'futures trade' }).logs;
    expect(position).toMatchObject({
      asset: 'pf_xbtusd',
      old_balance: 0,
      new_balance: 0.01,
      realized_pnl: null,
      fee: null,
    });
    expect(cash).toMatchObject({
      asset: 'usd',
      contract: 'pf_xbtusd',
      margin_account: 'flex',
      realized_pnl: 0,
      fee: 0.4,
      old_balance: 10_000,
      new_balance: 9_999.6,
    });
    expect(cash?.execution).toBe(exchange.get('fills').fills[0]?.fill_id);
    expect(position?.execution).toBe(cash?.execution);
    expect(cash?.booking_uid).not.toBe(position?.booking_uid);
  });

  it('ids rise by one from 1, dates never fall', () => {
    const { logs } = traded().history('account-log', { sort: 'asc' });
    expect(logs.map(({ id }) => id)).toEqual(logs.map((_, index) => index + 1));
    expect(logs.map(({ date }) => date)).toEqual(logs.map(({ date }) => date).toSorted());
  });

  it('is newest first unless asked otherwise', () => {
    const { logs } = traded().history('account-log');
    expect(logs[0]?.id).toBe(logs.length);
  });

  it.each([
    [{ from: 3, to: 5 }, [5, 4, 3]],
    [{ from: 3, count: 2 }, [12, 11]],
    [{ from: 3, count: 2, sort: 'asc' }, [3, 4]],
    [{ since: Date.UTC(2026, 4, 20, 10, 33), before: Date.UTC(2026, 4, 20, 10, 34) }, [10, 9]],
    [{ info: 'cross-exchange transfer' }, [2, 1]],
    [{ info: 'funding rate change' }, []],
  ])('%j selects %j', (params: Params, ids) => {
    expect(
      traded()
        .history('account-log', params)
        .logs.map(({ id }) => id),
    ).toEqual(ids);
  });

  it('is served as v2 and v3', () => {
    const exchange = traded();
    expect(exchange.call('GET', '/api/history/v2/account-log').body).toEqual(exchange.history('account-log'));
  });
});

describe('position events', () => {
  const changes = (params?: Params) =>
    traded()
      .history('positions', { sort: 'asc', ...params })
      .elements.map(({ event }) => event.PositionUpdate?.positionChange);

  it('name every change', () => {
    expect(changes()).toEqual(['open', 'increase', 'decrease', 'reverse', 'close']);
  });

  it('are filtered by change and by reason, both', () => {
    expect(changes({ closed: true })).toEqual(['close']);
    expect(changes({ closed: true, decreased: true, reversed: true })).toEqual(['decrease', 'reverse', 'close']);
    expect(changes({ closed: true, funding_realization: true })).toEqual([]);
    expect(changes({ tradeable: 'PF_ETHUSD' })).toEqual([]);
    expect(changes({ closed: false })).toHaveLength(5);
  });

  it('carry the profit of the change', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    moveTo(exchange, 90_000);
    exchange.order({ orderType: 'mkt', side: 'sell' });
    const [update] = exchange.history('positions', { closed: true }).elements;
    expect(update?.event.PositionUpdate).toMatchObject({
      newPosition: '0',
      realizedPnL: '99.91',
      updateReason: 'trade',
    });
  });

  it('tell of funding', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'mkt' });
    exchange.world.advance(30 * minute);
    const { elements } = exchange.history('positions', { funding_realization: true });
    expect(elements.map(({ event }) => event.PositionUpdate?.positionChange)).toEqual(['noChange']);
  });

  it('come in pages that a token continues, in one direction', () => {
    const exchange = traded();
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = exchange.history('positions', {
        count: 2,
        sort: 'asc',
        ...(token ? { continuation_token: token } : {}),
      });
      expect(page.len).toBe(page.elements.length);
      seen.push(...page.elements.map(({ uid }) => uid));
      token = page.continuationToken;
    } while (token);
    expect(seen).toEqual(exchange.history('positions', { sort: 'asc' }).elements.map(({ uid }) => uid));
    const first = exchange.history('positions', { count: 2, sort: 'asc' }).continuationToken ?? '';
    const turned = exchange.call('GET', '/api/history/v3/positions', {
      count: 2,
      sort: 'desc',
      continuation_token: first,
    });
    expect(turned.status).toBe(400);
  });

  it.each([
    ['header', true, false],
    ['body', false, true],
    ['left-out', false, false],
  ])('name the next page in the %s where the answers are so shaped', (next_page, inHeader, inBody) => {
    const exchange = traded();
    exchange.control('answers', { next_page });
    const { headers, body } = exchange.call('GET', '/api/history/v3/positions', { count: 2 });
    const named = [headers?.['next-continuation-token'], (body as { continuationToken?: string }).continuationToken];
    expect(named.map((name) => name !== undefined)).toEqual([inHeader, inBody]);
  });
});
