import type { Context as LambdaContext } from 'aws-lambda';
import { handler as followOrders } from '../../../functions/jobs/follow-orders.ts';
import { handler as listChanges } from '../../../functions/jobs/list-changes.ts';
import { jobs } from '../../../lib/jobs/jobs.ts';
import { begin, type Context, finish, noCrash } from './calls.ts';
import { lambdaContext } from './event.ts';
import { type Crash, type Invocation, inInvocation } from './time.ts';

type Job = (event: unknown, context: LambdaContext) => Promise<unknown>;

const handlers: Readonly<Record<'followOrders' | 'listChanges', Job>> = { followOrders, listChanges };

/** A run of a job of the schedule, beside everything else that runs. A failed run ends like any other: the next run comes. */
export function beginJob(context: Context, name: keyof typeof handlers, crash: Crash = noCrash): Invocation {
  const timeoutMs = jobs[name].timeoutSeconds * 1000;
  const invocation = begin(context, `${name}${context.invocations.length}`, timeoutMs, crash);
  const done = () => finish(context, invocation);
  void inInvocation(invocation, () => handlers[name]({}, lambdaContext(Date.now() + timeoutMs))).then(done, done);
  return invocation;
}
