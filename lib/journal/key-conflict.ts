import { OemsError } from '../errors.ts';

/** The terms of a request, by their names in the domain. A term that was not given is absent or undefined. */
export type RequestTerms = Readonly<Record<string, string | boolean | null | undefined>>;

/**
 * IDEMPOTENCY_CONFLICT: the message names the terms in which the request differs from the earlier request of its key. Where the journaled terms
 * are the same, the message is `conflict` alone: the fingerprint decides.
 */
export function keyConflict(conflict: string, former: RequestTerms, present: RequestTerms): OemsError {
  const names = [...new Set([...Object.keys(present), ...Object.keys(former)])];
  const differing = names.filter((name) => (former[name] ?? null) !== (present[name] ?? null));
  const told = differing.map(
    (name) => `${clientName(name)} (${termText(former[name])} before, ${termText(present[name])} now)`,
  );
  return new OemsError(
    'IDEMPOTENCY_CONFLICT',
    told.length === 0 ? conflict : `${conflict}; this call differs in ${told.join(', ')}`,
  );
}

/** The terms whose name in a request is another word. */
const otherNames: Readonly<Record<string, string>> = {
  type: 'order_type',
  exchangeOrderId: 'order_id',
  from: 'from_account',
  to: 'to_account',
};
function clientName(term: string): string {
  return otherNames[term] ?? term.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function termText(term: RequestTerms[string]): string {
  return term === undefined || term === null ? 'none' : String(term);
}
