import { type ExchangeId, marketOf } from '../../../lib/exchanges/exchanges.ts';
import type { OrderType } from '../../../lib/exchanges/model/order.ts';
import { aboveZero, absent, type Expectations, present } from './check.ts';
import { get, post, refusal, type TourSection, type TourStep, unlessLacking } from './step.ts';

/** Orders and positions at an exchange, as the definition of the exchange tells. */

const account = { exchange_account_id: '{account}' };
const perp = { ...account, symbol: '{swapSymbol}', market_type: 'swap' };
const ORDER = '/oems/execution/order';
const ofAccount = 'exchange_account_id={account}&market_type=swap';
/** Worth more than the least value of an order at each exchange. */
export const tradedQuantity = 0.002;
const quantity = tradedQuantity;

function place(title: string, body: Record<string, unknown>, expect: Expectations, id: string): TourStep {
  return post(title, ORDER, body, {
    expect: { isError: false, 'data.order.order_id': present, 'data.order.quantity': quantity, ...expect },
    remember: { [id]: 'data.order.order_id' },
  });
}

/** Reads the order from the list of the exchange: a placement answer alone proves nothing. */
function rests(title: string, id: string, expect: Expectations): TourStep {
  const order = `data.orders[order_id={${id}}]`;
  const fields = { status: 'open', filled_quantity: 0, quantity, ...expect };
  const places = Object.entries(fields).map(([field, value]) => [`${order}.${field}`, value]);
  return get(title, `/oems/execution/open-orders?${ofAccount}`, { expect: Object.fromEntries(places) });
}

export function ordersSection(exchange: ExchangeId): TourSection {
  const { title, ccxtId, capabilities, regular } = marketOf({ exchange, marketType: 'swap' });
  const spot = marketOf({ exchange, marketType: 'spot' });
  const bought = {
    ...account,
    symbol: '{spotSymbol}',
    side: 'buy',
    order_type: 'market',
    quantity,
    market_type: 'spot',
  };
  // Some exchanges do not promise that a post-only order stays post-only with a new price.
  const staysPostOnly = regular.amend?.keepsPostOnly ?? true;
  const limit = { ...perp, side: 'buy', order_type: 'limit', quantity, price: 70_000, post_only: staysPostOnly };
  const stops = (['stop_loss', 'take_profit', 'stop_loss_limit'] as const).flatMap((type) =>
    stopSteps(type).map((step) =>
      unlessLacking(capabilities.orderTypes.includes(type), `${title} has no ${type} orders`, step),
    ),
  );
  const trailing = {
    ...perp,
    side: 'sell',
    order_type: 'trailing_stop',
    quantity,
    trailing_percent: 2,
    reduce_only: true,
  };
  const amended = {
    ...post(
      'Amend the price',
      ORDER,
      { ...account, symbol: '{swapSymbol}', order_id: '{limitOrder}', price: 70_100 },
      {
        expect: { isError: false, 'data.order.price': 70_100 },
        remember: { limitOrder: 'data.order.order_id' },
      },
    ),
    method: 'PATCH' as const,
  };
  const amends = (step: TourStep) => unlessLacking(regular.amend !== null, `${title} amends no orders`, step);
  return {
    title: '5. Place orders',
    steps: [
      place(
        'Spot market buy',
        bought,
        { 'data.order.exchange': spot.ccxtId, 'data.order.status': 'filled', 'data.order.average_price': aboveZero },
        'spotOrder',
      ),
      place(
        staysPostOnly ? 'Perp limit order, post-only' : 'Perp limit order',
        limit,
        { 'data.order.exchange': ccxtId, 'data.order.status': 'open', 'data.order.post_only': staysPostOnly },
        'limitOrder',
      ),
      rests('The order rests in the book as a limit order', 'limitOrder', { order_type: 'limit', price: 70_000 }),
      amends(amended),
      amends(rests('The order rests at the new price', 'limitOrder', { order_type: 'limit', price: 70_100 })),
      ...stops,
      unlessLacking(
        capabilities.orderTypes.includes('trailing_stop'),
        `${title} has no trailing_stop orders`,
        place('Perp trailing stop', trailing, { 'data.order.status': 'open' }, 'trailingOrder'),
      ),
      ...spotSteps(exchange),
    ],
  };
}

/** A bid on spot, changed and canceled: spot may take other changes than the contracts do. */
function spotSteps(exchange: ExchangeId): TourStep[] {
  const { title, regular } = marketOf({ exchange, marketType: 'spot' });
  const named = { ...account, symbol: '{spotSymbol}', order_id: '{spotBid}' };
  const change = regular.amend?.changes.includes('price') ? { price: 70_100 } : { quantity: quantity / 2 };
  const changed = Object.fromEntries(Object.entries(change).map(([field, value]) => [`data.order.${field}`, value]));
  const bid = { ...account, symbol: '{spotSymbol}', side: 'buy', order_type: 'limit', quantity, price: 70_000 };
  const cancel = `${ORDER}?exchange_account_id={account}&symbol={spotSymbol}&order_id={spotBid}`;
  return [
    place('Spot limit order', bid, { 'data.order.status': 'open', 'data.order.price': 70_000 }, 'spotBid'),
    unlessLacking(regular.amend !== null, `${title} amends no orders`, {
      ...post(
        'Amend the order on spot',
        ORDER,
        { ...named, ...change },
        {
          expect: { isError: false, ...changed },
          remember: { spotBid: 'data.order.order_id' },
        },
      ),
      method: 'PATCH',
    }),
    { ...get('Cancel the order', cancel, { expect: { 'data.order.status': 'canceled' } }), method: 'DELETE' },
  ];
}

const stopName = { stop_loss: 'stopOrder', take_profit: 'profitOrder', stop_loss_limit: 'stopLimitOrder' } as const;

function stopSteps(type: keyof typeof stopName & OrderType): TourStep[] {
  const stop_price = type === 'take_profit' ? 95_000 : 70_000;
  const terms = { stop_price, ...(type === 'stop_loss_limit' ? { price: 69_000 } : {}) };
  const order = { ...perp, side: 'sell', order_type: type, quantity, reduce_only: true, ...terms };
  return [
    place(`Perp ${type} with reduce-only`, order, { 'data.order.stop_price': stop_price }, stopName[type]),
    rests(`The order rests as ${type}`, stopName[type], { order_type: type, reduce_only: true, ...terms }),
  ];
}

const POSITIONS = `/oems/execution/positions?${ofAccount}`;
const position = 'data.positions[symbol={swapSymbol}]';

export function positionsSection(exchange: ExchangeId): TourSection {
  const { ccxtId } = marketOf({ exchange, marketType: 'swap' });
  const short = { ...perp, side: 'sell', order_type: 'market', quantity };
  const filled = { 'data.order.status': 'filled', 'data.order.filled_quantity': quantity };
  const open = {
    [`${position}.side`]: 'short',
    [`${position}.contracts`]: quantity,
    [`${position}.entry_price`]: aboveZero,
    [`${position}.exchange`]: ccxtId,
    'data.count': aboveZero,
  };
  const repeated = { ...short, side: 'buy', reduce_only: true };
  return {
    title: '6. Read positions and close',
    steps: [
      get('No position yet (close an open position before the tour)', POSITIONS, { expect: { [position]: absent } }),
      place('Open a short', short, filled, 'openingOrder'),
      get('Get open positions', POSITIONS, { expect: open }),
      place('Close the position by a reduce-only market order', repeated, filled, 'closingOrder'),
      get('The position is closed', POSITIONS, { expect: { [position]: absent } }),
      post('A second reduce-only order: there is nothing to reduce', ORDER, repeated, {
        status: 422,
        expect: refusal(422, 'ORDER_REJECTED'),
      }),
    ],
  };
}
