import { ExchangeRejection, type RefusalKind, type RefusalRule, ruleFor } from './refusals.ts';

/** The kinds, from the kind that leaves the fate of a request open to the kinds that say the request has no more to do. */
const openFirst: readonly RefusalKind[] = [
  ...(['ambiguous', 'late', 'idTaken', 'nonce', 'expired', 'not-now'] as const),
  ...(['definite', 'canceling', 'alreadySo', 'gone'] as const),
];

/**
 * Of several refusals in one answer the refusal that leaves most open: a request was refused for good only where every refusal says so.
 * Null without refusals.
 */
export function mostOpen(
  rules: readonly RefusalRule[],
  refusals: readonly ExchangeRejection[],
): ExchangeRejection | null {
  const [first = null] = refusals.toSorted((one, other) => rankOf(rules, one) - rankOf(rules, other));
  return first;
}

/** A request that met a limit was not executed, and may be sent again. */
function rankOf(rules: readonly RefusalRule[], refusal: ExchangeRejection): number {
  const { kind, code } = ruleFor(rules, refusal);
  return openFirst.indexOf(kind) - (kind === 'definite' && code === 'RATE_LIMITED' ? 0.5 : 0);
}

/**
 * The refusal of an answer that also names what was placed or moved. The two contradict each other, and no page says which counts: told as refused,
 * an order that stands would be placed again. No rule knows the code, so a look decides; the exchange's words are kept.
 */
export function besideName({ exchangeName, exchangeCode, text }: ExchangeRejection): ExchangeRejection {
  return new ExchangeRejection(exchangeName, `beside an id: ${exchangeCode}`, text);
}
