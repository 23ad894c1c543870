import { sharedNow } from '../aws/clock.ts';
import { type ErrorCode, OemsError } from '../errors.ts';
import type { KeyDefinition } from '../exchanges/definition.ts';
import type { KeyReport } from '../exchanges/model/key-report.ts';

/** A key in the words of a refusal. */
export interface KeyTitle {
  /** Of the market that the key signs for. */
  readonly market: string;
  /** Of the exchange. */
  readonly exchange: string;
  readonly key: KeyDefinition;
}

/** Throws for a key that no account may use. The owner's consent does not help. */
export function refuseUnfit(title: KeyTitle, report: Pick<KeyReport, 'positionMode' | 'times'>): void {
  if (report.positionMode === 'hedge') throw hedgeRefused(title);
  refuseLimited(title, report);
}

/** With two positions a symbol, a reduce-only order or a halt could open a position instead of closing one. */
function hedgeRefused({ exchange }: KeyTitle): OemsError {
  return new OemsError(
    'NOT_SUPPORTED',
    `the ${exchange} account is in hedge mode, with a long and a short position for each symbol; set the position mode to one-way at ${exchange}, then send the key again`,
    { details: [{ message: 'the position mode of the account is hedge' }] },
  );
}

/** A key that hides a part of the history cannot show whether a lost order was placed, and makes a ledger with holes. */
function refuseLimited(title: KeyTitle, { times }: Pick<KeyReport, 'times'>): void {
  if (times === null) return;
  const { readsFrom, readsUntil, expiresAt } = times;
  if (expiresAt !== null && expiresAt <= sharedNow())
    throw limitRefused('KEY_REFUSED', title, `ended at ${iso(expiresAt)}; create a new key`, 'has ended');
  if (readsFrom === null && readsUntil === null) return;
  const range = [
    ...(readsFrom === null ? [] : [`from ${iso(readsFrom)}`]),
    ...(readsUntil === null ? [] : [`until ${iso(readsUntil)}`]),
  ].join(' ');
  const remedy =
    'so a lost order could not be found with the key; remove both query dates from the key, or create one without, then send the key again';
  const part = 'reads a part of the history only';
  throw limitRefused('PERMISSION_DENIED', title, `reads the history ${range} only, ${remedy}`, part);
}

function limitRefused(code: ErrorCode, { market, key }: KeyTitle, why: string, detail: string): OemsError {
  return new OemsError(code, `the ${market} key ${why}`, {
    details: [{ field: `params.${key.fields[0]?.name}`, message: detail }],
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The exchange gave no answer about the key: nothing is known of the key. */
export function isUnreachable(error: unknown): error is OemsError {
  return error instanceof OemsError && unreachable.includes(error.code);
}

const unreachable: readonly ErrorCode[] = ['EXCHANGE_UNAVAILABLE', 'EXCHANGE_TIMEOUT', 'RATE_LIMITED'];
