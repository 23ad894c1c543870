import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { handler as haltTrading } from '../../../functions/api/halt-trading.ts';
import { handler as setTradingState } from '../../../functions/api/set-trading-state.ts';
import { desk } from './accounts.ts';
import type { AwsCall } from './aws.ts';
import { apiTimeoutMs, begin, finish, noCrash } from './calls.ts';
import { apiEvent, lambdaContext } from './event.ts';
import type { AnyScenario, ScenarioTerms } from './scenario.ts';
import { type Crash, inInvocation } from './time.ts';

/** The desk's halt as its client is told of it. */
export interface HaltResult {
  status: number | null;
  answeredAt: number;
  data: Record<string, unknown>;
}

export function startHalt(
  scenario: AnyScenario,
  terms: Record<string, unknown> = {},
  crash: Crash = noCrash,
): HaltResult {
  const told: HaltResult = { status: null, answeredAt: Number.POSITIVE_INFINITY, data: {} };
  const answered = (result: Result): void => {
    told.status = result.statusCode ?? 0;
    told.answeredAt = scenario.time.now();
    told.data = JSON.parse(String(result.body)).data ?? {};
  };
  void startCall(scenario, 'halt', haltTrading, terms, crash).then(answered);
  return told;
}

/** As a client does who stops the desk without canceling anything, or lets it trade again. */
export async function setState(scenario: AnyScenario, trading_state: string): Promise<void> {
  void startCall(scenario, 'set-state', setTradingState, { trading_state });
  await scenario.run(scenario.time.now() + 100);
}

async function startCall(
  scenario: AnyScenario,
  name: string,
  handler: typeof haltTrading,
  terms: Record<string, unknown>,
  crash: Crash = noCrash,
): Promise<Result> {
  const event = apiEvent({ tenant: desk.tenant, body: { exchange_account_id: desk.accountId, ...terms } });
  const invocation = begin(scenario, name, apiTimeoutMs, crash);
  const result = await inInvocation(invocation, () => handler(event, lambdaContext(Date.now() + apiTimeoutMs)));
  finish(scenario, invocation);
  return result;
}

/** The first `kms` decryptions and the first `put` journal writes of one function's calls are lost, and waited for: 1.5 s each. */
export function slow(calls: string, { kms = 0, put = 0 }): NonNullable<ScenarioTerms['awsFault']> {
  const left = { kms, put };
  return ({ service, operation, body, invocation }) => {
    if (!invocation.startsWith(calls)) return undefined;
    const isLost =
      (service === 'kms' && left.kms-- > 0) || (operation === 'PutItem' && body.includes('"ORDER#') && left.put-- > 0);
    return isLost ? 'timeout-not-applied' : undefined;
  };
}

/** Six seconds pass between the account's record and the journal's line. */
export const slowest = { kms: 2, put: 2 };

/** Reads the desk's record and nothing with it. */
export function readsAccount({ operation, body }: AwsCall): boolean {
  return operation === 'GetItem' && body.includes('"ACCOUNT"');
}
