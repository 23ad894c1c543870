import { Decimal } from 'decimal.js';
import type { Account, Execution, Fill, Position } from './account.ts';
import type { Exchange, PositionChange } from './exchange.ts';
import { marginRules } from './exchange.ts';
import { isolatedMargin } from './isolated-margin.ts';
import { balanceOf, post, postCovered, postPosition } from './ledger.ts';
import type { Market } from './market.ts';
import { contractOf, isPerpetual } from './market.ts';
import type { Order } from './order.ts';
import { signed } from './order.ts';
import { accruedFunding, averageEntry, notional, profit, quoteValue } from './position-value.ts';
import { quoteOf } from './quote.ts';
import type { FeeElsewhere } from './rules.ts';

const zero = new Decimal(0);

/** A trade of contracts: the position changes, and the ledger gets two entries, of the position and of the wallet. */
export function tradeContract(exchange: Exchange, account: Account, order: Order, execution: Execution): Fill {
  const { market } = order;
  const { quantity, price, role } = execution;
  const now = exchange.world.now();
  const name = exchange.ids.fill();
  const before = { ...order };
  const change = changePosition(exchange, account, market, signed(order.side, quantity), price);
  const cost = notional(market, quantity, price);
  const fee = cost.mul(order.feeRates[role]);
  const { rules, world } = exchange;
  const chargedIn = rules.feeElsewhere?.(world, account, { assetCode: market.terms.quoteCode, amount: fee }) ?? null;
  order.filled = order.filled.add(quantity);
  order.cost = order.cost.add(cost);
  order.fee = order.fee.add(fee);
  order.updatedAt = now;
  const fill: Fill = {
    ...name,
    ...{ order, before, at: now, price, quantity, role, cost, fee, entries: [] },
    charged: chargedIn ?? { asset: contractOf(market).settle, amount: fee },
    usdValue: quoteValue(market, quantity, price),
    ...{ realizedPnl: change.pnl, realizedFunding: change.funding },
  };
  postTrade(exchange, account, fill, change, chargedIn);
  account.fills.push(fill);
  order.fills.push(fill.id);
  exchange.events.contractTraded?.(account, fill, change);
  return fill;
}

/** Nets a signed trade into the position. Realizes profit on the closed part, and the funding accrued so far. */
function changePosition(
  exchange: Exchange,
  account: Account,
  market: Market,
  trade: Decimal,
  price: Decimal,
): PositionChange {
  const { symbol } = market.terms;
  const now = exchange.world.now();
  const before = account.positions.get(symbol) ?? null;
  const held = before?.quantity ?? zero;
  const quantity = held.add(trade);
  const grows = held.mul(trade).gt(0);
  const reverses = before !== null && !grows && trade.abs().gt(held.abs());
  const entry = !before || reverses ? price : grows ? averageEntry(market, before, trade, price) : before.entry;
  const after = { symbol, quantity, entry, filledAt: now, fundedUntil: now };
  if (quantity.isZero()) account.positions.delete(symbol);
  else account.positions.set(symbol, after);
  const markPrice = quoteOf(exchange, market).mark;
  if (!before) return { before, after, pnl: zero, funding: zero, markPrice, kind: 'open' };
  const closed = reverses ? held : grows ? zero : trade.neg();
  return {
    ...{ before, after, markPrice },
    pnl: profit(market, closed, before.entry, price),
    funding: accruedFunding(exchange, market, before, now),
    kind: grows ? 'increase' : quantity.isZero() ? 'close' : reverses ? 'reverse' : 'decrease',
  };
}

function postTrade(
  exchange: Exchange,
  account: Account,
  fill: Fill,
  change: PositionChange,
  chargedIn: FeeElsewhere | null,
): void {
  const { market } = fill.order;
  const { symbol } = market.terms;
  const { wallet, settle } = contractOf(market);
  const liquidated = fill.role === 'liquidation';
  const kind = liquidated ? ('liquidation' as const) : ('trade' as const);
  const { before, after } = change;
  const details = {
    ...{ symbol, settle, price: fill.price, markPrice: change.markPrice },
    fundingRate: isPerpetual(market) ? (exchange.funding?.at(market, fill.at).absolute ?? null) : null,
  };
  postPosition(exchange, account, {
    ...{ kind, wallet, asset: symbol, reference: fill.id },
    before: before?.quantity ?? zero,
    after: after.quantity,
    details: { ...details, entryBefore: before?.entry ?? zero, entryAfter: after.entry },
  });
  postCovered(exchange, account, {
    ...{ kind, wallet, asset: settle, reference: fill.id, details, realizedPnl: change.pnl },
    fee: chargedIn === null ? fill.fee : zero,
    realizedFunding: before ? change.funding : null,
    liquidationFee: liquidated && !contractOf(market).inverse ? liquidationFee(exchange, account, fill, before) : null,
  });
  if (chargedIn === null) return;
  const { amount, ...where } = chargedIn;
  post(exchange, account, { ...{ kind, reference: fill.id, details }, ...where, fee: amount });
}

/** Never more than the trade leaves in the wallet, or of the margin of an isolated position: the fee alone cannot push an account below zero. */
function liquidationFee(exchange: Exchange, account: Account, fill: Fill, before: Position | null): Decimal {
  const { wallet, settle } = contractOf(fill.order.market);
  const held = balanceOf(exchange, account, wallet, settle);
  const balance = Decimal.min(held, (before && isolatedMargin(exchange, account, before)) ?? held);
  const left = balance.add(fill.realizedPnl).add(fill.realizedFunding).sub(fill.fee);
  const wanted = fill.cost.mul(marginRules(exchange).liquidationFeeRate);
  return Decimal.max(0, Decimal.min(wanted, left.sub('0.0002'))).toDecimalPlaces(4, Decimal.ROUND_DOWN);
}
