import { Decimal } from 'decimal.js';
import type { Account, EntryDetails, Position } from './account.ts';
import type { Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { FundingRates } from './funding-rates.ts';
import { postCovered } from './ledger.ts';
import { contractOf, isPerpetual, type Market } from './market.ts';
import { accruedFunding, profit } from './position-value.ts';
import { quoteOf } from './quote.ts';

/** Every full interval that has ended since, in order of time over all positions, so that ledger ids and dates rise together. */
export function realizeFunding(exchange: Exchange, account: Account): void {
  const { funding, world } = exchange;
  if (!funding || account.positions.size === 0) return;
  const now = world.now();
  const oldest = Math.min(...[...account.positions.values()].map(({ fundedUntil }) => fundedUntil));
  for (let end = funding.start(oldest) + funding.intervalMs; end <= now; end += funding.intervalMs)
    for (const position of [...account.positions.values()]) realizeInterval(exchange, funding, account, position, end);
}

function realizeInterval(
  exchange: Exchange,
  funding: FundingRates,
  account: Account,
  position: Position,
  end: number,
): void {
  const market = marketOf(exchange, position.symbol);
  if (!isPerpetual(market) || position.fundedUntil >= end) return;
  const { wallet, settle } = contractOf(market);
  const charged = exchange.rules.margin?.fundingCharged;
  const interval = funding.at(market, charged === 'at the end' ? end : position.fundedUntil);
  const fundingRate = charged === 'on the value at the end' ? interval.relative : interval.absolute;
  const realizedFunding = accruedFunding(exchange, market, position, end);
  position.fundedUntil = end;
  const session = contractOf(market).settlesSessions ? settleSession(exchange, account, market, position) : {};
  postCovered(exchange, account, {
    ...{ kind: 'funding', wallet, asset: settle, at: end, fee: new Decimal(0), realizedFunding, ...session },
    details: { symbol: position.symbol, fundingRate, ...stateAt(exchange, market, position) },
  });
  exchange.events.funded?.(account, position, realizedFunding, end);
}

/** Profit since the last session is paid out: from now on the position counts from the mark price. */
function settleSession(exchange: Exchange, account: Account, market: Market, position: Position) {
  const { mark } = quoteOf(exchange, market);
  account.positions.set(position.symbol, { ...position, entry: mark });
  return { realizedPnl: profit(market, position.quantity, position.entry, mark) };
}

/** Where funding is paid for the position at one moment, the entry tells price and size of this moment. */
function stateAt(exchange: Exchange, market: Market, { quantity }: Position): EntryDetails {
  if (exchange.rules.margin?.fundingCharged !== 'on the value at the end') return {};
  const { mark } = quoteOf(exchange, market);
  return { price: mark, markPrice: mark, quantity };
}
