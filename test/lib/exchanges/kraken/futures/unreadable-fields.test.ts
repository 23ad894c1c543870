import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { readFuturesLedger } from '../../../../../lib/exchanges/kraken/futures/ledger.ts';
import { runningBalance } from '../../../../../lib/ledger/proof/running-balance.ts';
import { coverageOf } from '../../../../../lib/ledger/store/coverage.ts';
import { openOver, openVenues, startTime, type Venues } from '../../fixture-venues.ts';
import { at, entry, id, order, placed, rejected, show, trigger } from './fixture-order-lists.ts';

let simulators: Venues;
let swap: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  swap = await openOver('swap', simulators.swap);
});
afterAll(() => simulators.world.close());
beforeEach(() => {
  simulators.swap.substitute = null;
});
const answered = (body: object) => {
  simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', ...body } });
};
const garbled = { code: 'EXCHANGE_UNAVAILABLE' };

describe('fills', () => {
  const fill = {
    ...{ order_id: 'A', cliOrdId: 'other', symbol: 'PF_XBTUSD', side: 'buy', size: 1, price: 80000 },
    ...{ fillType: 'maker', fee_paid: 2, fee_currency: 'USD' },
  };
  const fills = (change: object) => [
    { ...fill, fill_id: 'f1', fillTime: at },
    { ...fill, fill_id: 'f2', fillTime: new Date(startTime - 1000).toISOString(), ...change },
  ];
  const changes = [
    ...[{ size: 'garbled' }, { price: '-5.0000%' }, { side: 'swap' }, { symbol: '' }, { fillTime: 'x' }],
    ...[{ fill_id: undefined }, { fill_id: '' }, { cliOrdId: {} }, { order_id: [] }, { size: -1 }],
  ];

  it.each(changes)('a fill with %j is a gap of the page, and hides no other fill', async (change) => {
    answered({ fills: fills(change) });
    const request = { from: startTime - 60_000, limit: 10 };
    const page = await swap.data.fills(request);
    expect(page.items.map((each) => each.id)).toEqual(['f1']);
    const time = 'fillTime' in change ? startTime : startTime - 1000;
    expect(coverageOf(request, page)).toMatchObject({ complete: false, gaps: [{ from: time, to: time + 1 }] });
  });

  it('a fill with an unreadable fee has no known fee', async () => {
    answered({ fills: fills({ fee_paid: '?' }) });
    expect((await swap.data.fills({ limit: 10 })).items).toMatchObject([{ fee: '2' }, { fee: null }]);
  });

  it.each(changes)('an order is not absent beside a fill with %j', async (change) => {
    show(simulators, { fills: fills(change) });
    const ref = { symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: 'abc' } as const;
    await expect(swap.orders.find(ref, startTime - 60_000, { inFills: true })).rejects.toMatchObject(garbled);
  });

  it('a page that ends with a fill without a time is gone on with from the fill before', async () => {
    const row = (name: string, fillTime: string) => ({ ...fill, fill_id: name, fillTime });
    const before = new Date(startTime - 1000).toISOString();
    const second = [row('f1', at), row('f2', 'x'), row('f3', before)];
    const pages = [second.slice(0, 2)];
    simulators.swap.substitute = () => ({ status: 200, body: { result: 'success', fills: pages.shift() ?? second } });
    const { items, leftOut } = await swap.data.fills({ limit: 200 });
    expect([items.map((each) => each.id), leftOut]).toEqual([['f1', 'f3'], [startTime]]);
  });

  it('a page without a single time cannot be gone on with', async () => {
    answered({ fills: [{ ...fill, fill_id: 'f1', fillTime: 'x' }] });
    await expect(swap.data.fills({ limit: 200 })).rejects.toMatchObject(garbled);
  });
});

describe('orders', () => {
  const resting = {
    order_id: 'A',
    symbol: 'PF_XBTUSD',
    side: 'buy',
    orderType: 'lmt',
    limitPrice: 7,
    status: 'untouched',
  };

  it.each([
    [
      { filledSize: 'garbled', unfilledSize: 1, status: 'partiallyFilled' },
      { filledQuantity: null, quantity: null },
    ],
    [
      { filledSize: 0, unfilledSize: 'NaN' },
      { filledQuantity: '0', quantity: null },
    ],
    [{ orderType: undefined }, { type: null }],
    [{ limitPrice: '-5.0000%' }, { price: null }],
  ])('an open order with %j is told as %j, beside the other', async (change, told) => {
    const rows = [
      { ...resting, ...change },
      { ...resting, order_id: 'B', filledSize: 0, unfilledSize: 1 },
    ];
    answered({ openOrders: rows, orders: [] });
    expect(await swap.orders.open()).toMatchObject([told, { exchangeOrderId: 'B', quantity: '1' }]);
  });

  const find = () =>
    swap.orders.find({ symbol: 'BTC/USD:USD', store: 'regular', clientOrderId: id }, startTime - 60_000, {});

  it('an event with an unreadable size tells an order of unknown sizes', async () => {
    show(simulators, { orders: [{ OrderPlaced: { order: order('A', 'garbled', '0.5') } }] });
    expect(await find()).toMatchObject({ order: { status: 'unknown', filledQuantity: '0.5', quantity: null } });
  });

  it.each([
    [{}],
    [{ OrderPlaced: 'garbled' }],
    [{ OrderPlaced: { order: null } }],
    [{ OrderUpdated: { oldOrder: order('A', '1', '0'), newOrder: 'garbled' } }],
    [{ OrderPlaced: { order: { ...order('A', '0', '1'), tradeable: '' } } }],
  ])('an order is not absent beside the event %j', async (event) => {
    show(simulators, { orders: [event] });
    await expect(find()).rejects.toMatchObject(garbled);
  });

  it.each([{ uid: undefined }, { clientId: {} }, { clientId: [] }])(
    'an order is not absent beside an event of an order with %j',
    async (change) => {
      show(simulators, { orders: [{ OrderPlaced: { order: { ...order('A', '0', '1'), ...change } } }] });
      await expect(find()).rejects.toMatchObject(garbled);
    },
  );

  const unreadable = [{}, { OrderPlaced: { order: { ...order('Z', '0', '1'), uid: null } } }, { OrderPlaced: null }];
  it.each(unreadable)('the event %j hides no event of the order, before or behind', async (event) => {
    show(simulators, { orders: [event, placed('A'), event], triggers: [event] });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'filled', filledQuantity: '1' } });
    const refs = ['A', 'B'].map((exchangeOrderId) => ({ symbol: null, store: 'regular' as const, exchangeOrderId }));
    expect(await swap.orders.readSome(refs, startTime - 60_000)).toMatchObject([{ exchangeOrderId: 'A' }, null]);
  });

  it.each(unreadable)('a rejected order is not the last word beside the event %j', async (event) => {
    show(simulators, { orders: [rejected('A', 'PostOnly'), event] });
    await expect(find()).rejects.toMatchObject(garbled);
    show(simulators, { orders: [rejected('A', 'PostOnly')], triggers: [event] });
    await expect(find()).rejects.toMatchObject(garbled);
    show(simulators, { orders: [rejected('A', 'PostOnly')] });
    expect(await find()).toMatchObject({ order: { status: 'rejected' } });
  });

  it('an entry of orders/status that cannot be read hides no other, and is no absent order', async () => {
    const bad = { ...entry('B', 0, 'ENTERED_BOOK'), order: null };
    show(simulators, { status: [bad, entry('A', 0, 'ENTERED_BOOK')] });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'open' } });
    show(simulators, { status: [bad] });
    await expect(find()).rejects.toMatchObject(garbled);
    show(simulators, { status: [bad, entry('A', 0, 'REJECTED', 'POST_WOULD_EXECUTE')] });
    await expect(find()).rejects.toMatchObject(garbled);
  });

  const [old, attempted] = [order('A', '1', '0'), order('A', '2', '0')];
  it.each([
    [{ OrderNotFound: { accountUid: 'a', orderId: 'B' } }],
    [{ OrderEditRejected: { oldOrder: old, attemptedOrder: attempted, orderError: 'edit_has_no_effect' } }],
  ])('an event that tells no order after the event, %j, changes nothing about the others', async (event) => {
    show(simulators, { orders: [placed('A'), event] });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', status: 'filled', filledQuantity: '1' } });
  });

  it('a refused edit of a trigger changes nothing about the trigger', async () => {
    const [before, after] = [trigger('A', '90000'), trigger('A', '91000')];
    const refused = { attemptedOrderTrigger: after, oldOrderTrigger: before, orderError: 'invalid_trigger_price' };
    show(simulators, {
      triggers: [{ OrderTriggerPlaced: { order: before } }, { OrderTriggerEditRejected: refused }],
    });
    expect(await find()).toMatchObject({ order: { exchangeOrderId: 'A', stopPrice: '90000' } });
  });
});

describe('positions', () => {
  const long = { symbol: 'PF_XBTUSD', side: 'long', size: 1, price: 80000 };
  const held = [long, { ...long, symbol: 'PF_ETHUSD' }];

  const besideTickers = (status: number, body: string) => {
    answered({ openPositions: held });
    const { transport } = simulators.swap;
    return openOver('swap', simulators.swap, {
      transport: async (request) => (request.url.endsWith('/tickers') ? { status, body } : transport(request)),
    });
  };

  it.each([
    [200, '{"result":"success","tickers":[null,"garbled",{"symbol":7,"markPrice":"x"}]}'],
    [200, '{"result":"success"}'],
    [502, '<html>'],
  ])('positions are told without a mark price beside tickers answered with HTTP %i %s', async (status, body) => {
    const exchange = await besideTickers(status, body);
    expect(await exchange.wallets.positions()).toMatchObject([
      { symbol: 'BTC/USD:USD', markPrice: null, unrealizedPnl: null },
      { symbol: 'ETH/USD:USD', contracts: '1' },
    ]);
  });

  it.each([
    [{ size: 'garbled' }, { contracts: null, side: 'long' }],
    [{ size: undefined }, { contracts: null, side: 'long' }],
    [{ unrealizedPnl: 'x' }, { contracts: '1' }],
    [{ price: '?' }, { contracts: '1', entryPrice: null }],
    [{ side: 'garbled' }, { contracts: '1', side: null }],
    [{ side: undefined }, { contracts: '1', side: null }],
    [{ symbol: '' }, { symbol: null, side: 'long', markPrice: null }],
    [{ symbol: {} }, { symbol: null, side: 'long', markPrice: null }],
  ])('a position with %j is told as %j, and hides no other position', async (change, told) => {
    answered({ tickers: [], openPositions: [{ ...long, ...change }, held[1]] });
    expect(await swap.wallets.positions()).toMatchObject([told, { symbol: 'ETH/USD:USD', contracts: '1' }]);
  });
});

describe('the margin mode of a position', () => {
  const modes = async (change: object) => {
    answered({ tickers: [], openPositions: [{ symbol: 'PF_XBTUSD', side: 'long', size: 1, price: 80000, ...change }] });
    return (await swap.wallets.positions()).map(({ marginMode, leverage }) => [marginMode, leverage]);
  };

  it.each([[{ maxFixedLeverage: 5 }, 'isolated', '5'] as const, [{ maxFixedLeverage: null }, 'cross', null] as const])(
    'with %j it is %s',
    async (change, mode, leverage) => {
      expect(await modes(change)).toEqual([[mode, leverage]]);
      expect(await modes({})).toEqual([['cross', null]]);
    },
  );

  it.each(['garbled', '', 0, -1, {}, []])('with a leverage of %j it is not known, and not cross', async (value) => {
    expect(await modes({ maxFixedLeverage: value })).toEqual([[null, null]]);
  });

  it('a position without a symbol is in the list of every symbol, because it may be in that symbol', async () => {
    answered({ tickers: [], openPositions: [{ side: 'long', size: 1, price: 80000 }] });
    expect(await swap.wallets.positions('BTC/USD:USD')).toMatchObject([{ symbol: null, contracts: null }]);
  });
});

describe('the rights of a key', () => {
  it.each([null, '', 'garbage', -1, [], {}, undefined])('are not known where one of them is %j', async (odd) => {
    for (const permissions of [
      { general: 'FULL_ACCESS', transfer: odd },
      { general: odd, transfer: 'NO_ACCESS' },
    ]) {
      answered({ accounts: { flex: null, cash: null }, permissions });
      const { transfer } = permissions;
      expect(await swap.checkKey()).toMatchObject({
        permissions: null,
        canWithdraw: transfer === 'NO_ACCESS' ? false : null,
      });
    }
  });
});

describe('balances', () => {
  it.each([
    { flex: { currencies: { USD: { quantity: 'garbled', available: 1 } } } },
    { flex: { currencies: 'none' } },
    { flex: 7 },
    { flex: { currencies: {} }, fi_xbtusd: 'none' },
    { flex: { currencies: {} }, cash: { balances: { usd: 'garbled' } } },
  ])('a wallet with %j is no sum of money', async (accounts) => {
    answered({ accounts });
    await expect(swap.wallets.balances()).rejects.toMatchObject(garbled);
    const { rows, unread } = await swap.wallets.balanceList();
    expect([rows, unread.length]).toEqual([[], 1]);
  });

  it('nothing is free of a balance beside an unreadable part that is available', async () => {
    answered({ accounts: { flex: { currencies: { USD: { quantity: 1, available: 'NaN' } } } } });
    expect(await swap.wallets.balances()).toEqual([{ asset: 'USD', free: '0', used: '1', total: '1' }]);
  });
});

describe('entries of the account log', () => {
  const row = { asset: 'usd', info: 'cross-exchange transfer', margin_account: 'flex', contract: null };
  const entry = (number: number, change: object = {}) => ({
    ...{ ...row, id: String(number), date: new Date(startTime + number).toISOString() },
    ...{ old_balance: `${number}0`, new_balance: `${number + 1}0`, ...change },
  });
  const read = (...logs: object[]) =>
    readFuturesLedger(
      async () => ({ accountUid: 'a', logs }),
      { since: null, after: null, maxRequests: 5 },
      (name) => name,
    );
  const changes = [{ old_balance: 'garbled' }, { new_balance: '' }, { date: 'x' }, { id: 'x' }, { realized_pnl: '?' }];

  it.each(changes)('an entry with %j hides no other entry, and the chain of balances shows the gap', async (change) => {
    const page = await read(entry(1), entry(2, change), entry(3), entry(4));
    expect([page.entries.map((each) => each.id), page.isLast]).toEqual([['1', '3', '4'], true]);
    const { gaps } = runningBalance.follow(page.entries, { chains: {}, beginning: null }, { from: 0, links: {} });
    expect(gaps).toMatchObject([{ asset: 'USD', entry: '3' }]);
  });

  it('a page whose only entry cannot be read is a gap, and no ledger without a date and an id', async () => {
    for (const change of changes) expect(await read(entry(1, change))).toMatchObject({ entries: [], unread: [{}] });
    await expect(read(entry(1, { date: 'x', id: 'x' }))).rejects.toMatchObject(garbled);
  });

  it('an unreadable entry is a gap of the list of realized profits', async () => {
    const closing = { info: 'futures trade', contract: 'pf_xbtusd', realized_pnl: '5', fee: '1' };
    simulators.swap.substitute = () => ({
      status: 200,
      body: { accountUid: 'a', logs: [entry(3, closing), entry(2, { ...closing, fee: '?' }), entry(1, closing)] },
    });
    const request = { limit: 10 };
    const page = await swap.data.realizedPnl(request);
    expect(page.items.map((each) => each.id)).toEqual(['3', '1']);
    expect(coverageOf(request, page)).toMatchObject({ complete: false, gaps: [{ from: startTime + 2 }] });
  });
});

it.each([
  [undefined, 'stop_loss'],
  [null, 'stop_loss'],
  [0, 'stop_loss'],
  [59_000, 'stop_loss_limit'],
  ['-5.0000%', null],
  [{}, null],
])(
  'a waiting stop with the limit price %j is of the kind %s: an unreadable price is no market order',
  async (limitPrice, type) => {
    const stop = { order_id: 'A', symbol: 'PF_XBTUSD', side: 'sell', orderType: 'stop', stopPrice: 60_000, limitPrice };
    answered({ openOrders: [{ ...stop, unfilledSize: 1, filledSize: 0, status: 'untouched' }] });
    expect(await swap.orders.open()).toMatchObject([{ type, stopPrice: '60000' }]);
  },
);
