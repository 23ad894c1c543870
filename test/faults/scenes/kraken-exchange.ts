import { Decimal } from 'decimal.js';
import type { Exchange } from '../../../infra/local/exchanges/engine/exchange.ts';
import { type HiddenEntries, visibility } from '../../../infra/local/exchanges/engine/ledger-faults.ts';
import type { Order } from '../../../infra/local/exchanges/engine/order.ts';
import { createWorld } from '../../../infra/local/exchanges/engine/world.ts';
import type { FuturesProtocol } from '../../../infra/local/exchanges/kraken/futures/protocol.ts';
import { createKrakenFutures } from '../../../infra/local/exchanges/kraken/futures/simulator.ts';
import { findAsset } from '../../../infra/local/exchanges/kraken/spot/assets.ts';
import { createKey } from '../../../infra/local/exchanges/kraken/spot/auth.ts';
import { createPairs } from '../../../infra/local/exchanges/kraken/spot/pairs.ts';
import { createProtocol, type SpotProtocol } from '../../../infra/local/exchanges/kraken/spot/protocol.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { accountNames, accounts } from '../harness/accounts.ts';
import { keysOf } from './kraken-keys.ts';
import { keyLimitsOf, liftKeyLimits, mannersOf } from './kraken-manners.ts';
import { isShort, stateOf, trailingPercentOf } from './order-state.ts';
import type { BookedOrder, OpenedExchange, SceneTerms, TrueRow } from './scene.ts';

export interface KrakenExchange extends OpenedExchange {
  readonly spot: SpotProtocol;
  readonly futures: FuturesProtocol;
  /** Everything booked in the ledger of a market, oldest first, shown or not. */
  ledger(marketType: MarketType, customer: string): TrueRow[];
}

const pairs = createPairs(0);

/** Both exchanges of one world. */
export function openKraken({ clock, seed, nonceWindow, walks }: SceneTerms): KrakenExchange {
  const world = createWorld({ pinned: !walks, tickMs: 0, clock, seed });
  const spotKeys = () =>
    accountNames.map((name) =>
      createKey({ ...keysOf(name).spot, customer: accounts[name].customer, nonceWindow }, world.now()),
    );
  const spot = createProtocol(world, pairs, spotKeys);
  const { protocol: futures, stop } = createKrakenFutures({ world });
  fundFutures(futures, (customer) => world.deposit('futures', customer, 'USD', new Decimal(50_000)));
  const setPrice = (price: number): void => void spot.control.price?.({ symbol: 'BTC/USD', price });
  if (!walks) setPrice(80_000);
  const { apiKey } = keysOf('desk').spot;
  return {
    ...{ world, spot, futures, protocols: { spot, futures }, setPrice, booked: null },
    manners: mannersOf(spot, futures),
    keyLimits: { choose: keyLimitsOf(spot, world.now), lift: () => liftKeyLimits(spot) },
    useNonce: (nonce) => void spot.control.key?.({ api_key: apiKey, nonce, nonce_window: 0 }),
    orders: () => [...spotOrders(spot), ...futuresOrders(futures)],
    ledger: (marketType, customer) =>
      marketType === 'spot' ? spotLedger(spot, customer) : futuresLedger(futures, customer),
    close: () => {
      spot.close();
      stop();
      world.close();
    },
  };
}

function fundFutures(futures: FuturesProtocol, deposit: (customer: string) => void): void {
  for (const name of accountNames) {
    const { apiKey, secret } = keysOf(name).swap;
    futures.control.key?.({ api_key: apiKey, secret, customer: accounts[name].customer });
  }
  for (const customer of new Set(accountNames.map((name) => accounts[name].customer))) deposit(customer);
}

function spotOrders(spot: SpotProtocol): BookedOrder[] {
  return [...spot.exchange().accounts.values()].flatMap(({ orders }) =>
    [...orders.values()].map((order) => {
      const stop = order.trigger?.trailing ? null : (order.trigger?.price ?? null);
      return bookedOrder('spot', order, stop);
    }),
  );
}

function futuresOrders(futures: FuturesProtocol): BookedOrder[] {
  return [...futures.exchange().accounts.values()].flatMap(({ open, ended }) =>
    [...open.values(), ...ended.values()]
      .filter(({ state }) => state !== 'rejected')
      .map((order) => bookedOrder('swap', order, order.state === 'waiting' ? (order.trigger?.price ?? null) : null)),
  );
}

function bookedOrder(marketType: MarketType, order: Order, stopPrice: Decimal | null): BookedOrder {
  const { customer, id, clientOrderId, side, quantity, limitPrice, filled } = order;
  return {
    ...{ customer, marketType, id, clientOrderId, side },
    quantity: quantity.toFixed(),
    limitPrice: limitPrice?.toFixed() ?? null,
    stopPrice: stopPrice?.toFixed() ?? null,
    trailingPercent: trailingPercentOf(order),
    filled: filled.toFixed(),
    state: stateOf(order),
    isShort: isShort(order),
  };
}

function spotLedger(spot: SpotProtocol, customer: string): TrueRow[] {
  const rows = rowsOf(spot.exchange(), customer, (asset) => findAsset(asset)?.code ?? asset);
  const reads = readable(spot, customer);
  // The spot ledger prints a fee for every entry.
  return rows.map((row) => ({ ...row, fee: row.fee ?? new Decimal(0), isShown: row.isShown && reads(row.time) }));
}

/** Whether the customer's key is shown an entry of this time. Where the exchange refuses the range, no answer shows less than all. */
function readable(spot: SpotProtocol, customer: string): (time: number) => boolean {
  const { keys, keyForms } = spot.exchange();
  const key = [...keys.values()].find((each) => each.customer === customer);
  if (key === undefined || keyForms.outside === 'refused') return () => true;
  const { queryFrom, queryTo } = key.times;
  return (time) => time >= queryFrom * 1000 && (queryTo === 0 || time <= queryTo * 1000);
}

function futuresLedger(futures: FuturesProtocol, customer: string): TrueRow[] {
  return rowsOf(futures.exchange(), customer, (asset) => (asset === 'xbt' ? 'BTC' : asset.toUpperCase()));
}

function rowsOf(exchange: Exchange, customer: string, codeOf: (asset: string) => string): TrueRow[] {
  const account = exchange.accounts.get(customer);
  if (account === undefined) return [];
  const shows = visibility(exchange.ledgerFaults, account.hiddenEntries, exchange.world.now()) ?? (() => true);
  return account.ledger.map((entry) => ({
    id: String(entry.id),
    time: entry.at,
    wallet: entry.wallet,
    asset: codeOf(entry.asset),
    before: entry.before,
    after: entry.after,
    realizedPnl: entry.realizedPnl,
    funding: entry.realizedFunding,
    fee: entry.fee,
    liquidationFee: entry.liquidationFee,
    isPosition: entry.of === 'position',
    isShown: shows(entry.id, entry.at),
    wasWithheld: isWithheld(account.hiddenEntries, entry.id),
  }));
}

function isWithheld({ hidden, late }: HiddenEntries, id: string | number): boolean {
  return hidden.has(id) || late.has(id);
}
