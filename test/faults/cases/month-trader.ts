import type { Desk } from '../../infra/local/exchanges/fixture-month-desk.ts';
import { beginState } from '../harness/account-calls.ts';
import type { AccountName } from '../harness/accounts.ts';
import { startClose } from '../harness/closing.ts';
import { startHalt } from '../harness/halt.ts';
import { orderBody } from '../harness/orders.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { ShownOrder } from '../judge/shown-orders.ts';

export const trader: AccountName = 'desk';
const thisAccount = trader;

/** One account's trader, by chance alone. Prices are far and near, quantities small and larger than the market's liquidity. */
export interface Trader {
  readonly scenario: Scenario;
  /** The same customer with other keys: orders placed elsewhere. */
  readonly elsewhere: Desk;
  readonly random: () => number;
  readonly price: () => number;
  /** The orders that the trader was shown last. */
  readonly shown: () => readonly ShownOrder[];
  readonly transfer: (key: string) => void;
}

type Act = (trader: Trader, key: string) => void;

function between({ random }: Trader, low: number, high: number): number {
  return low + (high - low) * random();
}

function pick<T>({ random }: Trader, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random() * choices.length)];
}

function marketOf(trader: Trader): 'spot' | 'swap' {
  return pick(trader, ['spot', 'swap'] as const) ?? 'spot';
}

function rounded(price: number): number {
  return Math.round(price);
}

function quantityOf(trader: Trader): number {
  return pick(trader, [0.001, 0.002, 0.005, 0.01, 0.01, 0.05]) ?? 0.001;
}

type Side = 'buy' | 'sell';
const away = { buy: -1, sell: 1 } as const;

function sideOf(trader: Trader): Side {
  return pick(trader, ['buy', 'sell'] as const) ?? 'buy';
}

/** A price that the market reaches within minutes, or within hours, or never. */
function distance(trader: Trader): number {
  const far = pick(trader, [0.0005, 0.001, 0.002, 0.005, 0.03]) ?? 0.001;
  return between(trader, 0.2, 1) * far;
}

const placeLimit: Act = (trader, key) => {
  const side = sideOf(trader);
  const price = rounded(trader.price() * (1 + away[side] * distance(trader)));
  const more = { side, price, quantity: quantityOf(trader), ...(pick(trader, [{}, {}, { post_only: true }]) ?? {}) };
  trader.scenario.create(thisAccount, key, orderBody(marketOf(trader), 'limit', more));
};

const placeMarket: Act = (trader, key) => {
  const more = { side: sideOf(trader), quantity: quantityOf(trader) };
  trader.scenario.create(thisAccount, key, orderBody(marketOf(trader), 'market', more));
};

const placeStop: Act = (trader, key) => {
  const side = sideOf(trader);
  const stop = rounded(trader.price() * (1 - away[side] * distance(trader)));
  const isLimit = trader.random() < 0.4;
  const terms = { side, quantity: quantityOf(trader), stop_price: stop, ...(isLimit ? { price: stop } : {}) };
  trader.scenario.create(
    thisAccount,
    key,
    orderBody(marketOf(trader), isLimit ? 'stop_loss_limit' : 'stop_loss', terms),
  );
};

const placeTarget: Act = (trader, key) => {
  const side = sideOf(trader);
  const stop = rounded(trader.price() * (1 + away[side] * distance(trader)));
  const terms = { side, quantity: quantityOf(trader), stop_price: stop };
  trader.scenario.create(thisAccount, key, orderBody(marketOf(trader), 'take_profit', terms));
};

const placeTrailing: Act = (trader, key) => {
  const terms = { side: sideOf(trader), quantity: 0.002, trailing_percent: pick(trader, [0.2, 0.5, 2]) };
  trader.scenario.create(thisAccount, key, orderBody(marketOf(trader), 'trailing_stop', terms));
};

function openShown(trader: Trader): ShownOrder | undefined {
  return pick(
    trader,
    trader.shown().filter(({ status }) => status === 'open' || status === 'partially_filled'),
  );
}

const cancel: Act = (trader) => {
  const order = openShown(trader);
  if (order?.client_order_id) trader.scenario.cancel(thisAccount, order.client_order_id);
};

const amend: Act = (trader, key) => {
  const order = openShown(trader);
  if (!order?.client_order_id || order.order_type === 'trailing_stop') return;
  const shift = 1 + between(trader, -0.001, 0.001);
  const change = pick(trader, [
    order.price === null
      ? { stop_price: rounded((order.stop_price ?? 0) * shift) }
      : { price: rounded(order.price * shift) },
    { quantity: 0.012 },
  ]);
  const { client_order_id, symbol } = order;
  trader.scenario.amend(thisAccount, key, { client_order_id, symbol, ...change });
};

const cancelAll: Act = (trader, key) => {
  trader.scenario.cancelAll(thisAccount, key, { market_type: marketOf(trader) });
};

const placeElsewhere: Act = (trader) => {
  const side = sideOf(trader);
  const price = rounded(trader.price() * (1 + away[side] * distance(trader)));
  if (trader.random() < 0.5)
    trader.elsewhere.futuresPost('sendorder', {
      symbol: 'PF_XBTUSD',
      side,
      size: 0.002,
      orderType: 'lmt',
      limitPrice: price,
    });
  else
    trader.elsewhere.spotCall('AddOrder', {
      ...{ pair: 'XBTUSD', type: side, ordertype: 'limit' },
      ...{ volume: '0.002', price: String(price) },
    });
};

/** An order of this service, canceled with another program. */
const cancelElsewhere: Act = (trader) => {
  const order = openShown(trader);
  if (!order?.order_id) return;
  if (order.market_type === 'swap') trader.elsewhere.futuresPost('cancelorder', { order_id: order.order_id });
  else trader.elsewhere.spotCall('CancelOrder', { txid: order.order_id });
};

const close: Act = (trader, key) => void startClose(trader.scenario, thisAccount, key);

const halt: Act = (trader) => void startHalt(trader.scenario);

/** Weights: what a trader does often comes often. */
const acts: readonly (readonly [number, Act])[] = [
  [30, placeLimit],
  [8, placeMarket],
  [10, placeStop],
  [6, placeTarget],
  [6, placeTrailing],
  [12, cancel],
  [14, amend],
  [1, cancelAll],
  [5, placeElsewhere],
  [3, cancelElsewhere],
  [3, close],
  [0.3, halt],
  [1, ({ transfer }, key) => transfer(key)],
];
const whole = acts.reduce((sum, [weight]) => sum + weight, 0);

export function act(trader: Trader, key: string): void {
  let left = trader.random() * whole;
  const chosen = acts.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  chosen?.[1](trader, key);
}

/** After a halt the account trades again. */
export function resume({ scenario }: Trader): void {
  beginState(scenario, 'ACTIVE');
}
