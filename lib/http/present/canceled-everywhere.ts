import type { CanceledAll } from '../../orders/cancel/cancel-all.ts';
import type { WalletPart } from '../../session/every-wallet.ts';
import { replayField, replayHeader, reply } from '../answer.ts';
import { notCarriedOut } from './stored-rejection.ts';

/** 200 only when no order of any wallet is open. An error where every cancellation has ended, and one was given up. */
export function presentCanceledEverywhere(accountId: string, parts: readonly WalletPart<CanceledAll>[]) {
  const wallets = parts.map(walletOf);
  const replayed = parts.every(({ value }) => value?.replayed !== false);
  const complete = parts.every(
    ({ isWhole }, index) => isWhole && settled.includes(wallets[index]?.outcome ?? 'failed'),
  );
  const data = {
    exchange_account_id: accountId,
    market_type: null,
    symbol: null,
    canceled: wallets.reduce((sum, { canceled }) => sum + (canceled ?? 0), 0),
    wallets,
    complete,
    ...replayField(replayed),
  };
  const why = parts.flatMap(({ isWhole }, index) => reasonOf(wallets[index], isWhole)).join('; ');
  const goesOn = wallets.some(({ outcome }) => outcome === 'unknown' || outcome === 'failed');
  const isGivenUp = wallets.some(({ outcome }) => outcome === 'given_up');
  if (isGivenUp && !goesOn) return notCarriedOut(`${mayBeOpen} (${why}). ${again}`, [], replayed, data);
  const message = complete
    ? `Open orders canceled${replayed ? ' by an earlier call' : ''}`
    : `${mayBeOpen} (${why}). ${retry}`;
  return reply(complete ? 200 : 202, message, data, replayHeader(replayed));
}

type Outcome = 'done' | 'unknown' | 'given_up' | 'failed' | 'not_configured';
const settled: readonly Outcome[] = ['done', 'not_configured'];
const mayBeOpen = 'Some orders may still be open';
const again = 'Cancel them again with a new Idempotency-Key, which is safe, or ask GET /oems/execution/open-orders';
const retry = 'Retry with the same Idempotency-Key, or ask GET /oems/execution/open-orders';

function walletOf({ marketType, outcome, value, error }: WalletPart<CanceledAll>) {
  const record = value?.record ?? null;
  return {
    market_type: marketType,
    outcome: record === null ? outcomeWithout(outcome) : outcomeOf(record),
    canceled: record?.canceled ?? null,
    reason:
      record === null || record.state !== 'ACCEPTED'
        ? (error?.message ?? record?.lastError?.message ?? record?.unread ?? null)
        : (record.unread ?? null),
  };
}

/** A market that supports no cancellation is a market in which nothing was canceled. */
function outcomeWithout(outcome: WalletPart<unknown>['outcome']): Outcome {
  return outcome === 'not_configured' ? outcome : 'failed';
}

function outcomeOf({ state, unread }: CanceledAll['record']): Outcome {
  if (state === 'ACCEPTED') return unread === undefined ? 'done' : 'given_up';
  return state === 'NEEDS_REVIEW' ? 'given_up' : 'unknown';
}

function reasonOf(wallet: ReturnType<typeof walletOf> | undefined, isWhole: boolean): string[] {
  if (wallet === undefined || (isWhole && settled.includes(wallet.outcome))) return [];
  return [`${wallet.market_type}: ${wallet.reason ?? 'the exchange has not confirmed every cancellation'}`];
}
