import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKey } from '../../../../infra/local/simulators/kraken-spot/keys.ts';
import { createPairs } from '../../../../infra/local/simulators/kraken-spot/pairs.ts';
import { createProtocol } from '../../../../infra/local/simulators/kraken-spot/protocol.ts';
import { sandbox } from '../../../../infra/local/simulators/sandbox.ts';
import { createWorld } from '../../../../infra/local/simulators/world.ts';
import type { WireBalances, WireLedger, WireOrder } from './spot-client.ts';
import { sign, startTime } from './spot-client.ts';

/** The venue without sockets: thousands of signed requests a second. */
function directVenue() {
  const world = createWorld({ pinned: true, tickMs: 0, clock: () => startTime });
  const protocol = createProtocol(world, createPairs(), () => [
    createKey({ ...sandbox.spot, customer: 'sandbox' }, startTime),
  ]);
  world.deposits.futures = () => {};
  let nonce = 0;
  return {
    world,
    control: (name: string, body: Record<string, unknown>) => protocol.control[name]?.(body),
    call<T>(name: string, params: Record<string, string> = {}): { error: string[]; result: T } {
      nonce += 1;
      const path = `/0/private/${name}`;
      const body = String(new URLSearchParams({ nonce: String(nonce), ...params }));
      const headers = {
        'api-key': sandbox.spot.apiKey,
        'api-sign': sign(path, String(nonce), body, sandbox.spot.secret),
      };
      return protocol.handle({ method: 'POST', path, query: '', headers, body }).body as { error: string[]; result: T };
    },
  };
}

type Venue = ReturnType<typeof directVenue>;
type Step = (venue: Venue, model: Model) => void;
interface Model {
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
  .map((order) => (venue, model) => {
    const pair = 'XBTUSD';
    const { fees } = venue.call<{ fees: Record<string, { fee: string }> }>('TradeVolume', { pair }).result;
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
    const { result } = venue.call<{ txid: [string] } | undefined>('AddOrder', terms);
    if (!result) return;
    model.ids.push(result.txid[0]);
    model.rates.set(result.txid[0], new Decimal(fees.XXBTZUSD?.fee ?? 0).div(100));
  });

const target = fc.nat();
const pick = (model: Model, index: number) =>
  model.ids[index % Math.max(1, model.ids.length)] ?? 'OAAAAA-AAAAAA-AAAAAA';
const cancelling: fc.Arbitrary<Step> = target.map(
  (index) => (venue, model) => void venue.call('CancelOrder', { txid: pick(model, index) }),
);
const amending: fc.Arbitrary<Step> = fc
  .record({ index: target, volume, price, what: fc.constantFrom('order_qty', 'limit_price', 'trigger_price') })
  .map(
    ({ index, volume: quantity, price: level, what }) =>
      (venue, model) =>
        void venue.call('AmendOrder', {
          txid: pick(model, index),
          [what]: what === 'order_qty' ? quantity : String(level),
        }),
  );
const moving: fc.Arbitrary<Step> = price.map(
  (level) => (venue) => void venue.control('price', { symbol: 'BTC/USD', price: level }),
);
const draining: fc.Arbitrary<Step> = fc
  .option(volume)
  .map((liquidity) => (venue) => void venue.control('market', { symbol: 'BTC/USD', liquidity }));
const waiting: fc.Arbitrary<Step> = fc
  .integer({ min: 0, max: 10 * 24 * 3_600_000 })
  .map((ms) => (venue) => venue.world.advance(ms));
const transferring: fc.Arbitrary<Step> = fc
  .record({ asset: fc.constantFrom('USD', 'XBT'), amount: volume })
  .map(
    (transfer) => (venue) =>
      void venue.call('WalletTransfer', { from: 'Spot Wallet', to: 'Futures Wallet', ...transfer }),
  );
const step = fc.oneof(
  { weight: 5, arbitrary: placing },
  { weight: 3, arbitrary: moving },
  cancelling,
  amending,
  draining,
  waiting,
  transferring,
);

/** What an open order must hold, computed from nothing but the venue's own listing and the published fee. */
function expectedHold(
  order: WireOrder & { descr: { type?: string; ordertype?: string } },
  rate: Decimal,
): [string, Decimal] {
  const rest = new Decimal(order.vol).minus(order.vol_exec);
  if (order.descr.type === 'sell') return ['XXBT', rest];
  const worst = order.descr.ordertype?.endsWith('-limit')
    ? order.descr.price2
    : order.descr.ordertype === 'trailing-stop'
      ? order.stopprice
      : order.descr.price;
  const up = (value: Decimal) => value.toDecimalPlaces(4, Decimal.ROUND_UP);
  const cost = up(rest.times(worst));
  return ['ZUSD', order.oflags.includes('fcib') ? cost : cost.plus(up(cost.times(rate)))];
}

function checkHolds(venue: Venue, model: Model): void {
  const { open } = venue.call<{ open: Record<string, WireOrder> }>('OpenOrders').result;
  const holds: Record<string, Decimal> = {};
  for (const [id, order] of Object.entries(open)) {
    const [asset, amount] = expectedHold(order, model.rates.get(id) ?? new Decimal(Number.NaN));
    holds[asset] = (holds[asset] ?? new Decimal(0)).plus(amount);
  }
  for (const [asset, { balance, hold_trade: held }] of Object.entries(venue.call<WireBalances>('BalanceEx').result)) {
    expect(new Decimal(held).eq(holds[asset] ?? 0), `${asset} holds ${held}, orders need ${holds[asset]}`).toBe(true);
    expect(new Decimal(balance).gte(held), `${asset}: ${balance} cannot cover ${held}`).toBe(true);
  }
}

function checkLedger(venue: Venue): void {
  const rows: WireLedger[] = [];
  for (let ofs = 0; ; ofs += 50) {
    const { ledger } = venue.call<{ ledger: Record<string, WireLedger> }>('Ledgers', { ofs: String(ofs) }).result;
    rows.push(...Object.values(ledger));
    if (Object.keys(ledger).length < 50) break;
  }
  const running = new Map<string, Decimal>();
  for (const { asset, amount, fee, balance } of rows.reverse()) {
    running.set(asset, (running.get(asset) ?? new Decimal(0)).plus(amount).minus(fee));
    expect(running.get(asset)?.toFixed()).toBe(new Decimal(balance).toFixed());
  }
  const balances = venue.call<Record<string, string>>('Balance').result;
  for (const [asset, balance] of Object.entries(balances))
    expect(running.get(asset)?.toFixed()).toBe(new Decimal(balance).toFixed());
}

function checkOrders(venue: Venue, model: Model): void {
  for (const id of model.ids) {
    const order = venue.call<Record<string, WireOrder>>('QueryOrders', { txid: id, trades: 'true' }).result[id];
    if (!order) throw new Error(`${id} is gone`);
    const fills = Object.values(
      order.trades
        ? venue.call<Record<string, { vol: string; cost: string }>>('QueryTrades', { txid: order.trades.join(',') })
            .result
        : {},
    );
    const sum = (field: 'vol' | 'cost') => fills.reduce((total, fill) => total.plus(fill[field]), new Decimal(0));
    expect(sum('vol').toFixed(8)).toBe(order.vol_exec);
    expect(sum('cost').toFixed(5)).toBe(order.cost);
    if (order.status === 'closed') expect(order.vol_exec).toBe(order.vol);
    expect(new Decimal(order.vol_exec).lte(order.vol) || order.misc.includes('amended')).toBe(true);
  }
}

describe('any sequence of orders, cancels, amends, transfers and price moves', () => {
  it('holds exactly what the open orders need, and the ledger adds up to the balances to the last digit', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const venue = directVenue();
        const model: Model = { rates: new Map(), ids: [] };
        for (const act of steps) {
          act(venue, model);
          checkHolds(venue, model);
        }
        checkLedger(venue);
        checkOrders(venue, model);
      }),
      { numRuns: 150, seed: 20260901 },
    );
  });
});
