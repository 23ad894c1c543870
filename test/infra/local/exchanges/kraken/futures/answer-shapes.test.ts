import { describe, expect, it } from 'vitest';
import { moveTo, openExchange, type Params } from './fixture-client.ts';

const v3 = '/derivatives/api/v3';
const serverTime = '2026-05-20T10:30:00.000Z';
const order: Params = { symbol: 'PF_XBTUSD', side: 'buy', size: 1 };

function answerTo(errors: string | null, method: string, path: string, params: Params = {}) {
  const exchange = openExchange();
  if (errors !== null) exchange.control('answers', { errors });
  return exchange.call(method, path, params);
}

function listed(status: number, word: string, code: number, message: string) {
  return { status, body: { status: word, result: 'error', serverTime, errors: [{ code, message }] } };
}

describe('refusals by the parser', () => {
  it('are told as they were recorded, and by a word otherwise', () => {
    const edit: Params = { orderId: 'malformed', size: 1 };
    const badId = listed(400, 'BAD_REQUEST', 11, 'Argument invalid: symbol');
    expect(answerTo(null, 'POST', `${v3}/editorder`, edit)).toEqual(badId);
    const badType = listed(400, 'BAD_REQUEST', 11, 'invalid order type');
    expect(answerTo(null, 'POST', `${v3}/sendorder`, { ...order, orderType: 'market' })).toEqual(badType);
    const noEndpoint = listed(404, 'NOT_FOUND', 0, '404 NOT_FOUND');
    expect(answerTo(null, 'GET', `${v3}/historicalfundingrates`, { symbol: 'PF_XBTUSD' })).toEqual(noEndpoint);
    expect(answerTo(null, 'POST', `${v3}/sendorder`, { ...order, orderType: 'mkt', size: 'many' })).toEqual({
      status: 200,
      body: { result: 'error', serverTime, error: 'invalidArgument: size' },
    });
  });

  it('are all told as a list, where the control says so', () => {
    const size = answerTo('list', 'POST', `${v3}/sendorder`, { ...order, orderType: 'mkt', size: 'many' });
    expect(size).toEqual(listed(400, 'BAD_REQUEST', 11, 'Argument invalid: size'));
    const missing = answerTo('list', 'POST', `${v3}/cancelorder`);
    expect(missing).toEqual(listed(400, 'BAD_REQUEST', 11, 'Argument missing'));
    const time = answerTo('list', 'GET', `${v3}/fills`, { lastFillTime: 'never' });
    expect(time).toEqual(listed(400, 'BAD_REQUEST', 11, 'Argument invalid: lastFillTime'));
  });

  it('are all told by a word, where the control says so', () => {
    const errorOf = (...request: [string, string, Params?]) => answerTo('word', ...request).body;
    const edit: Params = { orderId: 'malformed', size: 1 };
    expect(errorOf('POST', `${v3}/editorder`, edit)).toMatchObject({ error: 'invalidArgument: symbol' });
    expect(errorOf('GET', `${v3}/nothing`)).toMatchObject({ error: 'notFound' });
    const type = errorOf('POST', `${v3}/sendorder`, { ...order, orderType: 'market' });
    expect(type).toMatchObject({ result: 'success', sendStatus: { status: 'invalidOrderType' } });
  });

  it('of the engine keep their code, and nothing of a key changes its word', () => {
    const exchange = openExchange();
    exchange.control('answers', { errors: 'word' });
    const answer = exchange.put('leveragepreferences', { symbol: 'PF_NOPEUSD', maxLeverage: 5 });
    expect(answer.errors).toEqual([{ code: 87, message: 'CONTRACT_DOES_NOT_EXIST' }]);
    exchange.control('answers', { errors: 'list' });
    const key = { apiKey: 'nobody', secret: 'bm9ib2R5' };
    expect(exchange.get('accounts', {}, { key }).error).toBe('authenticationError');
  });
});

describe('sizes', () => {
  function partlyFilled() {
    const exchange = openExchange();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0.004 });
    exchange.order({ orderType: 'lmt', limitPrice: 81_000, cliOrdId: 'mine' });
    return exchange;
  }

  it('of orders/status count the whole order, or what is open', () => {
    const exchange = partlyFilled();
    const shown = () => exchange.get('orders/status').orders[0]?.order;
    expect(shown()).toMatchObject({ quantity: 0.01, filled: 0.004 });
    exchange.control('answers', { quantity: 'open' });
    expect(shown()).toMatchObject({ quantity: 0.006, filled: 0.004 });
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: null });
    expect(shown()).toMatchObject({ quantity: 0, filled: 0.01 });
  });

  it('before a later execution count what was open', () => {
    const exchange = partlyFilled();
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: 0 });
    exchange.post('editorder', { cliOrdId: 'mine', limitPrice: 70_000 });
    exchange.control('market', { symbol: 'PF_XBTUSD', liquidity: null });
    const { orderEvents } = exchange.post('editorder', { cliOrdId: 'mine', limitPrice: 81_000 }).editStatus;
    expect(orderEvents[1]).toMatchObject({
      type: 'EXECUTION',
      orderPriorExecution: { quantity: 0.006, filled: 0.004 },
    });
  });

  it('of an untouched trigger are left out of openorders, or told', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'stp', side: 'sell', stopPrice: 70_000 });
    exchange.order({ orderType: 'lmt', limitPrice: 70_000 });
    const sizes = () => exchange.get('openorders').openOrders.map(({ unfilledSize }) => unfilledSize);
    expect(sizes()).toEqual([undefined, 0.01]);
    exchange.control('answers', { trigger_sizes: 'told' });
    expect(sizes()).toEqual([0.01, 0.01]);
  });

  it('and shapes go back to the usual by a reset, and a wrong shape is named', () => {
    const exchange = openExchange();
    exchange.control('answers', { errors: 'list', quantity: 'open' });
    expect(exchange.control('answers')).toEqual({
      ...{
        errors: 'list',
        quantity: 'open',
        trigger_sizes: 'left-out',
        client_ids: 'cliOrdId',
        next_page: 'body',
        range_ends: 'exclusive',
        range_starts: 'inclusive',
        logged_wallets: 'requests',
        fill_order: 'newest',
      },
    });
    exchange.protocol.reset();
    expect(exchange.control('answers')).toMatchObject({ errors: 'recorded', quantity: 'whole' });
    expect(() => exchange.control('answers', { quantity: 'half' })).toThrow('quantity');
  });
});

describe('client order ids', () => {
  function rows(client_ids: string) {
    const exchange = openExchange();
    exchange.control('answers', { client_ids });
    exchange.order({ orderType: 'mkt', cliOrdId: 'filled' });
    exchange.order({ orderType: 'lmt', limitPrice: 70_000, cliOrdId: 'mine' });
    const { fills, openOrders, orders } = {
      ...exchange.get('fills'),
      ...exchange.get('openorders'),
      ...exchange.get('orders/status', { cliOrdIds: 'mine' }),
    };
    return [fills[0], openOrders[0], orders[0]?.order].map((row) => {
      const { cliOrdId, cli_ord_id } = row as { cliOrdId?: string; cli_ord_id?: string };
      return [cliOrdId, cli_ord_id];
    });
  }

  it.each([
    [
      'cliOrdId',
      [
        ['filled', undefined],
        ['mine', undefined],
        ['mine', undefined],
      ],
    ],
    [
      'cli_ord_id',
      [
        [undefined, 'filled'],
        [undefined, 'mine'],
        [undefined, 'mine'],
      ],
    ],
    [
      'left-out',
      [
        [undefined, undefined],
        [undefined, undefined],
        ['mine', undefined],
      ],
    ],
  ])('of fills, openorders and orders/status are told as the control says: %s', (spelling, told) => {
    expect(rows(spelling)).toEqual(told);
  });
});

describe('trigger events', () => {
  const events = (params: Params) => {
    const exchange = openExchange();
    exchange.order({ side: 'sell', ...params });
    return exchange;
  };
  const stop: Params = { orderType: 'stp', stopPrice: 70_000 };
  const trail: Params = {
    orderType: 'trailing_stop',
    trailingStopMaxDeviation: 10,
    trailingStopDeviationUnit: 'PERCENT',
  };
  it.each([
    [stop, 'IoC', ''],
    [{ ...stop, limitPrice: 69_000 }, 'Limit', '69000'],
    [{ orderType: 'take_profit', stopPrice: 90_000 }, 'IoC', ''],
    [trail, 'IoC', ''],
  ] as const)('%j is told as the order to come: %s with the limit price "%s"', (params, orderType, limitPrice) => {
    const { OrderTriggerPlaced: placed } = events(params).history('triggers').elements[0]?.event ?? {};
    expect(placed?.order).toMatchObject({ orderType, limitPrice, origin: '', algoId: '', triggerOptions: {} });
  });

  it('an order that came from a trigger has the time of the firing', () => {
    const exchange = events(stop);
    exchange.world.advance(60_000);
    moveTo(exchange, 69_000);
    const { OrderPlaced: placed } = exchange.history('orders').elements[0]?.event ?? {};
    expect(placed?.order).toMatchObject({ timestamp: Date.parse(serverTime) + 60_000, orderType: 'IoC' });
  });

  it('an order that fills whole or not at all is a FillOrKill', () => {
    const exchange = openExchange();
    exchange.order({ orderType: 'fok', limitPrice: 81_000 });
    const { OrderPlaced: placed } = exchange.history('orders').elements[0]?.event ?? {};
    expect(placed?.order).toMatchObject({ orderType: 'FillOrKill' });
  });
});

it('the end of a time range is in the range where the control says so, for the account log and for fills', () => {
  const exchange = openExchange();
  exchange.call('POST', `${v3}/sendorder`, { ...order, orderType: 'mkt', size: 1 });
  const shown = (): number[] => {
    const log = exchange.call('GET', '/api/history/v3/account-log', { before: Date.parse(serverTime) });
    const { fills } = exchange.call('GET', `${v3}/fills`, { lastFillTime: serverTime }).body as { fills: unknown[] };
    return [(log.body as { logs: unknown[] }).logs.length, fills.length].map((count) => Math.sign(count));
  };
  expect(shown()).toEqual([0, 0]);
  exchange.control('answers', { range_ends: 'inclusive' });
  expect(shown()).toEqual([1, 1]);
});
