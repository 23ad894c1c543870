import { Decimal } from 'decimal.js';
import type { Account } from '../../../infra/local/exchanges/engine/account.ts';
import { catchUp } from '../../../infra/local/exchanges/engine/catch-up.ts';
import { type Exchange, marketOf } from '../../../infra/local/exchanges/engine/exchange.ts';
import { post } from '../../../infra/local/exchanges/engine/ledger.ts';
import type { Side } from '../../../infra/local/exchanges/engine/order.ts';
import { placeOrder } from '../../../infra/local/exchanges/engine/place-order.ts';
import type { World } from '../../../infra/local/exchanges/engine/world.ts';
import type { BookedLedger } from './scene.ts';

/** What a desk trades at one exchange, by the engine's symbols. */
export interface TradedMarkets {
  readonly markets: readonly TradedMarket[];
  /** The contract of liquidations. */
  readonly liquidated: TradedMarket;
  readonly walletOf: (asset: string) => string;
  /** The asset that moves in and out. */
  readonly money: string;
  /** Words of an order that the exchange's wire tells and the engine does not read. */
  readonly own: Readonly<Record<string, string>>;
  /** The id that the exchange gives an order without one. Absent: such an order has no id. */
  readonly newClientId?: (world: World) => string;
  /** What the wire does to the account before its first order in a contract. */
  readonly prepare?: (account: Account, symbol: string) => void;
}

export interface TradedMarket {
  readonly symbol: string;
  /** About this price the market moves. */
  readonly price: number;
  /** The least order; up to five times as much is traded. */
  readonly quantity: string;
}

type Trading = Pick<BookedLedger, 'trade' | 'liquidate' | 'move'>;

/** Orders and moves of money by the engine itself: no wire, no keys. What was due before is booked before. */
export function deskTrading(
  exchange: () => Exchange,
  accountOf: (customer: string) => Account,
  terms: TradedMarkets,
): Trading {
  return {
    trade: (customer, random) => {
      const market = terms.markets[Math.floor(random() * terms.markets.length)] ?? terms.liquidated;
      setPrice(exchange(), market, 0.98 + random() * 0.04);
      const quantity = new Decimal(market.quantity).times(1 + Math.floor(random() * 5));
      take(exchange(), accountOf(customer), terms, { market, side: random() < 0.5 ? 'buy' : 'sell', quantity });
    },
    liquidate: (customer) => liquidate(exchange(), accountOf(customer), terms),
    move: (customer, amount) => move(exchange(), accountOf(customer), terms, new Decimal(amount)),
  };
}

function setPrice(exchange: Exchange, { symbol, price }: TradedMarket, factor: number): void {
  const { baseCode, quoteCode } = marketOf(exchange, symbol).terms;
  exchange.world.pin(baseCode, quoteCode, new Decimal((price * factor).toFixed(1)));
}

interface Taken {
  readonly market: TradedMarket;
  readonly side: Side;
  readonly quantity: Decimal;
}

/** An order at any price; whether the engine took the order. */
function take(
  exchange: Exchange,
  account: Account,
  { own, prepare, newClientId }: TradedMarkets,
  { market: { symbol }, side, quantity }: Taken,
): boolean {
  const market = marketOf(exchange, symbol);
  if (market.terms.contract !== null) prepare?.(account, symbol);
  catchUp(exchange, account);
  const { rejection } = placeOrder(exchange, account, {
    ...{ market, side, quantity: exchange.rules.number(quantity), quantityIn: 'base', limitPrice: null, trigger: null },
    ...{ timeInForce: 'IOC', postOnly: false, reduceOnly: false, startAt: 0, expireAt: 0 },
    clientOrderId: newClientId?.(exchange.world) ?? null,
    feeIn: side === 'buy' && market.terms.contract === null ? 'base' : 'quote',
    own,
  });
  return rejection === null;
}

/** The largest position that the margin allows, and a market that falls until the position is gone. */
function liquidate(exchange: Exchange, account: Account, terms: TradedMarkets): void {
  const { liquidated: market } = terms;
  setPrice(exchange, market, 1);
  const held = account.positions.get(market.symbol)?.quantity ?? new Decimal(0);
  if (held.isNegative()) take(exchange, account, terms, { market, side: 'buy', quantity: held.abs() });
  for (let quantity = new Decimal(market.quantity).times(50_000); quantity.gte(market.quantity); ) {
    if (take(exchange, account, terms, { market, side: 'buy', quantity })) break;
    quantity = quantity.times(0.8).toNearest(market.quantity, Decimal.ROUND_DOWN);
  }
  for (let fall = 0.99; fall > 0.5 && account.positions.has(market.symbol); fall -= 0.01) {
    setPrice(exchange, market, fall);
    catchUp(exchange, account);
  }
  setPrice(exchange, market, 1);
}

function move(exchange: Exchange, account: Account, { money: asset, walletOf }: TradedMarkets, amount: Decimal): void {
  catchUp(exchange, account);
  const wallet = walletOf(asset);
  const held = account.wallets.get(wallet)?.get(asset) ?? new Decimal(0);
  if (held.plus(amount).isNegative()) return;
  const kind = amount.isNegative() ? 'departure' : 'arrival';
  post(exchange, account, {
    kind,
    wallet,
    asset,
    change: exchange.rules.number(amount),
    reference: exchange.ids.transfer(),
  });
}
