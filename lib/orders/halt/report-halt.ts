import type { AccountRef } from '../../accounts/account.ts';
import { currentCall } from '../../aws/call-context.ts';
import { log } from '../../aws/log.ts';
import { failureMetrics } from '../../aws/log-failure.ts';
import { errorText } from '../../error-text.ts';
import { OemsError } from '../../errors.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';

/** The step goes on without its result, so the log is the only place that tells the cause. An error without a code is a fault of this service. */
export function reportFailedStep(ref: AccountRef, step: string, error: unknown, marketType?: MarketType): void {
  const isKnown = error instanceof OemsError;
  log(
    {
      level: isKnown ? 'WARN' : 'ERROR',
      message: 'halt step failed',
      ...accountOf(ref),
      step: marketType === undefined ? step : `${step}: ${marketType}`,
      error: errorText(error),
      ...(isKnown ? { code: error.code } : { metrics: failureMetrics(error) }),
    },
    currentCall(),
  );
}

/** An account that may have something open. */
export function reportIncomplete(ref: AccountRef, reasons: number): void {
  const metrics = { HaltsIncomplete: 1 };
  log({ level: 'ERROR', message: 'halt incomplete', ...accountOf(ref), attempts: reasons, metrics }, currentCall());
}

/** Accounts that no list has named may trade on. */
export function reportAccountsLeft(tenant: string, reasons: number): void {
  const metrics = { HaltsIncomplete: 1 };
  log({ level: 'ERROR', message: 'halt incomplete', tenant, attempts: reasons, metrics }, currentCall());
}

function accountOf({ tenant, accountId }: AccountRef) {
  return { tenant, account: accountId };
}
