import type { Answer } from '../../../../lib/exchanges/wire/market-wire.ts';
import { isRecord, optionalText } from '../../../../lib/exchanges/wire/readers.ts';
import {
  about,
  ambiguous,
  definite,
  ExchangeRejection,
  expired,
  gone,
  idTaken,
  MalformedResponse,
  nonce,
  type RefusalRule,
} from '../../../../lib/exchanges/wire/refusals.ts';
import { besideName } from '../../../../lib/exchanges/wire/several-refusals.ts';

export const rules: readonly RefusalRule[] = [
  nonce('auth.time', 'NONCE_REJECTED', 'The timestamp is too far from the clock of the exchange ({code})'),
  definite('auth.', 'KEY_REFUSED', 'The exchange does not accept key, password or signature ({code})'),
  definite('limit.', 'RATE_LIMITED', 'The exchange limits the request rate of this key ({code}); wait and repeat'),
  expired('order.late', 'ORDER_REJECTED', 'The order came after its deadline and was not placed ({code})'),
  idTaken('order.id-taken', 'ORDER_REJECTED', 'An open order has this client_order_id ({code})'),
  gone('order.unknown', 'NOT_FOUND', 'The exchange does not know this order ({code})'),
  definite('order.funds', 'INSUFFICIENT_FUNDS', 'The wallet does not hold enough for this order ({code})'),
  definite('order.bad-', 'INVALID_ORDER', 'The exchange does not accept the order ({code})'),
  definite('order.', 'ORDER_REJECTED', 'The exchange rejected the order ({code})'),
  {
    ...definite('margin.', 'INVALID_REQUEST', 'The leverage is set already ({code})'),
    text: /already/,
    kind: 'alreadySo',
  },
  about('leverage', definite('margin.', 'INVALID_ORDER', 'The exchange does not accept this leverage ({code})')),
  idTaken('transfer.id-taken', 'INVALID_REQUEST', 'A transfer has this id ({code})'),
  definite('transfer.unknown', 'NOT_FOUND', 'The exchange does not know this transfer ({code})'),
  definite('transfer.funds', 'INSUFFICIENT_FUNDS', 'The wallet does not hold that amount ({code})'),
  ambiguous('', 'EXCHANGE_UNAVAILABLE', 'The exchange could not handle the request ({code})'),
];

/** `{ok: true, data}` is success under HTTP 200; `{ok: false, code, text}` is a refusal under any status. */
export function verifyIn(title: string) {
  return ({ status, json }: Answer): void => {
    if (!isRecord(json)) throw new MalformedResponse(title, status);
    const code = optionalText(json.code);
    const isAcknowledged = isRecord(json.data) && optionalText(json.data.id) !== null;
    if (json.ok === false && code !== null) {
      const refusal = new ExchangeRejection(title, code, optionalText(json.text) ?? code);
      throw isAcknowledged ? besideName(refusal) : refusal;
    }
    if (json.ok !== true || status !== 200 || json.data === undefined) throw new MalformedResponse(title, status);
  };
}
