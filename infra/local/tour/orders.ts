import { aboveZero, absent, type Expectations, eachEntry, matching, number, present, remembered } from './check.ts';
import { ledger } from './ledger.ts';
import { get, post, type TourSection, type TourStep } from './step.ts';

const account = { exchange_account_id: '{account}' };
const perp = { ...account, symbol: 'BTC/USD:USD', market_type: 'swap' };
const ORDER = '/oems/execution/order';
const ofAccount = 'exchange_account_id={account}&market_type=swap';

function place(title: string, body: Record<string, unknown>, expect: Expectations, id: string): TourStep {
  const requested = ['side', 'order_type', 'quantity'].map((field) => [`data.order.${field}`, body[field]]);
  return post(title, ORDER, body, {
    expect: { isError: false, 'data.order.order_id': present, ...Object.fromEntries(requested), ...expect },
    remember: { [id]: 'data.order.order_id' },
  });
}

/** Reads the order from the list of the exchange: a placement answer alone proves nothing. */
function rests(title: string, id: string, expect: Expectations): TourStep {
  const order = `data.orders[order_id={${id}}]`;
  const fields = { order_id: `{${id}}`, status: 'open', filled_quantity: 0, ...expect };
  const places = Object.entries(fields).map(([field, value]) => [`${order}.${field}`, value]);
  return get(title, `/oems/execution/open-orders?${ofAccount}`, { expect: Object.fromEntries(places) });
}

const sell = { ...perp, side: 'sell', quantity: 0.0004, reduce_only: true };
const stopTerms = { reduce_only: true, quantity: 0.0004 };

const place6: TourSection = {
  title: '6. Place orders',
  steps: [
    place(
      'Spot market buy',
      { ...account, symbol: 'BTC/USD', side: 'buy', order_type: 'market', quantity: 0.001, market_type: 'spot' },
      {
        'data.order.exchange': 'kraken',
        'data.order.status': 'filled',
        'data.order.filled_quantity': 0.001,
        'data.order.average_price': aboveZero,
      },
      'spotOrder',
    ),
    place(
      'Perp limit order, post-only',
      { ...perp, side: 'buy', order_type: 'limit', quantity: 0.0001, price: 70000, post_only: true },
      {
        'data.order.exchange': 'krakenfutures',
        'data.order.status': 'open',
        'data.order.price': 70000,
        'data.order.post_only': true,
      },
      'limitOrder',
    ),
    rests('The order rests in the book as a limit order', 'limitOrder', {
      order_type: 'limit',
      side: 'buy',
      price: 70000,
      quantity: 0.0001,
    }),
    place(
      'Perp stop-loss with reduce-only',
      { ...sell, order_type: 'stop_loss', stop_price: 70000 },
      { 'data.order.status': 'open', 'data.order.stop_price': 70000 },
      'stopOrder',
    ),
    rests('The order rests as a stop, not as a market order', 'stopOrder', {
      ...stopTerms,
      order_type: 'stop_loss',
      stop_price: 70000,
    }),
    place(
      'Perp take-profit with reduce-only',
      { ...sell, order_type: 'take_profit', stop_price: 95000 },
      { 'data.order.status': 'open', 'data.order.stop_price': 95000 },
      'profitOrder',
    ),
    rests('The order rests as a take-profit', 'profitOrder', {
      ...stopTerms,
      order_type: 'take_profit',
      stop_price: 95000,
    }),
    place(
      'Stop-limit',
      { ...sell, order_type: 'stop_loss_limit', price: 69000, stop_price: 70000 },
      { 'data.order.status': 'open', 'data.order.price': 69000, 'data.order.stop_price': 70000 },
      'stopLimitOrder',
    ),
    rests('The order rests with both prices', 'stopLimitOrder', {
      ...stopTerms,
      order_type: 'stop_loss_limit',
      price: 69000,
      stop_price: 70000,
    }),
  ],
};

const POSITIONS = `/oems/execution/positions?${ofAccount}`;
const position = 'data.positions[symbol=BTC/USD:USD]';

const positions: TourSection = {
  title: '7. Read positions and close',
  steps: [
    get('No position yet (close an open position before the tour)', POSITIONS, { expect: { [position]: absent } }),
    post(
      'Leverage 5, as in the position of the guide',
      '/oems/execution/leverage',
      { ...perp, leverage: 5 },
      { expect: { 'data.leverage': 5 } },
    ),
    place(
      'Open the short that the guide closes',
      { ...perp, side: 'sell', order_type: 'market', quantity: 0.0004 },
      { 'data.order.status': 'filled', 'data.order.filled_quantity': 0.0004 },
      'openingOrder',
    ),
    get('Get open positions', POSITIONS, {
      expect: {
        isError: false,
        [`${position}.symbol`]: 'BTC/USD:USD',
        [`${position}.side`]: 'short',
        [`${position}.contracts`]: 0.0004,
        [`${position}.entry_price`]: remembered('entryPrice', aboveZero),
        [`${position}.leverage`]: 5,
        [`${position}.exchange`]: 'krakenfutures',
        [`${position}.exchange_account_id`]: '{account}',
        'data.count': aboveZero,
      },
    }),
    place(
      'Close the position by a reduce-only market order in the opposite direction',
      { ...perp, side: 'buy', order_type: 'market', quantity: 0.0004, reduce_only: true },
      {
        'data.order.status': 'filled',
        'data.order.filled_quantity': 0.0004,
        'data.order.remaining_quantity': 0,
        'data.order.reduce_only': true,
      },
      'closingOrder',
    ),
    get('The position is closed', POSITIONS, { expect: { [position]: absent } }),
  ],
};

const history: TourSection = {
  title: '8. Funding and realized PnL',
  steps: [
    get(
      'Funding rate history',
      `/oems/execution/funding-history?exchange_account_id={account}&symbol=BTC/USD:USD&limit=10&market_type=swap`,
      {
        expect: {
          'data.count': 10,
          'data.kind': 'rates',
          'data.payments': eachEntry({ symbol: 'BTC/USD:USD', rate: number, amount: null, datetime: matching(/Z$/) }),
        },
      },
    ),
    get('Realized PnL', `/oems/execution/realized-pnl?exchange_account_id={account}&limit=10&market_type=swap`, {
      expect: {
        'data.count': aboveZero,
        'data.source': 'account_log',
        'data.total_realized_pnl': remembered('realizedPnl', number),
        'data.events[0].symbol': 'BTC/USD:USD',
        'data.events[0].realized_pnl': remembered('realizedPnl', number),
        'data.events': eachEntry({ realized_pnl: number, fee: number, datetime: matching(/Z$/) }),
      },
    }),
  ],
};

export const orders: readonly TourSection[] = [place6, positions, history, ledger];
