import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { handler as deleteExchangeAccount } from '../../../functions/api/delete-exchange-account.ts';
import { handler as getExchangeAccount } from '../../../functions/api/get-exchange-account.ts';
import { handler as registerExchangeAccount } from '../../../functions/api/register-exchange-account.ts';
import { handler as setCredentials } from '../../../functions/api/set-credentials.ts';
import { handler as setTradingState } from '../../../functions/api/set-trading-state.ts';
import { desk } from './accounts.ts';
import { begin, finish, noCrash } from './calls.ts';
import { apiEvent, type EventTerms, lambdaContext } from './event.ts';
import type { Scenario } from './scenario.ts';
import { inInvocation } from './time.ts';

type Handler = (event: ReturnType<typeof apiEvent>, context: ReturnType<typeof lambdaContext>) => Promise<Result>;

/** What the caller was told; no status as long as it was told nothing. */
export interface Answer {
  status: number | undefined;
  body: { readonly code?: string; readonly data?: Record<string, unknown> };
}

export const deskId = { exchange_account_id: desk.accountId };

/** Begins a call on the desk's account. */
export function begun(
  scenario: Scenario,
  name: string,
  handler: Handler,
  event: Omit<EventTerms, 'tenant'> & { readonly tenant?: string },
  timeoutMs = 29_000,
): Answer {
  const answer: Answer = { status: undefined, body: {} };
  const invocation = begin(scenario, name, timeoutMs, noCrash);
  const context = lambdaContext(Date.now() + timeoutMs);
  void inInvocation(invocation, () => handler(apiEvent({ tenant: desk.tenant, ...event }), context)).then((result) => {
    finish(scenario, invocation);
    Object.assign(answer, { status: result.statusCode, body: JSON.parse(String(result.body)) });
  });
  return answer;
}

export async function answered(scenario: Scenario, answer: Answer): Promise<Answer> {
  await scenario.run(undefined, () => answer.status !== undefined);
  return answer;
}

/** Without `force` a deletion waits for the end of whatever is open. */
export function remove(scenario: Scenario, name: string, purge: boolean): Answer {
  const query = { ...deskId, purge: String(purge), force: 'true' };
  return begun(scenario, name, deleteExchangeAccount, { query }, 10_000);
}

export function register(scenario: Scenario, params: Record<string, string>, verify: boolean): Answer {
  return begun(scenario, 'register', registerExchangeAccount, {
    body: { ...deskId, exchange: 'kraken', params, verify },
  });
}

export function setKeys(
  scenario: Scenario,
  params: Record<string, string>,
  verify: boolean,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return begun(scenario, 'set-keys', setCredentials, { body: { ...deskId, params, verify, ...more } });
}

export function beginState(scenario: Scenario, trading_state: string): Answer {
  return begun(scenario, 'set-state', setTradingState, { body: { ...deskId, trading_state } });
}

export function read(scenario: Scenario): Answer {
  return begun(scenario, 'read', getExchangeAccount, { query: deskId }, 10_000);
}
