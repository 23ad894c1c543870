import { handler as closePosition } from '../../../functions/api/close-position.ts';
import { type AccountName, accounts } from './accounts.ts';
import { type AnswerBody, apiTimeoutMs, begin, finish, noCrash } from './calls.ts';
import { apiEvent, lambdaContext } from './event.ts';
import type { AnyScenario } from './scenario.ts';
import { type Crash, inInvocation } from './time.ts';

/** What the client was told; null while the call is at work, and for ever when the call died. */
export interface CloseResult {
  status: number | null;
  body: AnswerBody & { readonly data?: { readonly remaining?: number | null; readonly replayed?: true } };
}

export function startClose(
  scenario: AnyScenario,
  account: AccountName,
  idempotencyKey: string | undefined,
  crash: Crash = noCrash,
): CloseResult {
  const told: CloseResult = { status: null, body: {} };
  const { tenant, accountId } = accounts[account];
  const body = { exchange_account_id: accountId, symbol: scenario.scene.markets.swap.symbol };
  const invocation = begin(scenario, `close${scenario.invocations.length}`, apiTimeoutMs, crash);
  const event = apiEvent({ tenant, body, idempotencyKey });
  void inInvocation(invocation, () => closePosition(event, lambdaContext(Date.now() + apiTimeoutMs))).then((result) => {
    finish(scenario, invocation);
    if (invocation.state !== 'ended') return;
    told.status = result.statusCode ?? 0;
    told.body = JSON.parse(String(result.body));
  });
  return told;
}
