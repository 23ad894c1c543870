import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { createWorld } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import { createKey } from '../../../../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol } from '../../../../../../infra/local/exchanges/kraken/spot/protocol.ts';
import { spotCaller } from './fixture-caller.ts';
import { startTime } from './fixture-client.ts';

/** Kraken without sockets: thousands of signed requests a second. */
export function directExchange(clock = () => startTime) {
  const world = createWorld({ pinned: true, tickMs: 0, clock });
  const protocol = createProtocol(world, createPairs(), () => [
    createKey({ ...sandbox.spot, customer: 'sandbox' }, startTime),
  ]);
  world.acceptDeposits('futures', () => {});
  return {
    world,
    control: (name: string, body: Record<string, unknown>) => protocol.control[name]?.(body),
    call: spotCaller(protocol, sandbox.spot),
  };
}

export type Exchange = ReturnType<typeof directExchange>;
export type Step = (exchange: Exchange, model: Model) => void;
export interface Model {
  /** The taker rate in force when each order was placed. */
  rates: Map<string, Decimal>;
  ids: string[];
}

const sides = fc.constantFrom('buy', 'sell');
const price = fc.integer({ min: 60_000, max: 100_000 });
const volume = fc.integer({ min: 5, max: 200_000 }).map((lots) => new Decimal(lots).div(100_000).toFixed());
const types = fc.constantFrom(
  'market',
  'limit',
  'stop-loss',
  'take-profit',
  'stop-loss-limit',
  'take-profit-limit',
  'trailing-stop',
);

const placing: fc.Arbitrary<Step> = fc
  .record({
    side: sides,
    type: types,
    volume,
    price,
    price2: price,
    tif: fc.constantFrom('GTC', 'IOC'),
    flag: fc.constantFrom('', 'fcib', 'fciq'),
  })
  .map((order) => (exchange, model) => {
    const pair = 'XBTUSD';
    const { fees } = exchange.call<{ fees: Record<string, { fee: string }> }>('TradeVolume', { pair }).result;
    const prices = {
      price: order.type === 'trailing-stop' ? `+${order.price % 5000 || 1}` : String(order.price),
      price2: String(order.price2),
    };
    const terms = {
      pair,
      type: order.side,
      ordertype: order.type,
      volume: order.volume,
      timeinforce: order.tif,
      oflags: order.flag,
      ...prices,
    };
    const { result } = exchange.call<{ txid: [string] } | undefined>('AddOrder', terms);
    if (!result) return;
    model.ids.push(result.txid[0]);
    model.rates.set(result.txid[0], new Decimal(fees.XXBTZUSD?.fee ?? 0).div(100));
  });

const target = fc.nat();
function pick(model: Model, index: number) {
  return model.ids[index % Math.max(1, model.ids.length)] ?? 'OAAAAA-AAAAAA-AAAAAA';
}
const cancelling: fc.Arbitrary<Step> = target.map(
  (index) => (exchange, model) => void exchange.call('CancelOrder', { txid: pick(model, index) }),
);
const amending: fc.Arbitrary<Step> = fc
  .record({ index: target, volume, price, what: fc.constantFrom('order_qty', 'limit_price', 'trigger_price') })
  .map(
    ({ index, volume: quantity, price: level, what }) =>
      (exchange, model) =>
        void exchange.call('AmendOrder', {
          txid: pick(model, index),
          [what]: what === 'order_qty' ? quantity : String(level),
        }),
  );
const moving: fc.Arbitrary<Step> = price.map(
  (level) => (exchange) => void exchange.control('price', { symbol: 'BTC/USD', price: level }),
);
const draining: fc.Arbitrary<Step> = fc
  .option(volume)
  .map((liquidity) => (exchange) => void exchange.control('market', { symbol: 'BTC/USD', liquidity }));
const waiting: fc.Arbitrary<Step> = fc
  .integer({ min: 0, max: 10 * 24 * 3_600_000 })
  .map((ms) => (exchange) => exchange.world.advance(ms));
const transferring: fc.Arbitrary<Step> = fc
  .record({ asset: fc.constantFrom('USD', 'XBT'), amount: volume })
  .map(
    (transfer) => (exchange) =>
      void exchange.call('WalletTransfer', { from: 'Spot Wallet', to: 'Futures Wallet', ...transfer }),
  );
/** One thing that happens to a customer: an order, a cancel, an amend, a transfer, a price move, time passing. */
export const step = fc.oneof(
  { weight: 5, arbitrary: placing },
  { weight: 3, arbitrary: moving },
  cancelling,
  amending,
  draining,
  waiting,
  transferring,
);
