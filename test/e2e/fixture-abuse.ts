import type { OperationId } from '../../lib/contract/routes.ts';
import type { ErrorCode } from '../../lib/errors.ts';

/** What clients must not send: an operation's fields (or its raw body), the code it is refused with, and the field that is named. */
export interface Abuse {
  readonly title: string;
  readonly operation: OperationId;
  readonly fields?: Record<string, unknown>;
  readonly body?: string;
  /** Of a GET or DELETE, instead of fields. */
  readonly query?: string;
  readonly code: ErrorCode;
  readonly field: string;
}

const account = { exchange_account_id: 'mine' };
const spot = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'limit', quantity: 0.001, price: 70000 };
const swap = { ...spot, symbol: 'BTC/USD:USD' };
const market = { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.001 };
const stop = { ...account, symbol: 'BTC/USD:USD', side: 'sell', order_type: 'stop_loss', quantity: 0.001 };

function order(title: string, fields: Record<string, unknown>, field: string, code: ErrorCode = 'INVALID_REQUEST') {
  return { title: `an order with ${title}`, operation: 'createOrder', fields, field, code } as const;
}
function raw(title: string, body: string, field = 'body'): Abuse {
  return {
    title,
    operation: 'createOrder',
    body,
    field,
    code: 'INVALID_REQUEST',
  };
}
function without(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

const text = JSON.stringify(spot);
function padded(bytes: number): string {
  return JSON.stringify({ ...spot, client_order_id: 'x'.repeat(bytes) });
}

export const bodies: readonly Abuse[] = [
  raw('an empty body', ''),
  raw('a truncated body', text.slice(0, -5)),
  raw('a body with a second value behind it', `${text} {}`),
  raw('a form instead of JSON', 'exchange_account_id=mine&symbol=BTC/USD'),
  raw('null', 'null'),
  raw('a number', '1'),
  raw('a text', '"order"'),
  raw('an array of orders', `[${text}]`),
  raw('a body of 17 KB', padded(17 * 1024)),
  raw('a body of 1 MB', padded(1024 * 1024)),
  raw('eight thousand nested arrays', `${'['.repeat(8000)}${']'.repeat(8000)}`),
  raw('NaN', text.replace('0.001', 'NaN')),
  raw('a number beyond all floats', text.replace('0.001', '1e400'), 'quantity'),
  raw('a number too small for floats', text.replace('0.001', '1e-400'), 'quantity'),
  raw('a number of twenty digits', text.replace('0.001', '12345678901234567890'), 'quantity'),
  raw('a number of twenty decimals', text.replace('0.001', '0.12345678901234567891'), 'quantity'),
  raw('__proto__', text.replace('{', '{"__proto__":{"reduce_only":true},'), '__proto__'),
  raw('constructor', text.replace('{', '{"constructor":{"prototype":{}},'), 'constructor'),
  raw('a second quantity', text.replace('0.001', '0.001,"quantity":5'), 'quantity'),
  raw('a second quantity in another spelling', text.replace('0.001', '0.001,"\\u0071uantity":5'), 'quantity'),
  raw('the same account twice', text.replace('{', '{"exchange_account_id":"mine",'), 'exchange_account_id'),
  raw('__proto__ inside a field', text.replace('0.001', '{"__proto__":1}'), '__proto__'),
];

const badNumbers = [
  0,
  -1,
  '0',
  '-0.001',
  '-0',
  '',
  ' 1',
  '1 ',
  '+1',
  '1,5',
  '1e-7',
  '0x10',
  '.5',
  '1.',
  'NaN',
  'Infinity',
];
const noNumbers = [true, null, [], ['1'], {}, { $gt: 0 }, '12345678901234567890', `0.${'1'.repeat(19)}`];

export const quantities: readonly Abuse[] = [...badNumbers, ...noNumbers].map((quantity) =>
  order(`quantity ${shown(quantity)}`, { ...spot, quantity }, 'quantity'),
);

export const fields: readonly Abuse[] = [
  ...['exchange_account_id', 'symbol', 'side', 'order_type', 'quantity'].map((name) =>
    order(`no ${name}`, without(market, name), name),
  ),
  ...['price', 'stop_price', 'trailing_percent', 'trailing_amount'].map((name) =>
    order(`${name} -1`, { ...spot, [name]: -1 }, name),
  ),
  ...[
    '../mine',
    'mi ne',
    'mine#',
    "mine' OR '1'='1",
    'mine\r\nx: y',
    'mine\u0000',
    '',
    'x'.repeat(65),
    7,
    null,
    { $ne: '' },
  ].map((exchange_account_id) =>
    order(`account ${shown(exchange_account_id)}`, { ...spot, exchange_account_id }, 'exchange_account_id'),
  ),
  ...['BTCUSD', 'btc/usd', 'BTC-USD', 'BTC/USD:', 'BTC/USD:USD-2606', 'BTC/USD/EUR', "BTC/USD'--", 7].map((symbol) =>
    order(`symbol ${shown(symbol)}`, { ...spot, symbol }, 'symbol'),
  ),
  order('side BUY', { ...spot, side: 'BUY' }, 'side'),
  order('an order type of CCXT', { ...spot, order_type: 'stop-loss' }, 'order_type'),
  order('an inherited order type', { ...spot, order_type: 'toString' }, 'order_type'),
  order('market_type margin', { ...spot, market_type: 'margin' }, 'market_type'),
  order('time_in_force GTD', { ...spot, time_in_force: 'GTD' }, 'time_in_force'),
  order('trigger_price_type bid', { ...stop, stop_price: 1, trigger_price_type: 'bid' }, 'trigger_price_type'),
  order('post_only as text', { ...spot, post_only: 'true' }, 'post_only'),
  order('reduce_only as a number', { ...swap, reduce_only: 1 }, 'reduce_only'),
  order('a field nobody knows', { ...spot, leverage: 100 }, 'leverage'),
  order('parameters for CCXT', { ...spot, params: { timeInForce: 'IOC' } }, 'params'),
  order('a misspelt reduce_only', { ...swap, reduceOnly: true }, 'reduceOnly'),
  ...['', 'a b', 'x'.repeat(19), 'ünïcode', 'a\r\nb', '0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A', 7].map((client_order_id) =>
    order(`spot client_order_id ${shown(client_order_id)}`, { ...spot, client_order_id }, 'client_order_id'),
  ),
  order('a client_order_id of 101', { ...swap, client_order_id: 'x'.repeat(101) }, 'client_order_id'),
];

export const orderRules: readonly Abuse[] = [
  order('limit without price', without(spot, 'price'), 'price'),
  order('market with price', { ...market, price: 1 }, 'price'),
  order('limit with stop_price', { ...spot, stop_price: 1 }, 'stop_price'),
  order('stop_loss without stop_price', stop, 'stop_price'),
  order('stop_loss with price', { ...stop, stop_price: 1, price: 1 }, 'price'),
  order('stop_loss_limit without price', { ...stop, order_type: 'stop_loss_limit', stop_price: 1 }, 'price'),
  order('take_profit without stop_price', { ...stop, order_type: 'take_profit' }, 'stop_price'),
  order('take_profit_limit without price', { ...stop, order_type: 'take_profit_limit', stop_price: 1 }, 'price'),
  order('trailing_stop without distance', { ...stop, order_type: 'trailing_stop' }, 'trailing_percent'),
  order(
    'trailing_stop with two distances',
    { ...stop, order_type: 'trailing_stop', trailing_percent: 1, trailing_amount: 1 },
    'trailing_percent',
  ),
  order('limit with a trailing distance', { ...spot, trailing_amount: 1 }, 'trailing_amount'),
  order('limit with trigger_price_type', { ...spot, trigger_price_type: 'last' }, 'trigger_price_type'),
  order('market with post_only', { ...market, post_only: true }, 'post_only'),
  order('stop_loss with post_only', { ...stop, stop_price: 1, post_only: true }, 'post_only'),
  order('market with POST_ONLY', { ...market, time_in_force: 'POST_ONLY' }, 'post_only'),
  order('post_only and IOC', { ...spot, post_only: true, time_in_force: 'IOC' }, 'time_in_force'),
  order('post_only and FOK', { ...swap, post_only: true, time_in_force: 'FOK' }, 'time_in_force'),
  order('market with time_in_force', { ...market, time_in_force: 'IOC' }, 'time_in_force'),
];

export const marketRules: readonly Abuse[] = [
  order('a symbol nobody lists', { ...spot, symbol: 'NOPE/USD' }, 'symbol', 'INVALID_SYMBOL'),
  order('a settlement nobody lists', { ...swap, symbol: 'BTC/USD:USDT' }, 'symbol', 'INVALID_SYMBOL'),
  order('a futures symbol on spot', { ...swap, market_type: 'spot' }, 'symbol', 'INVALID_SYMBOL'),
  order('a spot symbol on futures', { ...spot, market_type: 'swap' }, 'symbol', 'INVALID_SYMBOL'),
  order('an inherited symbol', { ...spot, symbol: 'CONSTRUCTOR/USD' }, 'symbol', 'INVALID_SYMBOL'),
  order('a path as symbol', { ...spot, symbol: '../..' }, 'symbol', 'INVALID_SYMBOL'),
  order('a price between two steps', { ...spot, price: 70000.05 }, 'price', 'INVALID_ORDER'),
  order('a quantity finer than the step', { ...swap, quantity: 0.00015 }, 'quantity', 'INVALID_ORDER'),
  order('a stop_price between two steps', { ...stop, stop_price: 70000.5 }, 'stop_price', 'INVALID_ORDER'),
  order('a quantity below the minimum', { ...spot, quantity: 0.00001 }, 'quantity', 'INVALID_ORDER'),
  order('FOK on spot', { ...spot, time_in_force: 'FOK' }, 'time_in_force', 'NOT_SUPPORTED'),
  order('reduce_only on spot', { ...spot, reduce_only: true }, 'reduce_only', 'NOT_SUPPORTED'),
  order(
    'a mark price trigger on spot',
    { ...stop, symbol: 'BTC/USD', stop_price: 70000, trigger_price_type: 'mark' },
    'trigger_price_type',
    'NOT_SUPPORTED',
  ),
  order(
    'a triggered IOC on futures',
    { ...stop, stop_price: 70000, time_in_force: 'IOC' },
    'time_in_force',
    'NOT_SUPPORTED',
  ),
];

function query(operation: OperationId, text: string, field: string): Abuse {
  return {
    title: `${operation}?${text}`,
    operation,
    query: text,
    field,
    code: 'INVALID_REQUEST',
  };
}
const mine = 'exchange_account_id=mine';

const june = 'from=2026-06-01&to=2026-07-01';

export const queries: readonly Abuse[] = [
  query('getBalance', '', 'exchange_account_id'),
  query('getBalance', `${mine}&${mine}`, 'exchange_account_id'),
  query('getBalance', `${mine}&exchange_account_id=other`, 'exchange_account_id'),
  query('getBalance', 'exchange_account_id[]=mine', 'exchange_account_id[]'),
  query('getBalance', `${mine}&market_type=spot&market_type=swap`, 'market_type'),
  query('getBalance', `${mine}&market_type=`, 'market_type'),
  query('getBalance', `${mine}&tenant=owner`, 'tenant'),
  query('getBalance', `${mine}&__proto__=x`, '__proto__'),
  query('getBalance', `${mine}&constructor=x`, 'constructor'),
  query('getBalance', 'exchange_account_id=mine%0d%0aSet-Cookie:x', 'exchange_account_id'),
  query('getBalance', 'exchange_account_id=mine%00', 'exchange_account_id'),
  ...['0', '-1', '501', '1.5', '1e2', 'abc', '', '10000', '1&limit=2'].map((limit) =>
    query('getTrades', `${mine}&limit=${limit}`, 'limit'),
  ),
  query('getTrades', `${mine}&cursor=`, 'cursor'),
  query('getTrades', `${mine}&cursor=a%20b`, 'cursor'),
  query('getTrades', `${mine}&cursor=${'x'.repeat(129)}`, 'cursor'),
  query('getTrades', `${mine}&cursor=a&cursor=b`, 'cursor'),
  ...['yesterday', '2026-13-45', '1e12', 'NaN', '99999999999999999', '2026-06-26T25:00:00Z'].map((from) =>
    query('getRealizedPnl', `${mine}&from=${from}`, 'from'),
  ),
  query('getRealizedPnl', `${mine}&from=2026-06-02&to=2026-06-01`, 'to'),
  query('getFundingHistory', `${mine}&kind=all`, 'kind'),
  query('getFundingHistory', mine, 'symbol'),
  query('getFundingHistory', `${mine}&symbol=BTC/USD:USD&cursor=junk`, 'cursor'),
  query('getOrder', mine, 'order_id'),
  query('getOrder', `${mine}&order_id=a&client_order_id=b`, 'order_id'),
  query('getOrder', `${mine}&market_type=spot&order_id=a%27%20OR%201=1`, 'order_id'),
  query('getOrder', `${mine}&client_order_id=a%0d%0aDELETE`, 'client_order_id'),
  query('getOrder', `${mine}&client_order_id=%23ACCOUNT`, 'client_order_id'),
  query('cancelOrder', `${mine}&client_order_id=${'x'.repeat(101)}`, 'client_order_id'),
  query('cancelOrder', `${mine}&order_id=../cancelall`, 'order_id'),
  query('cancelAllOrders', `${mine}&symbol=*`, 'symbol'),
  query('cancelAllOrders', `${mine}&symbol=`, 'symbol'),
  query('listOrders', `${mine}&limit=201`, 'limit'),
  query('listOrders', `${mine}&cursor=garbage`, 'cursor'),
  query('listEvents', 'cursor=garbage', 'cursor'),
  query('listEvents', 'cursor=000000000009-00001', 'cursor'),
  query('listEvents', 'from=yesterday', 'from'),
  query('listEvents', 'limit=501', 'limit'),
  query('listOrders', `${mine}&status=done`, 'status'),
  query('listOrders', `${mine}&from=2026-06-02&to=2026-06-01`, 'to'),
  query('listExchangeAccounts', 'cursor=garbage', 'cursor'),
  query('listExchangeAccounts', 'limit=101', 'limit'),
  query('deleteExchangeAccount', `${mine}&purge=yes`, 'purge'),
  query('deleteExchangeAccount', `${mine}&purge`, 'purge'),
  query('deleteExchangeAccount', `${mine}&force=yes`, 'force'),
  query('listSymbols', '', 'exchange'),
  query('listSymbols', 'exchange=__proto__', 'exchange'),
  query('listSymbols', 'exchange=krakenfutures', 'exchange'),
  query('listSymbols', 'exchange=kraken&cursor=garbage', 'cursor'),
  query('listSymbols', 'exchange=kraken&cursor=c3BvdCA', 'cursor'),
  query('listSymbols', 'exchange=kraken&search=%20', 'search'),
  query('listSymbols', 'exchange=kraken&quote=usd', 'quote'),
  query('listSymbols', 'exchange=kraken&limit=501', 'limit'),
  query('getTicker', 'exchange=kraken', 'symbol'),
  query('getTicker', 'exchange=kraken&symbol=XBTUSD', 'symbol'),
  query('getTicker', 'symbol=BTC/USD', 'exchange'),
  query('getOrderBook', 'exchange=kraken&symbol=BTC/USD&depth=101', 'depth'),
  query('getOrderBook', 'exchange=kraken&symbol=BTC/USD&depth=0', 'depth'),
  query('getOrderBook', 'exchange=kraken&symbol=BTC/USD&limit=5', 'limit'),
  query('getCapabilities', 'exchange=__proto__', 'exchange'),
  query('getPnlSummary', 'group_by=week', 'group_by'),
  query('getPnlSummary', 'group_by=__proto__', 'group_by'),
  query('getPnlSummary', 'exchange_account_id=', 'exchange_account_id'),
  query('getPnlSummary', 'tenant=owner', 'tenant'),
  query('getPnlSummary', 'market_type=margin', 'market_type'),
  query('getPnlSummary', 'from=2026-06-02&to=2026-06-01', 'to'),
  query('getPnlSummary', 'from=2126-06-02', 'from'),
  query('getPnlSummary', 'limit=10', 'limit'),
  ...['', 'format=xlsx&', 'format=CSV&', 'format=csv&format=xlsx&', 'format=&'].map((format) =>
    query('exportPnl', `${format}${mine}&${june}`, 'format'),
  ),
  query('exportPnl', `format=csv&${june}`, 'exchange_account_id'),
  query('exportPnl', `format=csv&${mine}&to=2026-06-01`, 'from'),
  query('exportPnl', `format=csv&${mine}&from=2026-06-01`, 'to'),
  ...['junk', '1.swap.1', '1.margin.1.', '1.swap.1%23.', 'a.swap.1.', '../1.swap.1.', ''].map((cursor) =>
    query('exportPnl', `format=csv&${mine}&${june}&cursor=${cursor}`, 'cursor'),
  ),
];

function change(title: string, operation: OperationId, fields: Record<string, unknown>, field: string): Abuse {
  return {
    title,
    operation,
    fields: { ...account, ...fields },
    field,
    code: 'INVALID_REQUEST',
  };
}
const secret = Buffer.alloc(64, 1).toString('base64');
const apiKey = 'A'.repeat(56);
function register(title: string, params: unknown, field: string, more: Record<string, unknown> = {}): Abuse {
  return change(
    `a registration with ${title}`,
    'registerExchangeAccount',
    { exchange_account_id: 'new', exchange: 'kraken', params, ...more },
    field,
  );
}

export const registrations: readonly Abuse[] = [
  ...['urls', 'httpsProxy', 'hostname', 'proxyUrl', 'password', 'nonce', 'options', 'verbose', 'uid', 'toString'].map(
    (name) => register(`${name} in params`, { apiKey, secret, [name]: 'http://127.0.0.1:1' }, `params.${name}`),
  ),
  register('an object in params', { apiKey, secret, urls: { api: 'http://127.0.0.1:1' } }, 'params.urls'),
  register('params as a list', ['apiKey'], 'params'),
  register('params as text', 'apiKey', 'params'),
  register('no params', undefined, 'params'),
  register('empty params', {}, 'params'),
  register('only cleared values', { apiKey: '', secret: null }, 'params'),
  register('a key without its secret', { apiKey }, 'params.secret'),
  register('a secret without its key', { secret }, 'params.apiKey'),
  register('a futures key without its secret', { apiKey, secret, futuresApiKey: apiKey }, 'params.futuresSecret'),
  register('a futures secret without its key', { apiKey, secret, futuresSecret: secret }, 'params.futuresApiKey'),
  register('a key with a line end', { apiKey: `${apiKey}\r\nx: y`, secret }, 'params.apiKey'),
  register('a key of one quote', { apiKey: '"', secret }, 'params.apiKey'),
  register('a key of 600 characters', { apiKey: 'A'.repeat(600), secret }, 'params.apiKey'),
  register('a key as a number', { apiKey: 7, secret }, 'params.apiKey'),
  register('a secret that is no base64', { apiKey, secret: 'not the secret' }, 'params.secret'),
  register('an exchange nobody knows', { apiKey, secret }, 'exchange', { exchange: 'mtgox' }),
  register('an inherited exchange', { apiKey, secret }, 'exchange', { exchange: 'constructor' }),
  register('verify as text', { apiKey, secret }, 'verify', { verify: 'false' }),
];

export const changes: readonly Abuse[] = [
  change('half a pair of credentials', 'setCredentials', { params: { apiKey } }, 'params.secret'),
  change('urls in credentials', 'setCredentials', { params: { urls: '' } }, 'params.urls'),
  change('empty credentials', 'setCredentials', { params: {} }, 'params'),
  change('an unknown trading state', 'setTradingState', { trading_state: 'PAUSED' }, 'trading_state'),
  change(
    'a transfer to the same wallet',
    'createTransfer',
    { asset: 'USD', amount: 1, from_account: 'swap', to_account: 'future' },
    'to_account',
  ),
  ...(
    [
      ['amount', -1],
      ['amount', '1e3'],
      ['asset', 'usd'],
      ['asset', 'NOPE'],
      ['from_account', 'margin'],
      ['to_account', undefined],
      ['address', 'bc1q'],
    ] as const
  ).map(([name, value]) =>
    change(
      `a transfer with ${name} ${shown(value)}`,
      'createTransfer',
      { asset: 'USD', amount: 1, from_account: 'spot', to_account: 'swap', [name]: value },
      name,
    ),
  ),
  ...[0, -5, 'five', '1e1'].map((leverage) =>
    change(`leverage ${shown(leverage)}`, 'setLeverage', { symbol: 'BTC/USD:USD', leverage }, 'leverage'),
  ),
  change('an amendment of nothing', 'amendOrder', { symbol: 'BTC/USD', order_id: 'O1' }, 'quantity'),
  change('an amendment of no order', 'amendOrder', { symbol: 'BTC/USD', quantity: 1 }, 'order_id'),
  change('an amendment to a price of zero', 'amendOrder', { symbol: 'BTC/USD', order_id: 'O1', price: 0 }, 'price'),
  change(
    'an amendment of the side',
    'amendOrder',
    { symbol: 'BTC/USD', order_id: 'O1', price: 1, side: 'sell' },
    'side',
  ),
  change('a halt with text for a flag', 'haltTrading', { close_positions: 'yes' }, 'close_positions'),
  change('margin_mode portfolio', 'setMarginMode', { symbol: 'BTC/USD:USD', margin_mode: 'portfolio' }, 'margin_mode'),
];
