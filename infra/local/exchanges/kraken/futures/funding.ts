import { Decimal } from 'decimal.js';
import { hourMs, hourOf } from './funding-rates.ts';
import { book, coverDebt } from './ledger.ts';
import { recordPosition } from './order-history.ts';
import { accruedFunding } from './position-value.ts';
import type { Customer, Position, Venue } from './venue.ts';
import { isPerpetual, marketOf } from './venue.ts';

/** Every full hour that has ended since, in order of time over all positions, so that log ids and dates rise together. */
export function realizeFunding(venue: Venue, customer: Customer): void {
  const now = venue.world.now();
  const oldest = Math.min(...[...customer.positions.values()].map((position) => position.fundingSince));
  for (let hour = hourOf(oldest) + hourMs; hour <= now; hour += hourMs) {
    for (const position of [...customer.positions.values()]) realizeHour(venue, customer, position, hour);
  }
}

function realizeHour(venue: Venue, customer: Customer, position: Position, hour: number): void {
  const { instrument } = marketOf(venue, position.symbol);
  if (!isPerpetual(instrument) || position.fundingSince >= hour) return;
  const rate = venue.funding.at(instrument, position.fundingSince).absolute;
  const funding = accruedFunding(venue, instrument, position, hour);
  position.fundingSince = hour;
  book(venue, customer, {
    info: 'funding rate change',
    wallet: instrument.wallet,
    currency: instrument.settle,
    contract: instrument.symbol.toLowerCase(),
    date: hour,
    funding_rate: rate,
    fee: new Decimal(0),
    realized_funding: funding,
  });
  recordPosition(venue, customer, hour, {
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
  coverDebt(venue, customer, instrument.wallet, instrument.settle, hour);
}
