import { type ExchangeRejection, type RefusalKind, type RefusalRule, ruleFor } from './refusals.ts';

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
