import type { Answer } from '../wire/market-wire.ts';
import { isRecord, optionalText } from '../wire/readers.ts';
import { ExchangeRejection, MalformedResponse } from '../wire/refusals.ts';
import { besideName } from '../wire/several-refusals.ts';

/** Statuses of refusals without a code, from the exchange or from the gateway before the exchange. */
const telling: readonly number[] = [401, 403, 404, 429];

/**
 * Success is HTTP 200, the code 0 and a result. A code of its own decides under any status; a page, half an answer and an answer without a
 * code say nothing about the execution.
 */
export function verifyIn(title: string) {
  return ({ status, json, text = '' }: Answer): void => {
    const { retCode, retMsg, result } = isRecord(json) ? json : {};
    const code = optionalText(retCode);
    if (code !== null && code !== '0') {
      const refusal = new ExchangeRejection(title, code, optionalText(retMsg) ?? code);
      throw isAcknowledged(result) ? besideName(refusal) : refusal;
    }
    if (telling.includes(status)) throw new ExchangeRejection(title, `HTTP ${status}${wordsIn(text)}`);
    if (code === null || status !== 200 || !isRecord(result)) throw new MalformedResponse(title, status);
  };
}

/** The id of an order. */
function isAcknowledged(result: unknown): boolean {
  return isRecord(result) && optionalText(result.orderId) !== null;
}

/** "403, access too frequent" (docs/v5 rate-limit). Under 403 without these words the address itself may be refused. */
function wordsIn(text: string): string {
  return /access too frequent/i.test(text) ? ' access too frequent' : '';
}
