import { OemsError } from '../../../errors.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { isRefusedWith } from '../../wire/refused-with.ts';
import { endpoints } from './endpoints.ts';
import { keyReportOf } from './key-check.ts';

/** The exchange refuses the range, or an id in it that the exchange does not know. */
export function isRangeRefused(error: unknown): error is OemsError {
  return isRefusedWith(error, 'EGeneral:Invalid arguments');
}

/**
 * Reads a history. `EGeneral:Invalid arguments` is the refusal of an order elsewhere, and no order is asked for here: a key with query dates
 * gets the refusal for other times (rotki 1438), which is PERMISSION_DENIED, and every key for a range that cannot be read.
 */
export async function readHistory(
  wire: Pick<MarketWire, 'read'>,
  endpoint: Endpoint,
  query: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    return await wire.read(endpoint, query);
  } catch (error) {
    if (!isRangeRefused(error)) throw error;
    throw await refusedRange(wire, error);
  }
}

async function refusedRange({ read }: Pick<MarketWire, 'read'>, error: OemsError): Promise<OemsError> {
  const { details } = error;
  const times = await read(endpoints.GetApiKeyInfo).then(
    (answer) => keyReportOf(answer).times,
    () => null,
  );
  const isLimited = times !== null && (times.readsFrom !== null || times.readsUntil !== null);
  if (!isLimited)
    return new OemsError('INVALID_REQUEST', 'Kraken does not accept the range of this history', { details });
  const message =
    'the Kraken spot key may not read that time: it has query dates. Remove both dates in Kraken Pro > Settings > API, or set a key without with PUT /delegation/exchange-account/credentials';
  return new OemsError('PERMISSION_DENIED', message, { details });
}
