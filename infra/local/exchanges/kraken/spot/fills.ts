import type { Decimal } from 'decimal.js';
import { cut, exact, zero } from '../../engine/decimals.ts';
import type { Account, Entry } from './account.ts';
import { availableOf, book } from './account.ts';
import { decimalsOf } from './assets.ts';
import type { Exchange } from './exchange.ts';
import { dollars, marketOf, newId } from './exchange.ts';
import type { Order, Trade } from './order.ts';
import { has } from './order.ts';

/** Trades `volume` of an order at a price: two ledger rows, one trade. */
export function fill(
  exchange: Exchange,
  account: Account,
  order: Order,
  { price, volume, maker }: { price: Decimal; volume: Decimal; maker: boolean },
): void {
  if (volume.lte(0)) return;
  // Cut, never rounded up: however many parts an order trades in, they fit into what it held.
  const cost = cut(volume.times(price), decimalsOf(order.pair.quote));
  order.filled = order.filled.plus(volume);
  order.cost = order.cost.plus(cost);
  const fee = feeOf(account, order, { volume, cost, rate: maker ? order.makerRate : order.takerRate });
  const trade = createTrade(exchange, order, {
    price,
    volume,
    cost,
    maker,
    fee: fee.inBase ? cut(fee.amount.times(price), 8) : fee.amount,
  });
  order.fee = order.fee.plus(trade.fee);
  for (const entry of entriesOf(order, trade, fee)) trade.ledgers.push(book(exchange, account, entry).id);
  account.trades.push(trade);
  order.trades.push(trade.id);
  const market = marketOf(exchange, order.pair);
  if (market.liquidity) market.liquidity = market.liquidity.minus(volume);
}

interface Fee {
  amount: Decimal;
  inBase: boolean;
}

/** fcib is a preference: a seller who has no base left beyond what is sold pays in quote currency. */
function feeOf(account: Account, order: Order, part: { volume: Decimal; cost: Decimal; rate: Decimal }): Fee {
  const { pair, side } = order;
  const inBase = cut(part.volume.times(part.rate), decimalsOf(pair.base));
  const spare = side === 'buy' || availableOf(account, pair.base).minus(part.volume).gte(inBase);
  if (has(order, 'fcib') && spare) return { amount: inBase, inBase: true };
  return { amount: cut(part.cost.times(part.rate), decimalsOf(pair.quote)), inBase: false };
}

function createTrade(
  exchange: Exchange,
  order: Order,
  part: Pick<Trade, 'price' | 'volume' | 'cost' | 'fee' | 'maker'>,
): Trade {
  exchange.lastTradeId += 1;
  return {
    ...part,
    id: newId(exchange, 'T'),
    tradeId: exchange.lastTradeId,
    order,
    at: exchange.world.now(),
    ledgers: [],
    dollars: part.cost.times(dollars(exchange, order.pair.quoteCode)),
  };
}

/** Incoming side first, so that a fee taken from what is bought has something to be taken from. */
function entriesOf(order: Order, trade: Trade, fee: Fee): Entry[] {
  const { pair, side } = order;
  const base = {
    asset: pair.base,
    amount: side === 'buy' ? trade.volume : trade.volume.neg(),
    fee: fee.inBase ? fee.amount : zero,
  };
  const quote = {
    asset: pair.quote,
    amount: side === 'buy' ? trade.cost.neg() : trade.cost,
    fee: fee.inBase ? zero : fee.amount,
  };
  const entries = side === 'buy' ? [base, quote] : [quote, base];
  return entries.map((entry) => ({ ...entry, type: 'trade' as const, refid: trade.id, subtype: 'tradespot' }));
}

const thirtyDays = 30 * 24 * 3600 * 1000;

/** What decides the fee step. */
export function volumeOf30Days(account: Account, now: number): Decimal {
  let volume = exact(0);
  for (let index = account.trades.length - 1; index >= 0; index -= 1) {
    const trade = account.trades[index];
    if (!trade || trade.at < now - thirtyDays) break;
    volume = volume.plus(trade.dollars);
  }
  return volume;
}
