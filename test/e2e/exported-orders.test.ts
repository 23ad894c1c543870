import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExchangeId, exchangeIds } from '../../lib/exchanges/exchanges.ts';
import { type Accounts, ledgerSymbols, openAccounts, type Placed } from './fixture-accounts.ts';

/**
 * The order of each exported trade. A stack of its own: reads use up the share of Binance's limit that pulls keep to, and a pull that meets the
 * end of its share comes again minutes later.
 */
let accounts: Accounts;

interface Row {
  readonly symbol: string | null;
  readonly side: string | null;
  readonly kind: string;
  readonly order_id: string | null;
}

beforeAll(async () => {
  accounts = await openAccounts();
}, 120_000);

afterAll(() => accounts?.stack.close());

async function trade(exchange: ExchangeId): Promise<Placed[]> {
  const orders: Placed[] = [];
  for (const side of ['buy', 'sell'])
    for (const symbol of ledgerSymbols[exchange]) orders.push(await accounts.placed(exchange, symbol, side));
  return orders;
}

async function pull(): Promise<void> {
  expect((await fetch(`${accounts.stack.url}/_local/pull`, { method: 'POST' })).status).toBe(200);
}

const trades = ['trade', 'position'];

/** The rows of trades, contracts included. */
async function exportedTrades(exchange: ExchangeId): Promise<Row[]> {
  const [from, to] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
  const range = new URLSearchParams({ from: from ?? '', to: to ?? '' });
  const query = `exchange_account_id=${exchange}&format=json&include=positions&${range}`;
  const { data } = await accounts.send('GET', `/oems/execution/pnl-export?${query}`);
  return (data as { entries: Row[] }).entries.filter(({ kind }) => trades.includes(kind));
}

describe.each(exchangeIds)('the export of %s', (exchange) => {
  it('names the order that made each trade, after the first pull and after a later pull', {
    timeout: 120_000,
  }, async () => {
    const orders: Placed[] = [];
    for (const _pull of [1, 2]) {
      orders.push(...(await trade(exchange)));
      await pull();
      const rows = await exportedTrades(exchange);
      expect(rows.filter(({ order_id }) => order_id === null)).toEqual([]);
      expect(new Set(rows.map(({ order_id }) => order_id))).toEqual(new Set(orders.map(({ order_id }) => order_id)));
      for (const { order_id, symbol, side } of rows) {
        const order = orders.find((each) => each.order_id === order_id);
        expect([symbol ?? order?.symbol, side ?? order?.side]).toEqual([order?.symbol, order?.side]);
      }
    }
  });
});
