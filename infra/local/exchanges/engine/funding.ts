import { Decimal } from 'decimal.js';
import type { Account, Position } from './account.ts';
import type { Exchange } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { FundingRates } from './funding-rates.ts';
import { postCovered } from './ledger.ts';
import { contractOf, isPerpetual } from './market.ts';
import { accruedFunding } from './position-value.ts';

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
  const isAtEnd = exchange.rules.margin?.fundingCharged === 'at the end';
  const fundingRate = funding.at(market, isAtEnd ? end : position.fundedUntil).absolute;
  const realizedFunding = accruedFunding(exchange, market, position, end);
  position.fundedUntil = end;
  postCovered(exchange, account, {
    ...{ kind: 'funding', wallet, asset: settle, at: end, fee: new Decimal(0), realizedFunding },
    details: { symbol: position.symbol, fundingRate },
  });
  exchange.events.funded?.(account, position, realizedFunding, end);
}
