import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Accounts, openAccounts } from './fixture-accounts.ts';

let accounts: Accounts;

beforeAll(async () => {
  accounts = await openAccounts();
}, 60_000);

afterAll(() => accounts?.stack.close());

interface OrderWire {
  readonly client_order_id: string;
  readonly quantity: number;
  readonly status: string;
  readonly reduce_only: boolean;
}
interface ClosedWire {
  readonly order: OrderWire;
  readonly orders?: readonly OrderWire[];
  readonly remaining: number;
  readonly replayed?: true;
}
interface HaltWire {
  readonly complete: boolean;
  readonly reasons: readonly string[];
  readonly closed_positions: readonly object[];
}

const rows = [
  { exchange: 'binance', symbol: 'ADA/USDT:USDT', most: 300_000, rest: 100_000 },
  { exchange: 'bybit', symbol: 'DOGE/USDT:USDT', most: 4_260_000, rest: 740_000 },
] as const;

describe.each(rows)('a position at $exchange above the most of one order', ({ exchange, symbol, most, rest }) => {
  const whole = { exchange_account_id: exchange, symbol };

  async function order(fields: object) {
    const { status, text, data } = await accounts.send('POST', '/oems/execution/order', { ...whole, ...fields });
    const { message } = JSON.parse(text) as { message: string };
    return { status, message, data };
  }

  async function open(): Promise<void> {
    for (const quantity of [most, rest]) {
      const placed = await order({ side: 'buy', order_type: 'market', quantity });
      expect([placed.status, placed.message]).toEqual([200, expect.anything()]);
    }
  }

  async function close(name: string) {
    const fields = { ...whole, client_order_id: name };
    const { status, data } = await accounts.send('POST', '/oems/execution/close-position', fields);
    return { status, data: data as ClosedWire };
  }

  it('is closed by reduce-only orders within the maximum, once under a name', async () => {
    await open();
    const { status, data } = await close(`${exchange}-flat`);
    expect([status, data.remaining]).toEqual([200, 0]);
    expect(data.orders).toMatchObject(
      [most, rest].map((quantity) => ({ quantity, status: 'filled', reduce_only: true, side: 'sell' })),
    );
    expect(data.order.client_order_id).toBe(`${exchange}-flat`);
    await open();
    const again = await close(`${exchange}-flat`);
    expect([again.data.replayed, again.data.remaining]).toEqual([true, most + rest]);
    expect(again.data.orders?.map((each) => each.client_order_id)).toEqual(
      data.orders?.map((each) => each.client_order_id),
    );
  }, 30_000);

  it('is closed by a halt, which is complete', async () => {
    const fields = { exchange_account_id: exchange, close_positions: true };
    const { data } = await accounts.send('POST', '/oems/execution/halt', fields);
    const { reasons, complete, closed_positions } = data as HaltWire;
    expect([reasons, complete]).toEqual([[], true]);
    expect(closed_positions).toMatchObject([{ symbol, outcome: 'closed', quantity: most + rest }]);
    await accounts.send('PUT', '/delegation/exchange-account/trading-state', {
      ...{ exchange_account_id: exchange, trading_state: 'ACTIVE' },
    });
  }, 30_000);

  it.each([{}, { dry_run: true }, { reduce_only: true }])(
    'would take one order with %j that is refused with the maximum',
    async (terms) => {
      const { status, message } = await order({ side: 'buy', order_type: 'market', quantity: most + 1, ...terms });
      expect([status, message]).toEqual([422, expect.stringContaining(`above the maximum ${most} of a market order`)]);
    },
  );
});
