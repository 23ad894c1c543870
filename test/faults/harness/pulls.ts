import type { SQSEvent } from 'aws-lambda';
import { handler as pullHistory } from '../../../functions/jobs/pull-history.ts';
import { type AccountName, accounts } from './accounts.ts';
import { begin, type Context, finish, noCrash } from './calls.ts';
import { lambdaContext } from './event.ts';
import type { AnyScenario } from './scenario.ts';
import { type Crash, type Invocation, inInvocation } from './time.ts';

/** The function's own time limit, see lib/jobs/jobs.ts. */
const pullTimeoutMs = 120_000;

export interface Pull {
  readonly invocation: Invocation;
  /** What the queue learns: null until then, and for good when the worker died. */
  outcome: 'done' | 'failed' | null;
}

/** One delivery of the message that asks for a pull of this account. */
export function beginPull(context: Context, account: AccountName, crash: Crash = noCrash): Pull {
  const { tenant, accountId } = accounts[account];
  const messageId = `pull${context.invocations.length}`;
  const invocation = begin(context, `${messageId}(${account})`, pullTimeoutMs, crash);
  const record = {
    messageId,
    body: JSON.stringify({ kind: 'account', tenant, accountId }),
    attributes: { ApproximateReceiveCount: '1' },
  };
  const pull: Pull = { invocation, outcome: null };
  const event = { Records: [record] } as unknown as SQSEvent;
  void inInvocation(invocation, () => pullHistory(event, lambdaContext(Date.now() + pullTimeoutMs))).then((answer) => {
    finish(context, invocation);
    if (invocation.state !== 'ended') return;
    pull.outcome = answer.batchItemFailures.length === 0 ? 'done' : 'failed';
    context.time.note(`${invocation.name}: ${pull.outcome}`);
  });
  return pull;
}

/** Until the worker has returned or died, and a moment more. */
export async function pullOver(scenario: AnyScenario, { invocation }: Pull): Promise<void> {
  await scenario.run(undefined, () => invocation.state !== 'running');
  await scenario.run(scenario.time.now() + 200);
}

export async function pullOnce(scenario: AnyScenario, account: AccountName, crash: Crash = noCrash): Promise<Pull> {
  const pull = beginPull(scenario, account, crash);
  await pullOver(scenario, pull);
  return pull;
}
