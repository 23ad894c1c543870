import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

/** Ids that answers have named, for later requests to name again. */
export interface FuturesIds {
  readonly orders: string[];
  readonly tokens: string[];
}

const mostSymbols = Array.from({ length: 5 }, () => ['PF_XBTUSD', 'PF_XBTUSD', 'PI_XBTUSD']).flat();
const symbols = [
  ...mostSymbols,
  'PF_XBTUSD',
  'PF_ETHUSD',
  'FF_XBTUSD_260925',
  'FI_XBTUSD_260925',
  'PI_ETHUSD',
  'PF_PEPEUSD',
  'PF_NONE',
];
const mostTypes = ['lmt', 'lmt', 'lmt', 'lmt', 'lmt', 'mkt', 'mkt', 'mkt', 'stp', 'trailing_stop'];
const types = [
  ...mostTypes,
  'post',
  'ioc',
  'fok',
  'stp',
  'stp',
  'take_profit',
  'trailing_stop',
  'trailing_stop',
  'nothing',
];

export function walkFutures(recorder: Recorder, ids: FuturesIds): void {
  pick(recorder.random, actions)(recorder, ids);
}

type Action = (recorder: Recorder, ids: FuturesIds) => void;

function chance(random: () => number, share: number): boolean {
  return random() < share;
}

function maybe(random: () => number, share: number, params: () => Params): Params {
  return chance(random, share) ? params() : {};
}

function mid(symbol: string): number {
  return /XBT/.test(symbol) ? 80_000 : /ETH/.test(symbol) ? 3_000 : 0.00001;
}

function priceNear(random: () => number, symbol: string): string {
  const swing = chance(random, 0.1) ? 0.6 : 0.06;
  const price = mid(symbol) * (1 - swing / 2 + random() * swing);
  if (/PEPE/.test(symbol)) return price.toFixed(10);
  const step = chance(random, 0.05) ? 0.3 : /ETH/.test(symbol) ? 0.1 : 1;
  return (Math.round(price / step) * step).toFixed(2).replace(/\.?0+$/, '');
}

function quantityOf(random: () => number, symbol: string): string {
  if (/^[PF]I_/.test(symbol))
    return pick(random, ['1', '100', '500', '5000', '20000', '900', '3000', '0.5', '100000000']);
  if (/PEPE/.test(symbol)) return pick(random, ['1000', '500', '25000000']);
  return pick(
    random,
    chance(random, 0.1) ? ['0.0001', '0.00001', '0', '500', '3'] : ['0.01', '0.05', '0.25', '0.1', '0.5', '1', '2'],
  );
}

function orderOf({ random, world }: Recorder): Params {
  const symbol = pick(random, symbols);
  const orderType = pick(random, types);
  const limited = ['lmt', 'post', 'ioc', 'fok'].includes(orderType) ? 0.98 : 0.35;
  const stopped = ['stp', 'take_profit'].includes(orderType) ? 0.98 : 0.03;
  const trailing = orderType === 'trailing_stop';
  return {
    symbol: chance(random, 0.1) ? symbol.toLowerCase() : symbol,
    side: chance(random, 0.98) ? pick(random, ['buy', 'sell']) : 'hold',
    orderType,
    size: quantityOf(random, symbol),
    ...maybe(random, trailing ? 0.05 : limited, () => ({ limitPrice: priceNear(random, symbol) })),
    ...maybe(random, stopped, () => ({ stopPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.3, () => ({
      cliOrdId: pick(random, ['a', 'b', 'c', 'd', 'e', 'f', 'x'.repeat(101), 'ü', String(Math.floor(random() * 1e6))]),
    })),
    ...maybe(random, 0.2, () => ({ reduceOnly: pick(random, ['true', 'true', 'false', 'yes']) })),
    ...maybe(random, 0.3, () => ({ triggerSignal: pick(random, ['mark', 'index', 'last', 'spot', 'moon']) })),
    ...maybe(random, trailing ? 0.97 : 0.01, () => ({
      trailingStopMaxDeviation: pick(random, ['1', '0.5', '300', '0.05', '51']),
      trailingStopDeviationUnit: pick(random, ['PERCENT', 'PERCENT', 'QUOTE_CURRENCY']),
    })),
    ...maybe(random, stopped > 0.5 || trailing ? 0.2 : 0.02, () => ({
      limitPriceOffsetValue: pick(random, ['1', '-20', '0.4']),
      ...maybe(random, 0.95, () => ({ limitPriceOffsetUnit: pick(random, ['PERCENT', 'QUOTE_CURRENCY']) })),
    })),
    ...maybe(random, 0.08, () => ({ processBefore: new Date(world.now() + pick(random, [-5, 5000])).toISOString() })),
  };
}

function key({ random }: Recorder) {
  return chance(random, 0.15) ? { key: second.futures } : {};
}

function place(recorder: Recorder, { orders }: FuturesIds): void {
  const answer = recorder.futures('POST', 'sendorder', orderOf(recorder), key(recorder)) as {
    sendStatus?: { order_id?: string };
  };
  if (answer.sendStatus?.order_id) orders.push(answer.sendStatus.order_id);
}

function known(random: () => number, list: readonly string[]): string {
  return chance(random, 0.05) || list.length === 0
    ? 'nobody'
    : pick(random, chance(random, 0.7) ? list.slice(-6) : list);
}

function edit(recorder: Recorder, { orders }: FuturesIds): void {
  const { random, world } = recorder;
  const symbol = pick(random, symbols.slice(0, 16));
  recorder.futures('POST', 'editorder', {
    ...(chance(random, 0.85) ? { orderId: known(random, orders) } : { cliOrdId: pick(random, ['a', 'b', 'c']) }),
    ...maybe(random, 0.5, () => ({ size: quantityOf(random, symbol) })),
    ...maybe(random, 0.5, () => ({ limitPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.2, () => ({ stopPrice: priceNear(random, symbol) })),
    ...maybe(random, 0.3, () => ({ qtyMode: pick(random, ['ABSOLUTE', 'RELATIVE', 'OTHER']) })),
    ...maybe(random, 0.1, () => ({ trailingStopMaxDeviation: '2', trailingStopDeviationUnit: 'PERCENT' })),
    ...maybe(random, 0.05, () => ({ processBefore: new Date(world.now() - 5).toISOString() })),
  });
}

function cancel(recorder: Recorder, { orders }: FuturesIds): void {
  const { random, world } = recorder;
  const named = pick<Params>(random, [
    { order_id: known(random, orders) },
    { order_id: known(random, orders) },
    { cliOrdId: pick(random, ['a', 'b', 'c', 'd']) },
    {},
  ]);
  const late = maybe(random, 0.05, () => ({ processBefore: new Date(world.now() - 5).toISOString() }));
  recorder.futures('POST', 'cancelorder', { ...named, ...late }, key(recorder));
}

function cancelBatch(recorder: Recorder, { orders }: FuturesIds): void {
  const { random } = recorder;
  const batchOrder = [1, 2].map(() => ({
    order: chance(random, 0.95) ? 'cancel' : 'send',
    order_id: known(random, orders),
  }));
  recorder.futures('POST', 'batchorder', { json: chance(random, 0.95) ? JSON.stringify({ batchOrder }) : '{' });
}

function cancelAll(recorder: Recorder): void {
  const { random } = recorder;
  if (chance(random, 0.3))
    recorder.futures(
      'POST',
      'cancelallorders',
      maybe(random, 0.5, () => ({ symbol: 'pf_xbtusd' })),
    );
}

function move({ random, control }: Recorder): void {
  const swing = chance(random, 0.25) ? 0.5 : 0.03;
  const price = Number((80_000 * (1 - swing / 2 + random() * swing)).toFixed(2));
  control('futures', 'price', { symbol: pick(random, ['PF_XBTUSD', 'BTC/USD:USD', 'XBTUSD', 'ETHUSD']), price });
}

function market({ random, control }: Recorder): void {
  const symbol = pick(random, ['PF_XBTUSD', 'PI_XBTUSD', 'PF_ETHUSD']);
  const set = pick<Record<string, unknown>>(random, [
    { suspended: chance(random, 0.3) },
    { mode: chance(random, 0.3) ? 'post_only' : 'online' },
  ]);
  control('futures', 'market', { symbol, ...set });
}

function wait({ random, world }: Recorder): void {
  world.advance(
    pick(random, [1, 700, 4_000, 6_000, 60_000, 1_800_000, 3_600_000, 9_000_000, 86_400_000, 12 * 86_400_000]),
  );
}

function transfer(recorder: Recorder): void {
  const { random } = recorder;
  recorder.futures('POST', 'transfer', {
    fromAccount: pick(random, ['flex', 'cash', 'fi_xbtusd', 'odd']),
    toAccount: pick(random, ['flex', 'cash', 'fi_xbtusd', 'fi_ethusd']),
    unit: pick(random, ['xbt', 'usd', 'BTC', 'pepe']),
    amount: pick(random, ['0.05', '0.02', '100', '0', '1.23456789012']),
  });
}

function withdraw(recorder: Recorder): void {
  const { random } = recorder;
  const currency = pick(random, ['xbt', 'usd', 'USD', 'eth', 'pepe']);
  const source = maybe(random, 0.7, () => ({ sourceWallet: pick(random, ['flex', 'cash', 'fi_xbtusd']) }));
  recorder.futures(
    'POST',
    'withdrawal',
    { currency, amount: pick(random, ['0.01', '50', '100000']), ...source },
    key(recorder),
  );
}

function leverage(recorder: Recorder): void {
  const { random } = recorder;
  recorder.futures('PUT', 'leveragepreferences', {
    symbol: pick(random, ['PF_XBTUSD', 'PF_ETHUSD', 'PI_XBTUSD', 'none']),
    ...maybe(random, 0.7, () => ({ maxLeverage: pick(random, ['1', '2', '5', '10', '50', '0.5', '60']) })),
  });
}

function settings({ random, control }: Recorder): void {
  const set = pick<[string, Record<string, unknown>]>(random, [
    ['limits', { enabled: chance(random, 0.3) }],
    ['history', { late_ms: pick(random, [0, 0, 4_000]) }],
    [
      'key',
      {
        api_key: second.futures.apiKey,
        permissions: { general: pick(random, ['full', 'read', 'none']), withdrawal: pick(random, ['full', 'none']) },
      },
    ],
    [
      'key',
      {
        api_key: 'SANDBOXfutures/00000000000000000000000000000000000kEy01=',
        permissions: { withdrawal: pick(random, ['full', 'full', 'none']) },
      },
    ],
    ['key', { api_key: second.futures.apiKey, revoked: chance(random, 0.3) }],
  ]);
  control('futures', ...set);
}

function signIn(recorder: Recorder): void {
  const { random } = recorder;
  const options = pick<Parameters<Recorder['futures']>[3]>(random, [
    { nonce: '5' },
    { nonce: '7000' },
    { nonce: 'x' },
    { nonce: String(Math.floor(random() * 20_000)) },
    { signature: 'bm8=' },
    { key: { apiKey: 'nobody', secret: 'bm8=' } },
  ]);
  recorder.futures(
    'GET',
    pick(random, ['openorders', '/api/history/v3/orders', '/api/auth/v1/api-keys/v3/check', 'nowhere']),
    {},
    options,
  );
}

function page({ random, world }: Recorder, { tokens }: FuturesIds): Params {
  const ago = () => String(world.now() - pick(random, [0, 1_000, 3_600_000, 90_000_000]));
  return {
    ...maybe(random, 0.2, () => ({ since: ago() })),
    ...maybe(random, 0.2, () => ({ before: ago() })),
    ...maybe(random, 0.4, () => ({ sort: pick(random, ['asc', 'desc']) })),
    ...maybe(random, 0.5, () => ({ count: pick(random, ['1', '3', '20', '0', 'x']) })),
    ...maybe(random, 0.2, () => ({ tradeable: 'pf_xbtusd' })),
    ...maybe(random, 0.2, () =>
      pick<Params>(random, [
        { opened: 'true' },
        { closed: 'true' },
        { closed: 'false' },
        { reversed: 'true' },
        { trades: 'true' },
        { funding_realization: 'true', settlement: 'true' },
      ]),
    ),
    ...(tokens.length > 0 && chance(random, 0.3) ? { continuation_token: pick(random, tokens.slice(-3)) } : {}),
  };
}

function readHistory(recorder: Recorder, ids: FuturesIds): void {
  const kind = pick(recorder.random, ['orders', 'triggers', 'executions', 'positions']);
  const version = pick(recorder.random, ['v2', 'v3']);
  const answer = recorder.futures('GET', `/api/history/${version}/${kind}`, page(recorder, ids)) as {
    continuationToken?: string;
  };
  if (answer.continuationToken) ids.tokens.push(answer.continuationToken);
}

function readLedger(recorder: Recorder): void {
  const { random, world } = recorder;
  const ago = () => String(world.now() - pick(random, [0, 1_000, 3_600_000, 90_000_000]));
  recorder.futures('GET', '/api/history/v3/account-log', {
    ...maybe(random, 0.2, () => ({ since: ago() })),
    ...maybe(random, 0.2, () => ({ before: ago() })),
    ...maybe(random, 0.3, () => ({ from: pick(random, ['1', '3', '10']) })),
    ...maybe(random, 0.3, () => ({ to: pick(random, ['2', '12', '40']) })),
    ...maybe(random, 0.4, () => ({ sort: pick(random, ['asc', 'desc']) })),
    ...maybe(random, 0.5, () => ({ count: pick(random, ['1', '7', '60', '0', '9999999']) })),
    ...maybe(random, 0.2, () => ({
      info: pick(random, ['futures trade', 'funding rate change', 'conversion', 'odd']),
    })),
  });
}

export function readFutures(recorder: Recorder, ids: FuturesIds): void {
  const { random, world } = recorder;
  const get = (name: string, params: Params = {}) => recorder.futures('GET', name, params, key(recorder));
  const read = pick<() => unknown>(random, [
    () => get('accounts'),
    () => get('accounts'),
    () => get('openpositions'),
    () => get('openpositions'),
    () => get('openorders'),
    () => get('openorders'),
    () =>
      get(
        'fills',
        maybe(random, 0.3, () => ({ lastFillTime: new Date(world.now() - 5_000).toISOString() })),
      ),
    () =>
      get(
        'orders/status',
        maybe(random, 0.7, () => pick<Params>(random, [{ orderIds: known(random, ids.orders) }, { cliOrdIds: 'a,b' }])),
      ),
    () =>
      get(
        'leveragepreferences',
        maybe(random, 0.3, () => ({ symbol: 'PF_XBTUSD' })),
      ),
    () => get(`tickers/${pick(random, symbols)}`),
    () => get('orderbook', { symbol: pick(random, symbols) }),
    () => get(`instruments/${pick(random, symbols)}/status`),
    () => (chance(random, 0.1) ? get('tickers') : undefined),
    () => (chance(random, 0.1) ? get('historical-funding-rates', { symbol: pick(random, symbols) }) : undefined),
    () => get('/api/auth/v1/api-keys/v3/check'),
    () => readHistory(recorder, ids),
    () => readHistory(recorder, ids),
    () => readHistory(recorder, ids),
    () => readLedger(recorder),
    () => readLedger(recorder),
  ]);
  read();
}

/** Everything a customer can read, to the end. */
export function readAllFutures(recorder: Recorder): void {
  const get = (name: string, options: { key?: typeof second.futures }) => recorder.futures('GET', name, {}, options);
  for (const options of [{}, { key: second.futures }]) {
    for (const name of ['accounts', 'openpositions', 'openorders', 'fills', 'orders/status']) get(name, options);
    for (const name of ['account-log', 'orders', 'triggers', 'executions', 'positions'])
      get(`/api/history/v3/${name}`, options);
  }
}

function liquidity({ random, control }: Recorder): void {
  control('futures', 'market', {
    symbol: pick(random, ['PF_XBTUSD', 'PI_XBTUSD']),
    liquidity: pick(random, [null, null, 0, 1, 2, 100]),
  });
}

const actions: readonly Action[] = [
  ...Array.from({ length: 12 }, () => place),
  ...[
    edit,
    edit,
    edit,
    cancel,
    cancel,
    cancelBatch,
    cancelAll,
    move,
    move,
    move,
    move,
    market,
    liquidity,
    settings,
    wait,
    wait,
  ],
  ...[
    transfer,
    withdraw,
    leverage,
    signIn,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
    readFutures,
  ],
];
