import { Decimal } from 'decimal.js';
import type { Customer, Exchange, Position } from './exchange.ts';
import { isPerpetual, marketOf } from './exchange.ts';
import { hourMs, hourOf } from './funding-rates.ts';
import { book, coverDebt } from './ledger.ts';
import { recordPosition } from './order-history.ts';
import { accruedFunding } from './position-value.ts';

/** Every full hour that has ended since, in order of time over all positions, so that log ids and dates rise together. */
export function realizeFunding(exchange: Exchange, customer: Customer): void {
  const now = exchange.world.now();
  const oldest = Math.min(...[...customer.positions.values()].map((position) => position.fundingSince));
  for (let hour = hourOf(oldest) + hourMs; hour <= now; hour += hourMs) {
    for (const position of [...customer.positions.values()]) realizeHour(exchange, customer, position, hour);
  }
}

function realizeHour(exchange: Exchange, customer: Customer, position: Position, hour: number): void {
  const { instrument } = marketOf(exchange, position.symbol);
  if (!isPerpetual(instrument) || position.fundingSince >= hour) return;
  const rate = exchange.funding.at(instrument, position.fundingSince).absolute;
  const funding = accruedFunding(exchange, instrument, position, hour);
  position.fundingSince = hour;
  book(exchange, customer, {
    info: 'funding rate change',
    wallet: instrument.wallet,
    currency: instrument.settle,
    contract: instrument.symbol.toLowerCase(),
    date: hour,
    funding_rate: rate,
    fee: new Decimal(0),
    realized_funding: funding,
  });
  recordPosition(exchange, customer, hour, {
    tradeable: instrument.symbol,
    oldPosition: position.size.toFixed(),
    oldAverageEntryPrice: position.entry.toFixed(),
    newPosition: position.size.toFixed(),
    newAverageEntryPrice: position.entry.toFixed(),
    fillTime: position.fillTime,
    positionChange: 'noChange',
    fundingRealizationTime: hour,
    realizedFunding: funding.toFixed(),
    updateReason: 'fundingRealisation',
  });
  coverDebt(exchange, customer, instrument.wallet, instrument.settle, hour);
}
