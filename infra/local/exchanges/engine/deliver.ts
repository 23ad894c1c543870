import type { Decimal } from 'decimal.js';
import type { Account, Execution, Fill } from './account.ts';
import { cut, exact } from './decimals.ts';
import type { EntryId } from './entry-id.ts';
import type { Exchange } from './exchange.ts';
import { availableOf } from './holds.ts';
import type { Posting } from './ledger.ts';
import { post } from './ledger.ts';
import type { Order } from './order.ts';
import type { FeeElsewhere } from './rules.ts';

/** A trade that delivers assets: two ledger entries. */
export function deliver(exchange: Exchange, account: Account, order: Order, execution: Execution): Fill {
  const { rules, ids, world } = exchange;
  const { quantity, price, role } = execution;
  const { base, quote } = order.market.terms;
  // Costs are cut, never rounded up: the parts of an order always fit into the hold.
  const cost = cut(quantity.times(price), rules.decimalsOf(quote));
  const before = { ...order };
  order.filled = order.filled.plus(quantity);
  order.cost = order.cost.plus(cost);
  const fee = elsewhere(
    exchange,
    account,
    order,
    feeOf(exchange, account, order, { quantity, cost, rate: order.feeRates[role] }),
  );
  const feeInQuote = fee.inBase ? cut(fee.amount.times(price), 8) : fee.amount;
  order.fee = order.fee.plus(feeInQuote);
  order.updatedAt = world.now();
  const entries: EntryId[] = [];
  const nothing = rules.number(0);
  const fill: Fill = {
    ...ids.fill(),
    ...{ order, before, at: world.now(), price, quantity, role, cost, fee: feeInQuote, entries },
    charged: fee.elsewhere ?? { asset: fee.inBase ? base : quote, amount: fee.amount },
    usdValue: cost.times(dollars(exchange, order.market.terms.quoteCode)),
    ...{ realizedPnl: nothing, realizedFunding: nothing },
  };
  const at = Math.max(fill.at, account.ledger.at(-1)?.at ?? 0);
  for (const [index, posting] of postings(exchange, fill, fee).entries())
    entries.push(post(exchange, account, { ...posting, at: at + index * exchange.ledgerFaults.tradeSpreadMs }).id);
  account.fills.push(fill);
  order.fills.push(fill.id);
  return fill;
}

interface Fee {
  readonly amount: Decimal;
  readonly inBase: boolean;
  readonly elsewhere?: FeeElsewhere;
}

/**
 * A fee in base is a preference: a seller who has no base left beyond the sold quantity pays in quote. A rebate is paid in the asset that
 * the trade gives away.
 */
function feeOf(
  exchange: Exchange,
  account: Account,
  { side, feeIn, market }: Order,
  part: { quantity: Decimal; cost: Decimal; rate: Decimal },
): Fee {
  const { base, quote } = market.terms;
  const { decimalsOf } = exchange.rules;
  const inBase = cut(part.quantity.times(part.rate), decimalsOf(base));
  if (part.rate.isNegative()) return rebateOf(exchange, side, market, part);
  const spare = side === 'buy' || availableOf(exchange, account, base).minus(part.quantity).gte(inBase);
  if (feeIn === 'base' && spare) return { amount: inBase, inBase: true };
  return { amount: cut(part.cost.times(part.rate), decimalsOf(quote)), inBase: false };
}

/** The fee in another asset, where the customer pays there. */
function elsewhere({ rules, world }: Exchange, account: Account, { market }: Order, usual: Fee): Fee {
  const { baseCode, quoteCode } = market.terms;
  const assetCode = usual.inBase ? baseCode : quoteCode;
  const other = rules.feeElsewhere?.(world, account, { assetCode, amount: usual.amount }) ?? null;
  return other === null ? usual : { ...usual, elsewhere: other };
}

function rebateOf(
  { rules: { decimalsOf } }: Exchange,
  side: Order['side'],
  { terms: { base, quote } }: Order['market'],
  { quantity, cost, rate }: { quantity: Decimal; cost: Decimal; rate: Decimal },
): Fee {
  if (side === 'sell') return { amount: cut(quantity.times(rate), decimalsOf(base)), inBase: true };
  return { amount: cut(cost.times(rate), decimalsOf(quote)), inBase: false };
}

/** What is paid is booked before what is received, as in recorded ledgers of 2014 to 2025. */
function postings({ rules }: Exchange, { order, quantity, cost, id }: Fill, fee: Fee): Posting[] {
  const { base, quote } = order.market.terms;
  const buys = order.side === 'buy';
  const nothing = rules.number(0);
  const [inBase, inQuote] = fee.elsewhere
    ? [nothing, nothing]
    : fee.inBase
      ? [fee.amount, nothing]
      : [nothing, fee.amount];
  const ofBase = { asset: base, change: buys ? quantity : quantity.neg(), fee: inBase };
  const ofQuote = { asset: quote, change: buys ? cost.neg() : cost, fee: inQuote };
  const shared = { kind: 'trade' as const, wallet: rules.tradingWallet, reference: id };
  const halves = (buys ? [ofQuote, ofBase] : [ofBase, ofQuote]).map((half) => ({ ...shared, ...half }));
  if (!fee.elsewhere) return halves;
  const { amount, ...where } = fee.elsewhere;
  return [...halves, { ...shared, ...where, fee: amount }];
}

/** Worth of one unit of an asset in dollars; 0 for assets that the world does not price. */
function dollars({ world }: Exchange, code: string): Decimal {
  try {
    return exact(world.price(code, 'USD'));
  } catch {
    return exact(0);
  }
}
