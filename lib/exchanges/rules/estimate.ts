import type { DecimalString } from '../../decimal.ts';
import { Decimal } from '../../decimal.ts';
import type { OrderEstimate } from '../model/estimate.ts';
import type { MarginLevel, Market } from '../model/market.ts';
import type { OrderRequest } from '../model/order.ts';

/** The price an order names itself; null for what trades at the market. */
export function namedPrice({ price, stopPrice }: OrderRequest): DecimalString | null {
  return price ?? stopPrice ?? null;
}

/** A purchase pays its cost and fee in the quote asset, a sale gives the base asset. */
export function estimateSpot(order: OrderRequest, market: Market, price: DecimalString): OrderEstimate {
  const notional = new Decimal(price).mul(order.quantity);
  const fee = feeOf(order, market, notional);
  const isSale = order.side === 'sell';
  return {
    ...priced(price, notional, fee, market.quote),
    margin: isSale ? new Decimal(order.quantity).toFixed() : notional.add(fee ?? 0).toFixed(),
    marginAsset: isSale ? market.base : market.quote,
  };
}

/**
 * Inverse contracts count the quote asset and are worth, charged and margined in the base asset. `leverage` is the leverage of a pair in
 * isolated margin. Leverage can raise the requirement and never lowers it below the schedule. Without levels the margin is not known.
 */
export function estimateSwap(
  order: OrderRequest,
  market: Market,
  price: DecimalString,
  { levels, leverage }: { readonly levels: readonly MarginLevel[]; readonly leverage: DecimalString | null },
): OrderEstimate {
  const size = new Decimal(order.quantity).mul(market.contractSize);
  const notional = market.inverse ? size.div(price) : size.mul(price);
  const asset = market.settle ?? market.quote;
  return {
    ...priced(price, notional, feeOf(order, market, notional), asset),
    margin: order.reduceOnly ? '0' : initialMargin(market.inverse ? size : notional, notional, levels, leverage),
    marginAsset: asset,
  };
}

function priced(price: DecimalString, notional: Decimal, fee: Decimal | null, feeAsset: string) {
  return {
    price,
    notional: shown(notional),
    fee: fee === null ? null : shown(fee),
    feeAsset,
  };
}

/** An order that may take liquidity is estimated with the taker fee for its whole quantity. */
function feeOf({ postOnly }: OrderRequest, { makerFee, takerFee }: Market, notional: Decimal): Decimal | null {
  const rate = postOnly ? makerFee : takerFee;
  return rate === null ? null : notional.mul(rate);
}

/**
 * Each level's share applies to the part of the size within that level. `units` is the size in the unit of the levels, `notional` its
 * value.
 */
function initialMargin(
  units: Decimal,
  notional: Decimal,
  levels: readonly MarginLevel[],
  leverage: DecimalString | null,
): DecimalString | null {
  if (levels.length === 0) return null;
  const ascending = levels.toSorted((a, b) => new Decimal(a.from).cmp(b.from));
  const held = ascending.reduce((sum, level, index) => {
    const top = Decimal.min(units, ascending[index + 1]?.from ?? units);
    return sum.add(Decimal.max(top.sub(level.from), 0).mul(level.initialMargin));
  }, new Decimal(0));
  const scheduled = held.mul(notional).div(units);
  return shown(leverage === null ? scheduled : Decimal.max(scheduled, notional.div(leverage)));
}

/** A quotient of an inverse contract has no end. */
function shown(value: Decimal): DecimalString {
  return value.toSignificantDigits(18).toFixed();
}
