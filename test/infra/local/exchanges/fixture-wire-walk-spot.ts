import type { Params, Recorder } from './fixture-wire-recorder.ts';
import { pick, second } from './fixture-wire-recorder.ts';

/** Ids that answers have named, for later requests to name again. */
export interface SpotIds {
  readonly orders: string[];
  readonly trades: string[];
  readonly entries: string[];
}

const mostPairs = Array.from({ length: 14 }, () => 'XBTUSD');
const pairs = [...mostPairs, 'XBTUSD', 'ETHUSD', 'ETHXBT', 'XBTEUR', 'USDTUSD', 'XDGUSD', 'SYN000USD', 'NONEUSD'];
const types = [
  ...['market', 'limit', 'limit', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit', 'take-profit-limit'],
  ...[
    'market',
    'limit',
    'limit',
    'stop-loss',
    'stop-loss-limit',
    'trailing-stop',
    'trailing-stop',
    'trailing-stop-limit',
  ],
  'iceberg',
];
const prices: Record<string, number> = { XBTUSD: 80_000, ETHUSD: 3_000, ETHXBT: 0.0375, XBTEUR: 74_000, USDTUSD: 1 };
const steps: Record<string, number> = { XBTUSD: 1, ETHUSD: 2, ETHXBT: 5, XBTEUR: 1, USDTUSD: 5 };

export function walkSpot(recorder: Recorder, ids: SpotIds): void {
  const { random } = recorder;
  const act = pick(random, actions);
  act(recorder, ids);
}

type Action = (recorder: Recorder, ids: SpotIds) => void;

function chance(random: () => number, share: number): boolean {
  return random() < share;
}

function priceNear(random: () => number, pair: string): string {
  const price = (prices[pair] ?? 1) * (0.97 + random() * 0.06);
  return price.toFixed(chance(random, 0.05) ? 9 : (steps[pair] ?? 2));
}

function relative(random: () => number): string {
  return `${pick(random, ['+', '-', '#'])}${pick(random, ['1', '1.5', '200', '0.00001'])}${pick(random, ['%', ''])}`;
}

function priceOf(random: () => number, pair: string): string {
  return chance(random, 0.15) ? relative(random) : priceNear(random, pair);
}

function quantityOf(random: () => number): string {
  const odd = ['30', '0.00001', '0.123456789', '-1', 'x', '100', '5'];
  return pick(random, chance(random, 0.12) ? odd : ['0.001', '0.01', '0.12345678', '0.02', '0.3', '0.07', '0.5']);
}

function maybe(random: () => number, share: number, params: () => Params): Params {
  return chance(random, share) ? params() : {};
}

function orderOf({ random, world }: Recorder): Params {
  const pair = pick(random, pairs);
  const type = pick(random, types);
  const trailing = type.startsWith('trailing');
  return {
    pair,
    type: pick(random, ['buy', 'sell']),
    ordertype: type,
    volume: quantityOf(random),
    price: trailing ? pick(random, ['+1%', '+300', '+0.5%', '+2%', '-1%', '100']) : priceOf(random, pair),
    price2: trailing ? pick(random, ['+0.2%', '-10', '#1', '0']) : priceOf(random, pair),
    ...maybe(random, 0.25, () => ({
      oflags: pick(
        random,
        type === 'limit' ? ['post', 'fcib', 'post,fcib'] : ['fcib', 'fciq', 'viqc', 'fcib,fciq', 'post', 'no'],
      ),
    })),
    ...maybe(random, 0.2, () => ({ timeinforce: pick(random, ['IOC', 'GTC', 'GTD', 'FOK']) })),
    ...maybe(random, 0.15, () => ({
      expiretm: pick(random, ['+30', '+3', '+5000', '0', String(Math.floor(world.now() / 1000) + 900)]),
    })),
    ...maybe(random, 0.1, () => ({ starttm: pick(random, ['+20', '+600', '0', 'soon']) })),
    ...maybe(random, 0.3, () => ({
      cl_ord_id: pick(random, ['a', 'b', 'c', 'd', 'id-of-a-client', 'far-too-long-an-id-for-this']),
    })),
    ...maybe(random, 0.15, () => ({ userref: pick(random, ['1', '2', '-7', '99999999999']) })),
    ...maybe(random, 0.1, () => ({
      deadline: new Date(world.now() + pick(random, [-1000, 100, 5000, 90_000])).toISOString(),
    })),
    ...maybe(random, 0.1, () => ({ trigger: pick(random, ['index', 'last', 'mark']) })),
    ...maybe(random, 0.05, () => ({ validate: 'true' })),
    ...maybe(random, 0.03, () =>
      pick<Params>(random, [{ leverage: '2' }, { leverage: 'none' }, { reduce_only: 'true' }, { 'close[price]': '1' }]),
    ),
  };
}

function key({ random }: Recorder) {
  return chance(random, 0.15) ? { key: second.spot } : {};
}

function place(recorder: Recorder, { orders }: SpotIds): void {
  const { result } = recorder.spot('AddOrder', orderOf(recorder), key(recorder)) as { result?: { txid?: string[] } };
  orders.push(...(result?.txid ?? []));
}

/** The last few ids most of the time. */
function known(random: () => number, list: readonly string[]): string {
  return chance(random, 0.05) || list.length === 0
    ? pick(random, ['OAAAAA-AAAAA-AAAAAA', 'nonsense', '1', ''])
    : pick(random, chance(random, 0.7) ? list.slice(-6) : list);
}

function amend(recorder: Recorder, { orders }: SpotIds): void {
  const { random, world } = recorder;
  const pair = chance(random, 0.8) ? 'XBTUSD' : pick(random, pairs);
  recorder.spot('AmendOrder', {
    ...(chance(random, 0.85) ? { txid: known(random, orders) } : { cl_ord_id: pick(random, ['a', 'b']) }),
    ...maybe(random, 0.5, () => ({ order_qty: quantityOf(random) })),
    ...maybe(random, 0.5, () => ({ limit_price: priceOf(random, pair) })),
    ...maybe(random, 0.3, () => ({ trigger_price: priceOf(random, pair) })),
    ...maybe(random, 0.2, () => ({ post_only: 'true' })),
    ...maybe(random, 0.05, () => ({ deadline: new Date(world.now() - 5).toISOString() })),
  });
}

function cancel(recorder: Recorder, { orders }: SpotIds): void {
  const { random } = recorder;
  const named = pick<Params>(random, [
    { txid: known(random, orders) },
    { txid: known(random, orders) },
    { cl_ord_id: pick(random, ['a', 'b', 'z']) },
    { txid: pick(random, ['1', '2', '-7', '5']) },
    {},
  ]);
  recorder.spot('CancelOrder', named, key(recorder));
}

function cancelBatch(recorder: Recorder, { orders }: SpotIds): void {
  const { random } = recorder;
  recorder.spot('CancelOrderBatch', { orders: [1, 2, 3].map(() => known(random, orders)).join(',') });
}

function move({ random, control }: Recorder): void {
  const swing = chance(random, 0.2) ? 0.2 : 0.02;
  const price = (80_000 * (1 - swing / 2 + random() * swing)).toFixed(1);
  control('spot', 'price', { symbol: pick(random, ['BTC/USD', 'BTC/USD', 'BTC/EUR', 'SYN000/USD']), price });
}

function market({ random, control }: Recorder): void {
  const symbol = pick(random, ['BTC/USD', 'ETH/USD']);
  const liquidity = pick(random, [null, null, '0', '0.001', '0.05', '0.3']);
  const mode = pick(random, ['online', 'online', 'online', 'cancel_only', 'post_only', 'limit_only', 'reduce_only']);
  control('spot', 'market', chance(random, 0.6) ? { symbol, liquidity } : { symbol, mode });
}

function settings({ random, control }: Recorder): void {
  const set = pick<[string, Record<string, unknown>]>(random, [
    [
      'limits',
      { tier: pick(random, ['starter', 'pro', null, null, null]), lockout_after: pick(random, [null, null, 2]) },
    ],
    ['history', { late_ms: pick(random, [0, 0, 60_000]) }],
    ['key', { api_key: second.spot.apiKey, revoked: chance(random, 0.3) }],
    ['key', { api_key: second.spot.apiKey, permissions: ['query-funds', 'modify-trades', 'query-open-trades'] }],
    ['key', { api_key: second.spot.apiKey, nonce_window: 50 }],
  ]);
  control('spot', ...set);
}

function wait({ random, world }: Recorder): void {
  world.advance(pick(random, [1, 500, 4_000, 20_000, 60_000, 900_000, 3_600_000, 3 * 86_400_000]));
}

function transfer(recorder: Recorder): void {
  const { random } = recorder;
  const asset = pick(random, ['XBT', 'USD', 'ETH', 'PEPE', 'XBT.F', 'USDT']);
  const amount = pick(random, ['0.1', '1', '250', '1.00001', '9999999', '-1']);
  const from = chance(random, 0.95) ? 'Spot Wallet' : 'Futures Wallet';
  recorder.spot('WalletTransfer', { from, to: 'Futures Wallet', asset, amount }, key(recorder));
}

function range({ random, world }: Recorder, ids: readonly string[]): Params {
  const bound = () =>
    chance(random, 0.3)
      ? known(random, ids)
      : String(Math.floor(world.now() / 1000) - pick(random, [0, 100, 5000, 400_000]));
  return {
    ...maybe(random, 0.3, () => ({ start: bound() })),
    ...maybe(random, 0.3, () => ({ end: bound() })),
    ...maybe(random, 0.3, () => ({ ofs: pick(random, ['0', '1', '10', '50', 'x']) })),
    ...maybe(random, 0.2, () => ({ without_count: 'true' })),
  };
}

export function readSpot(recorder: Recorder, { orders, trades, entries }: SpotIds): void {
  const { random } = recorder;
  const read = pick<() => unknown>(random, [
    () => recorder.spot('Balance', {}, key(recorder)),
    () => recorder.spot('BalanceEx', {}, key(recorder)),
    () => recorder.spot('TradeVolume', { pair: pick(random, ['XBTUSD', 'ETHXBT,XBTUSD', '', 'no']) }),
    () =>
      recorder.spot('OpenOrders', { trades: 'true', ...maybe(random, 0.2, () => ({ userref: '1' })) }, key(recorder)),
    () =>
      recorder.spot('ClosedOrders', {
        trades: 'true',
        ...range(recorder, orders),
        ...maybe(random, 0.3, () => ({ closetime: pick(random, ['open', 'close', 'both', 'x']) })),
      }),
    () =>
      recorder.spot(
        'QueryOrders',
        { txid: [known(random, orders), known(random, orders)].join(','), trades: pick(random, ['true', 'false']) },
        key(recorder),
      ),
    () => recorder.spot('OpenPositions'),
    () => recorder.spot('QueryTrades', { txid: known(random, trades), ledgers: 'true' }),
    () => recorder.spot('QueryLedgers', { id: [known(random, entries), known(random, entries)].join(',') }),
    () => recorder.spot('GetApiKeyInfo', {}, key(recorder)),
    () => recorder.spotPublic('Ticker', { pair: pick(random, pairs) }),
    () => recorder.spotPublic('Depth', { pair: 'XBTUSD', count: pick(random, ['5', '0', '100']) }),
    () => recorder.spotPublic('Trades', { pair: 'XBTUSD', count: pick(random, ['5', '1000']) }),
    () => recorder.spotPublic('Time'),
    () => recorder.spotPublic('SystemStatus'),
    () => recorder.spotPublic('Assets', { asset: pick(random, ['XBT,USD', 'nothing', 'ETH']) }),
    () => recorder.spotPublic('AssetPairs', { pair: pick(random, ['XBTUSD', 'ETHXBT,SYN000USD']) }),
    () => readTrades(recorder, trades),
    () => readTrades(recorder, trades),
    () => readLedger(recorder, entries),
    () => readLedger(recorder, entries),
  ]);
  read();
}

function readTrades(recorder: Recorder, trades: string[]): void {
  const type = pick(recorder.random, ['all', 'no position', 'closed position']);
  const params = { ledgers: 'true', ...range(recorder, trades), ...maybe(recorder.random, 0.3, () => ({ type })) };
  const { result } = recorder.spot('TradesHistory', params) as { result?: { trades?: object } };
  remember(trades, Object.keys(result?.trades ?? {}));
}

function readLedger(recorder: Recorder, entries: string[]): void {
  const { random } = recorder;
  const params = {
    ...range(recorder, entries),
    ...maybe(random, 0.3, () => ({ type: pick(random, ['all', 'trade', 'deposit', 'transfer', 'odd']) })),
    ...maybe(random, 0.3, () => ({ asset: pick(random, ['XBT', 'ZUSD,XXBT', 'all', 'none']) })),
  };
  const { result } = recorder.spot('Ledgers', params) as { result?: { ledger?: object } };
  remember(entries, Object.keys(result?.ledger ?? {}));
}

function remember(list: string[], fresh: readonly string[]): void {
  for (const id of fresh) if (!list.includes(id)) list.push(id);
}

/** Everything a customer can read, to the end of every page. */
export function readAllSpot(recorder: Recorder): void {
  for (const key of [undefined, second.spot]) {
    const options = key ? { key } : {};
    for (const name of ['BalanceEx', 'OpenOrders', 'TradeVolume'])
      recorder.spot(name, { trades: 'true', pair: 'XBTUSD' }, options);
    for (const name of ['ClosedOrders', 'TradesHistory', 'Ledgers'])
      for (let ofs = 0; ofs < 200; ofs += 50)
        recorder.spot(name, { trades: 'true', ledgers: 'true', ofs: String(ofs) }, options);
  }
}

function signIn(recorder: Recorder): void {
  const { random } = recorder;
  const options = pick<Parameters<Recorder['spot']>[2]>(random, [
    { nonce: '5' },
    { nonce: 'x' },
    { nonce: '1050' },
    { nonce: '1400' },
    { signature: 'bm8=' },
    { key: { apiKey: 'nobody', secret: 'bm8=' } },
  ]);
  recorder.spot(pick(random, ['Balance', 'NoSuchMethod']), {}, options);
}

const actions: readonly Action[] = [
  ...Array.from({ length: 12 }, () => place),
  ...[
    amend,
    amend,
    amend,
    cancel,
    cancel,
    cancelBatch,
    move,
    move,
    move,
    move,
    market,
    market,
    settings,
    wait,
    wait,
    wait,
  ],
  ...[transfer, signIn, readSpot, readSpot, readSpot, readSpot, readSpot],
  (recorder) => (chance(recorder.random, 0.2) ? recorder.spot('CancelAll') : undefined),
];
