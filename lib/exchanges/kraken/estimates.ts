import type { DecimalString } from '../../decimal.ts';
import type { MarginLevel } from '../model/market.ts';
import type { Side } from '../model/order.ts';
import { isRecord, positive, readableDecimal, records, requiredList, requiredRecord } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { isSameContract } from './futures/symbols.ts';

/** The best ask for a purchase, the best bid for a sale, from Ticker's answer for one pair (docs.kraken.com get-ticker-information). */
export function spotBestPrice(answer: unknown, side: Side): DecimalString {
  const [found] = records(requiredRecord('Kraken Spot', answer, 'result'));
  const levels = found?.[1][side === 'buy' ? 'a' : 'b'];
  return price('Kraken Spot', Array.isArray(levels) ? levels[0] : null);
}

/** The same from the tickers of all contracts; of a market without a book on that side the mark price. */
export function futuresBestPrice(answer: unknown, id: string, side: Side): DecimalString {
  const found = requiredList('Kraken Futures', answer, 'tickers').find(({ symbol }) => isSameContract(symbol, id));
  return price('Kraken Futures', positive(found?.[side === 'buy' ? 'ask' : 'bid']) ?? found?.markPrice);
}

function price(title: string, value: unknown): DecimalString {
  const found = positive(value);
  if (found === null) throw new MalformedResponse(title, 200);
  return found;
}

/**
 * An instrument's margin schedule (docs.kraken.com get-instruments): limits in contracts for inverse ones, in the quote currency for the
 * others. A schedule with an entry of another shape is no schedule, because without that entry an estimate would be too low: the estimate
 * then says that the margin is not known.
 */
export function marginLevels(info: Readonly<Record<string, unknown>>): MarginLevel[] {
  const levels = Array.isArray(info.marginLevels) ? info.marginLevels.map(marginLevel) : [];
  return levels.every((level) => level !== null) ? levels : [];
}

function marginLevel(level: unknown): MarginLevel | null {
  if (!isRecord(level)) return null;
  const from = readableDecimal(level.contracts ?? level.numNonContractUnits);
  const initialMargin = positive(level.initialMargin);
  return from === null || initialMargin === null ? null : { from, initialMargin };
}
