import type { Answer } from '../../wire/market-wire.ts';
import { isRecord, optionalText } from '../../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../../wire/refusals.ts';
import { besideName, mostOpen } from '../../wire/several-refusals.ts';
import { isDenial } from '../denials.ts';
import { krakenSpotRules } from './errors.ts';

const title = 'Kraken Spot';

/**
 * Success at Kraken is HTTP 200, JSON, a result and no error: "if the error array is non-empty, the request failed" (docs.kraken.com, guide to
 * errors). Everything else is an error, also where CCXT sees a success.
 */
export function verifyKrakenAnswer({ status, json, text = '' }: Answer): void {
  const { error, result } = isRecord(json) ? json : {};
  if (!Array.isArray(error))
    throw isDenial(status, text)
      ? new ExchangeRejection(title, `EHTTP:${status}`)
      : new MalformedResponse(title, status);
  const refusals = error.filter((entry) => !isWarning(entry)).map(refusalOf);
  const refusal = mostOpen(krakenSpotRules, refusals);
  if (refusal !== null) throw isAcknowledged(result) ? besideName(refusal) : refusal;
  if (status !== 200 || result === undefined || result === null) throw new MalformedResponse(title, status);
}

/** The name of an order, an amendment or a transfer. */
function isAcknowledged(result: unknown): boolean {
  const names = isRecord(result) ? [result.txid, result.amend_id, result.refid].flat() : [];
  return names.some((name) => optionalText(name) !== null);
}

/** `<severity><category>:<type>`: the severity W is a warning beside a valid result. */
function isWarning(entry: unknown): boolean {
  return typeof entry === 'string' && /^W[A-Z]\w*:/.test(entry);
}

/** An entry in a shape that nobody knows says nothing about the execution. */
function refusalOf(entry: unknown): ExchangeRejection {
  const isKnownShape = typeof entry === 'string' && entry.trim() !== '';
  return new ExchangeRejection(title, isKnownShape ? entry : 'unreadable error');
}
