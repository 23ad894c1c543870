import type { Account } from '../accounts/account.ts';
import { settleAll } from '../aws/all-to-the-end.ts';
import { logFailure } from '../aws/log-failure.ts';
import { type ErrorDetail, OemsError } from '../errors.ts';
import { marketOf } from '../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../exchanges/model/axes.ts';
import { keyOf, notConfigured } from './open-session.ts';

/**
 * The outcome for a wallet in a call about all wallets of an account. `failed`: the wallet may hold something that the answer lacks.
 * `not_configured`: the account has no key for the market. `not_supported`: the market has nothing of the kind, or tells it for one symbol alone:
 * the wallet is not whole then.
 */
export type WalletOutcome = 'done' | 'failed' | 'not_configured' | 'not_supported';

export interface WalletPart<T> {
  readonly marketType: MarketType;
  readonly outcome: WalletOutcome;
  /** Null unless done. */
  readonly value: T | null;
  /** Null where done. */
  readonly error: OemsError | null;
  /** False where the wallet may hold something that the answer lacks. */
  readonly isWhole: boolean;
}

export interface WalletTerms {
  readonly among?: readonly MarketType[];
  /** False for calls that the table can answer: the ledger of a key that was removed is still there. */
  readonly needsKey?: boolean;
}

/**
 * Runs the call over every market that the account has a key for, side by side; one that fails stops no other. A market whose key was removed
 * is not whole: orders and money may be there, and nobody can look. Throws where no market could be served: the error of a market that failed,
 * with the words of the others.
 */
export async function inEveryWallet<T>(
  account: Account,
  run: (marketType: MarketType) => Promise<T>,
  { among = marketTypes, needsKey = true }: WalletTerms = {},
): Promise<WalletPart<T>[]> {
  const parts = await settleAll(
    among.map((marketType) => {
      const isRun = !needsKey || hasKey(account, marketType);
      return isRun ? partOf(account, marketType, run) : withoutKey(account, marketType);
    }),
  );
  if (parts.every(({ outcome }) => outcome !== 'done')) throw nothingDone(parts);
  return parts;
}

/** The values of the parts that were served, each with its market. */
export function servedParts<T>(
  parts: readonly WalletPart<T>[],
): { readonly marketType: MarketType; readonly value: T }[] {
  return parts.flatMap(({ marketType, value }) => (value === null ? [] : [{ marketType, value }]));
}

function hasKey({ exchange, credentials }: Account, marketType: MarketType): boolean {
  return credentials[marketOf({ exchange, marketType }).key] !== undefined;
}

function withoutKey({ exchange, changedKeys }: Account, marketType: MarketType): WalletPart<never> {
  const name = { exchange, marketType };
  const isWhole = changedKeys?.has(marketOf(name).key) !== true;
  return { marketType, outcome: 'not_configured', value: null, error: notConfigured(keyOf(name)), isWhole };
}

async function partOf<T>(
  account: Account,
  marketType: MarketType,
  run: (marketType: MarketType) => Promise<T>,
): Promise<WalletPart<T>> {
  try {
    return { marketType, outcome: 'done', value: await run(marketType), error: null, isWhole: true };
  } catch (thrown) {
    const error = knownError(thrown);
    // Whatever is wrong with the request itself is wrong in every wallet.
    if (error.code === 'INVALID_REQUEST') throw error;
    if (error.code === 'NOT_SUPPORTED')
      return { marketType, outcome: 'not_supported', value: null, error, isWhole: !needsSymbol(error) };
    if (!hasKey(account, marketType)) return withoutKey(account, marketType);
    return { marketType, outcome: 'failed', value: null, error, isWhole: false };
  }
}

/** The market has something of the kind, and the call about all wallets names no symbol. */
function needsSymbol({ details }: OemsError): boolean {
  return details.some(({ field }) => field === 'symbol');
}

/** An unexpected error of a wallet goes to the log, and hides nothing of the remaining wallets. */
export function knownError(thrown: unknown): OemsError {
  if (thrown instanceof OemsError) return thrown;
  logFailure(thrown);
  return new OemsError('INTERNAL', 'internal error', { cause: thrown });
}

/** From the gravest: a failure may pass, a missing key can be set, and a kind that no market has stays away. */
const gravest: readonly WalletOutcome[] = ['failed', 'not_configured', 'not_supported'];

function nothingDone(parts: readonly WalletPart<unknown>[]): OemsError {
  const errors = gravest.flatMap((kind) =>
    parts.flatMap(({ outcome, error }) => (outcome === kind && error !== null ? [error] : [])),
  );
  const [first, ...others] = errors;
  if (first === undefined) throw new Error('a part without an outcome');
  const details = [...first.details, ...others.flatMap(detailsOf)];
  const { code, message, headers, retryAfterSeconds } = first;
  return new OemsError(code, message, { details, headers, retryAfterSeconds, cause: first });
}

/** An error of a field says the same in its details: told apart, the message would be one cause twice. */
function detailsOf({ message, details }: OemsError): ErrorDetail[] {
  const isTold = details.some((detail) => message === `${detail.field}: ${detail.message}`);
  return isTold ? [...details] : [{ message }, ...details];
}
