import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox } from '../../infra/local/exchanges/kraken/sandbox.ts';
import type { LogEntry } from '../../infra/local/exchanges/server/server.ts';
import { account, type Walk, walkGuide } from './fixture-guide.ts';
import { type Answer, type Oems, startOems } from './fixture-oems.ts';

let oems: Oems;
let walk: Walk;
let spotSent: LogEntry[];

beforeAll(async () => {
  oems = await startOems();
  // The printed position was opened at 80826.0: a sale at this mid price fills there.
  await oems.stack.simulators.kraken.spot?.control('price', { symbol: 'BTC/USD', price: 80831 });
  walk = await walkGuide(oems);
  spotSent = await oems.spotLog();
}, 60_000);

afterAll(() => oems?.close());

function answerOf(name: string): Answer {
  const answer = walk.answers[name];
  if (answer === undefined) throw new Error(`no call named ${name}`);
  return answer;
}

function success(message: string, data: unknown) {
  return { isError: false, statusCode: 200, message, data };
}

describe('the guide, section 2: register', () => {
  const configured = { configured: true, verification: 'verified', warnings: [] };
  /** The walk registers its keys a second time, and the answer says so. */
  const shared = (side: string) => ({
    ...configured,
    warnings: [expect.stringContaining(`the same Kraken ${side} key is registered under ${account} too`)],
    shared_with: [account],
  });

  it('option A registers and checks both keys, and shows the last four characters of each key and no more', () => {
    const { status, body, text } = answerOf('optionA');
    expect(status).toBe(200);
    expect(body).toMatchObject(
      success('Exchange account registered', {
        exchange_account_id: account,
        exchange: 'kraken',
        trading_state: 'ACTIVE',
        credentials: {
          spot: { ...configured, key_hint: 'Ey01', nonce_scale: 'ms', nonce_window: '10000' },
          swap: { ...configured, key_hint: 'y01=' },
        },
      }),
    );
    for (const pair of [sandbox.spot, sandbox.futures]) {
      expect(text).not.toContain(pair.apiKey);
      expect(text).not.toContain(pair.secret);
    }
  });

  it('option B adds the futures key to an account with a spot key alone', () => {
    expect(answerOf('spotOnly').body.data.credentials).toMatchObject({ swap: { configured: false } });
    expect(answerOf('optionB').body).toMatchObject(
      success('Credentials updated', { credentials: { spot: shared('Spot'), swap: shared('Futures') } }),
    );
    expect(answerOf('afterOptionB').status).toBe(200);
  });

  it('an account with a spot key alone is refused on futures, and an account with a futures key alone on spot', () => {
    for (const [name, key] of [
      ['beforeOptionB', 'futures key'],
      ['futuresOnly', 'spot key'],
    ] as const) {
      expect(answerOf(name).body).toMatchObject({
        isError: true,
        statusCode: 403,
        code: 'PERMISSION_DENIED',
        message: `PERMISSION_DENIED: ${key} not configured`,
      });
    }
  });
});

describe('the guide, section 4: move funds', () => {
  const balances = (name: string) => answerOf(name).body.data.balances as { asset: string; total: number }[];
  const total = (name: string, asset: string) => balances(name).find((row) => row.asset === asset)?.total;

  it('each wallet is listed with free, used and total as numbers', () => {
    expect(answerOf('spotBalance').body).toMatchObject(
      success('Balances', { exchange: 'kraken', exchange_account_id: account, market_type: 'spot', count: 6 }),
    );
    expect(balances('spotBalance')).toContainEqual({ asset: 'USD', free: 100000, used: 0, total: 100000 });
    expect(answerOf('futuresBalance').body).toMatchObject(
      success('Balances', { exchange: 'krakenfutures', exchange_account_id: account, market_type: 'swap', count: 2 }),
    );
    expect(balances('futuresBalance')).toContainEqual({ asset: 'USD', free: 10000, used: 0, total: 10000 });
  });

  it('the transfer moves exactly 100 USD from one wallet to the other', () => {
    expect(answerOf('transfer').body).toEqual(
      success('Transfer completed', {
        exchange: 'kraken',
        exchange_account_id: account,
        asset: 'USD',
        amount: 100,
        from_account: 'spot',
        to_account: 'swap',
        transfer_id: expect.stringMatching(/^B/),
        client_transfer_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: 'completed',
      }),
    );
    expect(total('spotBalanceAfter', 'USD')).toBe(99900);
    expect(total('futuresBalanceAfter', 'USD')).toBe(10100);
  });

  it('market_type "future" is the futures wallet', () => {
    expect(answerOf('futuresBalanceAfter').body.data).toMatchObject({ market_type: 'swap', exchange: 'krakenfutures' });
  });
});

describe('the guide, section 5: leverage and margin mode', () => {
  const pair = { exchange: 'krakenfutures', exchange_account_id: account, symbol: 'BTC/USD:USD' };

  it('setting leverage makes the pair isolated, and the answer says so', () => {
    expect(answerOf('leverage').body).toEqual(
      success('Leverage set', { ...pair, margin_mode: 'isolated', leverage: 5 }),
    );
  });

  it('isolated margin keeps the leverage that is set, and cross margin removes the leverage', () => {
    expect(answerOf('isolated').body).toEqual(
      success('Margin mode set', { ...pair, margin_mode: 'isolated', leverage: 5 }),
    );
    expect(answerOf('cross').body).toEqual(
      success('Margin mode set', { ...pair, margin_mode: 'cross', leverage: null }),
    );
  });
});

describe('the guide, section 6: orders', () => {
  const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  const shape = (fields: Record<string, unknown>) => ({
    order_id: expect.any(String),
    client_order_id: expect.any(String),
    exchange_account_id: account,
    exchange: 'krakenfutures',
    market_type: 'swap',
    symbol: 'BTC/USD:USD',
    filled_quantity: 0,
    average_price: null,
    fees: [],
    price: null,
    stop_price: null,
    trailing_percent: null,
    trailing_amount: null,
    trigger_price_type: null,
    reduce_only: false,
    post_only: false,
    time_in_force: null,
    created_at: isoTime,
    updated_at: isoTime,
    as_of: isoTime,
    external: false,
    ...fields,
  });
  const resting = (quantity: number) => ({ status: 'open', quantity, remaining_quantity: quantity });
  const stop = { side: 'sell', reduce_only: true, trigger_price_type: 'last', ...resting(0.0004) };
  const expected = {
    spotMarket: {
      exchange: 'kraken',
      market_type: 'spot',
      symbol: 'BTC/USD',
      side: 'buy',
      order_type: 'market',
      status: 'filled',
      fees: [{ asset: 'USD', amount: expect.any(Number) }],
      quantity: 0.001,
      filled_quantity: 0.001,
      remaining_quantity: 0,
      average_price: 80835.1,
    },
    perpLimit: { side: 'buy', order_type: 'limit', price: 70000, post_only: true, ...resting(0.0001) },
    stopLoss: { ...stop, order_type: 'stop_loss', stop_price: 70000 },
    takeProfit: { ...stop, order_type: 'take_profit', stop_price: 95000 },
    stopLimit: { ...stop, order_type: 'stop_loss_limit', price: 69000, stop_price: 70000 },
  };

  it.each(Object.entries(expected))('%s is placed and described with exactly the documented fields', (name, fields) => {
    expect(answerOf(name).body).toEqual(success('Order placed', { order: shape(fields) }));
  });

  it('numbers may be sent as strings, and market_type as "future"', () => {
    const filled = { symbol: 'BTC/USD:USD', side: 'sell', status: 'filled', quantity: 0.0004, filled_quantity: 0.0004 };
    expect(answerOf('sale').body.data.order).toMatchObject({ ...filled, average_price: 80826 });
  });

  it('quantities keep every digit as JSON numbers', () => {
    expect(answerOf('perpLimit').text).toContain('"quantity":0.0001,');
    expect(answerOf('spotMarket').text).toContain('"filled_quantity":0.001,');
  });

  it.each([
    ['perpLimit', { side: 'buy', trigger: null, limit_price: '70000', reduce_only: false }],
    ['stopLoss', { side: 'sell', trigger: { kind: 'stop', price: '70000', signal: 'last' }, reduce_only: true }],
    ['takeProfit', { side: 'sell', trigger: { kind: 'target', price: '95000' }, reduce_only: true }],
    ['stopLimit', { side: 'sell', trigger: { kind: 'stop', price: '70000' }, limit_price: '69000', reduce_only: true }],
  ])('%s rests in the exchange book as the order that was asked for', (name, row) => {
    const { order_id: id } = answerOf(name).body.data.order as { order_id: string };
    const found = walk.books.afterOrders?.orders.find((order) => order.id === id);
    expect(found).toMatchObject({ symbol: 'PF_XBTUSD', filled: '0', ...row });
    if (name === 'stopLoss' || name === 'takeProfit') expect(found).toMatchObject({ limit_price: null });
  });

  it('the spot order left once, as a market order over the whole quantity', () => {
    const { client_order_id: id } = answerOf('spotMarket').body.data.order as { client_order_id: string };
    const sent = spotSent.filter(({ path }) => path.endsWith('/AddOrder'));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.params).toMatchObject({ ordertype: 'market', type: 'buy', volume: '0.001', cl_ord_id: id });
  });
});

describe('the guide, section 7: positions and closing', () => {
  it('the position has every printed field with the printed value', () => {
    const { data } = answerOf('position').body;
    expect(data).toMatchObject({
      positions: [
        {
          symbol: 'BTC/USD:USD',
          side: 'short',
          contracts: 0.0004,
          entry_price: 80826.0,
          leverage: 5.0,
          exchange: 'krakenfutures',
          exchange_account_id: 'exchange_my_kraken',
        },
      ],
      count: 1,
    });
  });

  it('the position also tells PnL, margin mode, mark price and liquidation price, each a value or null', () => {
    const [position] = answerOf('positionInCross').body.data.positions as Record<string, unknown>[];
    expect(position).toMatchObject({
      unrealized_pnl: -0.002,
      mark_price: 80831,
      margin_mode: 'cross',
      leverage: null,
      liquidation_price: null,
    });
  });

  it('a reduce-only market order in the other direction closes the position in full', () => {
    expect(answerOf('close').body.data.order).toMatchObject({
      status: 'filled',
      quantity: 0.0004,
      filled_quantity: 0.0004,
      remaining_quantity: 0,
      reduce_only: true,
    });
    expect(answerOf('positionsAfterClose').body).toEqual(success('Positions', { positions: [], count: 0 }));
    expect(walk.books.afterClose?.positions).toEqual([]);
  });
});

describe('the guide, section 8: funding and realized PnL', () => {
  it('funding history is the published schedule: ten rates, newest first, an hour apart, no amounts', () => {
    const { data, statusCode } = answerOf('funding').body;
    const payments = data.payments as { timestamp: number; datetime: string; rate: number; absolute_rate: number }[];
    expect([statusCode, data.count, data.kind]).toEqual([200, 10, 'rates']);
    expect(payments.map(({ timestamp }) => timestamp)).toEqual(
      payments.map((_payment, index) => Number(payments[0]?.timestamp) - index * 3_600_000),
    );
    for (const payment of payments) {
      expect(payment).toEqual({
        symbol: 'BTC/USD:USD',
        timestamp: Date.parse(payment.datetime),
        datetime: payment.datetime,
        rate: expect.any(Number),
        absolute_rate: expect.any(Number),
        amount: null,
        asset: null,
        kind: 'rates',
      });
      expect(payment.absolute_rate / payment.rate).toBeCloseTo(80831, 3);
    }
    const plain = (payment: Record<string, unknown>) => {
      const { amount: _amount, asset: _asset, kind: _kind, ...rate } = payment;
      return rate;
    };
    expect(data.rates).toEqual(payments.map(plain));
  });

  it('realized PnL lists the closing trade and adds its PnL up', () => {
    const { data } = answerOf('pnl').body;
    // Sold 0.0004 at 80826, bought back at 80836.
    expect(data).toMatchObject({
      events: [{ symbol: 'BTC/USD:USD', realized_pnl: -0.004, asset: 'USD', trade_id: expect.any(String) }],
      total_realized_pnl: -0.004,
      count: 1,
      source: 'account_log',
      coverage: { complete: true, gaps: [] },
    });
  });
});
