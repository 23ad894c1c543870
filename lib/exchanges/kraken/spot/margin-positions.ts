import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { UntradedPosition } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText, readableDecimal, records, requiredRecord } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Spot';

/**
 * OpenPositions (docs.kraken.com/api-reference/account-data/get-open-positions): margin positions, a row for each order that opened one.
 * The call has no pages. A row that cannot be read is a position all the same.
 */
export async function marginPositions({ read, markets }: MarketWire): Promise<UntradedPosition[]> {
  const [answer, symbolOf] = await settleAll([read(endpoints.OpenPositions), markets.naming()]);
  return records(requiredRecord(title, answer, 'result'))
    .map(([, row]) => positionFromKraken(row, symbolOf))
    .filter(({ quantity }) => quantity === null || !new Decimal(quantity).isZero());
}

function positionFromKraken(row: Json, symbolOf: (name: string) => string): UntradedPosition {
  const pair = optionalText(row.pair);
  const volume = readableDecimal(row.vol);
  const closed = readableDecimal(row.vol_closed);
  const quantity = volume === null || closed === null ? null : new Decimal(volume).minus(closed).toFixed();
  return { symbol: pair === null ? null : symbolOf(pair), side: sides[String(row.type)] ?? null, quantity };
}

const sides: Readonly<Record<string, UntradedPosition['side']>> = { buy: 'long', sell: 'short' };
