import { Decimal } from 'decimal.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Account, AccountRef } from '../../../../../lib/accounts/account.ts';
import { exchanges } from '../../../../../lib/exchanges/exchanges.ts';
import { readFills } from '../../../../../lib/ledger/reports/fills.ts';
import { realizedPnl } from '../../../../../lib/ledger/reports/realized-pnl.ts';
import { newCursor } from '../../../../../lib/ledger/store/ledger-cursor.ts';
import type { Session } from '../../../../../lib/session/open-session.ts';
import type { VenueWire } from '../../fixture-venues.ts';
import { hour, scene, sum, trade } from './fixture-account.ts';

const opened = vi.hoisted(() => ({ account: { exchange: 'kraken' } }));
vi.mock(import('../../../../../lib/session/open-session.ts'), async () => ({
  openSession: async () => opened as unknown as Session,
  openYielding: async () => opened as unknown as Session,
}));
vi.mock(import('../../../../../lib/ledger/store/cursor-store.ts'), async () => ({
  readAccountAndCursors: async () => ({
    account: { exchange: 'kraken', credentials: { swap: {} } } as unknown as Account,
    cursorOf: () => newCursor,
    pulled: [],
  }),
}));

describe('funding of futures', () => {
  it.each(['buy', 'sell'] as const)(
    'funding of a %s position is positive exactly when the account received money',
    async (side) => {
      const { exchange, hand, world, log } = await scene();
      hand.order({ orderType: 'mkt', symbol: 'PF_XBTUSD', side, size: 0.1 });
      for (let hours = 0; hours < 24; hours += 1) world.advance(hour);
      const { items } = await exchange.data.fundingPayments({ limit: 100 });
      const { rates } = await exchange.data.fundingRates('BTC/USD:USD', {});
      expect(items).toHaveLength(24);
      for (const { timestamp, amount, asset } of items) {
        expect(asset).toBe('USD');
        const rate = rates.find((entry) => entry.timestamp === timestamp - hour)?.rate;
        const longPays = new Decimal(rate ?? 'NaN').gt(0);
        expect(new Decimal(amount).gt(0)).toBe(side === 'buy' ? !longPays : longPays);
      }
      expect(sum(items.map(({ amount }) => amount))).toBe(sum(log().map((row) => row.realized_funding)));
    },
  );

  it('funding rates are newest first, relative to the value of the position, and within the requested range', async () => {
    const { exchange, world } = await scene();
    const to = world.now();
    const { rates } = await exchange.data.fundingRates('BTC/USD:USD', { from: to - 5 * hour, to });
    expect(rates.map(({ timestamp }) => timestamp)).toEqual(
      rates.map(({ timestamp }) => timestamp).toSorted((a, b) => b - a),
    );
    expect(rates).toHaveLength(5);
    for (const { rate } of rates) expect(Math.abs(Number(rate))).toBeLessThan(0.0001);
  });

  it('funding of a dated contract is refused: dated contracts have no funding', async () => {
    const { exchange, wire } = await scene();
    const path = '/derivatives/api/v3/instruments';
    const { body } = await wire.transport({ url: `https://futures.kraken.com${path}`, method: 'GET' });
    const dated = `BTC/USD:USD-${/FF_XBTUSD_(\d{6})/.exec(body)?.[1]}`;
    await expect(exchange.data.fundingRates(dated, {})).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('when the account log is away', () => {
  beforeEach(() => Object.assign(opened, { market: exchanges.kraken.markets.swap }));
  const ref = { tenant: 't', accountId: 'a' } as AccountRef;
  const logAway = (wire: VenueWire): void => {
    const { handle } = wire.protocol;
    wire.protocol.handle = (request) =>
      request.path.endsWith('account-log')
        ? { status: 503, body: '<html>', contentType: 'text/html' }
        : handle(request);
  };

  it('while the account log is away realized PnL comes from the last fills, names that source and claims no completeness', async () => {
    const stage = await trade([
      { symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 0, price: 80_000 },
      { symbol: 'PF_XBTUSD', side: 'sell', size: 0.01, wait: 1000, price: 81_000 },
    ]);
    Object.assign(opened, stage.exchange);
    const whole = await realizedPnl(ref, { limit: 50 });
    expect(whole).toMatchObject({ source: 'account_log', coverage: { complete: true } });
    stage.wire.control('money', { fill_profit: 'told' });
    logAway(stage.wire);
    const partial = await realizedPnl(ref, { limit: 50 });
    expect(partial).toMatchObject({ source: 'fills', coverage: { complete: false }, next: null });
    expect(partial.total).toBe(whole.total);
    expect(partial.items).toHaveLength(1);
  });

  it('while the account log is away fills without a profit are an error, and not a list without profits', async () => {
    const stage = await trade([{ symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 0, price: 80_000 }]);
    Object.assign(opened, stage.exchange);
    logAway(stage.wire);
    await expect(realizedPnl(ref, { limit: 50 })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
      message: expect.stringContaining('fills tell no profit'),
    });
  });

  it('while the account log is away a fill without a profit among others is a gap of the answer', async () => {
    const stage = await scene();
    Object.assign(opened, stage.exchange);
    const fill = { fill_id: 'f', symbol: 'PI_XBTUSD', side: 'sell', size: 1, price: 80_000, fee_paid: 0.001 };
    const [told, untold] = ['2026-05-20T10:00:02.000Z', '2026-05-20T10:00:01.000Z'];
    stage.wire.substitute = () =>
      stage.wire.sent.at(-1)?.path.endsWith('account-log')
        ? { status: 503, body: '<html>' }
        : {
            status: 200,
            body: {
              result: 'success',
              fills: [
                { ...fill, fillTime: told, realized_pnl: 0.5 },
                { ...fill, fillTime: untold },
              ],
            },
          };
    const at = Date.parse(untold);
    expect(await realizedPnl(ref, { limit: 50 })).toMatchObject({
      items: [{ realizedPnl: '0.5', asset: 'BTC', symbol: 'BTC/USD:BTC' }],
      coverage: { complete: false, gaps: [{ from: at, to: at + 1 }] },
    });
  });

  it('while the account log is away a later page of realized PnL is an error, and not a page of fills', async () => {
    const stage = await scene();
    logAway(stage.wire);
    await expect(stage.exchange.data.realizedPnl({ limit: 50, cursor: '1700000000000.17' })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('while the account log is away funding payments are an error, never an empty list', async () => {
    const stage = await scene();
    logAway(stage.wire);
    await expect(stage.exchange.data.fundingPayments({ limit: 50 })).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
    });
  });

  it('realized PnL under a key without access to the history is PERMISSION_DENIED, as the exchange answers', async () => {
    const stage = await scene();
    stage.wire.substitute = () => ({
      status: 401,
      body: { reason: 'You are not authorized to access this endpoint.', status: 'unauthorized' },
    });
    await expect(stage.exchange.data.realizedPnl({ limit: 50 })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('histories need general access'),
    });
  });

  it('realized PnL with a refused key is an error, not a reason to read fills', async () => {
    const stage = await scene();
    stage.wire.substitute = () => ({ status: 200, body: { result: 'error', error: 'authenticationError' } });
    await expect(stage.exchange.data.realizedPnl({ limit: 50 })).rejects.toMatchObject({ code: 'KEY_REFUSED' });
    expect(stage.wire.sent).toHaveLength(1);
  });

  it('while the account log is away fills are still read', async () => {
    const stage = await trade([{ symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, wait: 0, price: 80_000 }]);
    Object.assign(opened, stage.exchange);
    logAway(stage.wire);
    expect((await readFills(ref, 'swap', { limit: 5 })).items).toHaveLength(1);
  });
});
