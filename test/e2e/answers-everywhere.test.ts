import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { type Accounts, ledgerSymbols, openAccounts } from './fixture-accounts.ts';

/** Answers that are the same at each exchange: before the first pull, and of one order. */
let accounts: Accounts;

beforeAll(async () => {
  accounts = await openAccounts();
}, 120_000);

afterAll(() => accounts?.stack.close());

interface Coverage {
  readonly from: string | null;
  readonly to: string | null;
  readonly complete: boolean;
  readonly nothing_covered?: true;
  readonly reasons: readonly string[];
}

describe.each(exchangeIds)('before the first pull at %s', (exchange) => {
  it.each([
    '/oems/execution/trades?',
    '/oems/execution/trades?market_type=spot&',
    '/oems/execution/realized-pnl?',
    '/oems/execution/realized-pnl?market_type=swap&',
    '/oems/execution/funding-history?kind=payments&',
    '/oems/execution/pnl-summary?',
    '/oems/execution/pnl-export?format=json&from=2026-01-01&to=2026-12-31&',
  ])('%s names no time of 1970, and says in words what is not covered', async (path) => {
    const { status, text, data } = await accounts.send('GET', `${path}exchange_account_id=${exchange}`);
    expect(status).toBe(200);
    expect(text).not.toContain('1970');
    const { coverage } = data as { coverage: Coverage | readonly Coverage[] };
    for (const each of [coverage].flat()) {
      expect(each.complete).toBe(each.reasons.length === 0);
      if (each.nothing_covered) expect([each.complete, each.from]).toEqual([false, each.to]);
    }
  });
});

it('the fills of a market whose fills pulls copy cover no moment before the first pull', async () => {
  const { data } = await accounts.send('GET', '/oems/execution/trades?market_type=spot&exchange_account_id=binance');
  const { coverage } = data as { coverage: Coverage };
  expect(coverage).toMatchObject({ from: null, to: null, nothing_covered: true, complete: false });
  expect(coverage.reasons).toContain('no fills have been pulled yet');
});

/** Every market of each exchange. */
const waiting = exchangeIds.flatMap((exchange) =>
  [...new Set([...ledgerSymbols[exchange], exchange === 'kraken' ? 'BTC/USD' : 'BTC/USDT'])]
    .filter((symbol) => symbol.startsWith('BTC'))
    .flatMap((symbol) => [
      { exchange, symbol, terms: { order_type: 'limit', side: 'buy', price: 70_000 } },
      { exchange, symbol, terms: { order_type: 'stop_loss_limit', side: 'sell', stop_price: 75_000, price: 74_500 } },
      { exchange, symbol, terms: { order_type: 'market', side: 'buy' } },
    ]),
);

it.each(waiting)(
  '$exchange $symbol $terms.order_type has one created_at in every answer',
  async ({ exchange, symbol, terms }) => {
    const account = { exchange_account_id: exchange };
    // A stop that sells needs the coin.
    if (terms.side === 'sell') await accounts.placed(exchange, symbol, 'buy');
    const posted = await accounts.send('POST', '/oems/execution/order', {
      ...account,
      symbol,
      quantity: 0.002,
      ...terms,
    });
    expect([posted.status, posted.text]).toEqual([200, expect.any(String)]);
    const { order_id, client_order_id, created_at } = (posted.data as { order: Record<string, string> }).order;
    const ask = async (path: string, fields: Record<string, string | undefined>) =>
      (
        await accounts.send(
          'GET',
          `/oems/execution/${path}?${new URLSearchParams({ ...account, ...fields } as Record<string, string>)}`,
        )
      ).data;
    const read = [await ask('order', { order_id }), await ask('order', { client_order_id })].map(
      (data) => (data as { order: Record<string, string> }).order,
    );
    const lists = [await ask('orders', {}), await ask('open-orders', {})].flatMap(
      (data) => (data as { orders: Record<string, string>[] }).orders,
    );
    const told = [...read, ...lists.filter((order) => order.order_id === order_id)];
    expect(told.map((order) => order.created_at)).toEqual(told.map(() => created_at));
    if (terms.order_type !== 'market')
      await accounts.send(
        'DELETE',
        `/oems/execution/order?${new URLSearchParams({ ...account, order_id: order_id ?? '' })}`,
      );
  },
);

it.each(waiting.filter(({ terms }) => terms.order_type === 'limit'))(
  '$exchange $symbol: a stop price for a limit order is refused at once, and the order can be amended afterwards',
  async ({ exchange, symbol, terms }) => {
    const account = { exchange_account_id: exchange };
    const order = { ...account, symbol, quantity: 0.004, ...terms };
    const placed = await accounts.send('POST', '/oems/execution/order', order);
    const { client_order_id } = (placed.data as { order: Record<string, string> }).order;
    const amend = (change: object) =>
      accounts.send('PATCH', '/oems/execution/order', { ...account, client_order_id, ...change });
    const refused = await amend({ stop_price: 60_000 });
    expect([refused.status, refused.text]).toEqual([422, expect.stringMatching(/"field":"stop_price"/)]);
    const amended = await amend({ quantity: 0.003 });
    expect([amended.status, amended.text]).toEqual([200, expect.any(String)]);
    expect((amended.data as { order: object }).order).toMatchObject({ quantity: 0.003, status: 'open' });
  },
);
