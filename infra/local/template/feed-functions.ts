import { createQueue, type LocalQueue } from '../aws/sqs-queue.ts';
import { type EventSource, startEventSource } from '../lambda/event-source.ts';
import type { Invocation } from '../lambda/function-thread.ts';
import type { Enforcer } from './enforce.ts';
import type { DeployedQueue } from './read-queues.ts';
import type { Deployment } from './read-template.ts';
import { queueAccess } from './sqs-access.ts';

type Invoke = (functionName: string, event: unknown, timeoutMs: number) => Promise<Invocation>;

/** The queues of the template, by ARN. */
export function createDeployedQueues({ queues }: Deployment): Map<string, LocalQueue> {
  const made = new Map<string, LocalQueue>();
  const make = (queue: DeployedQueue): LocalQueue => {
    const before = made.get(queue.arn);
    if (before !== undefined) return before;
    const { name, arn, visibilitySeconds, redrive } = queue;
    const target = redrive && queues.find((each) => each.arn === redrive.deadLetterArn);
    const own = createQueue({
      ...{ name, visibilitySeconds },
      ...(target ? { redrive: { deadLetters: make(target), maxReceiveCount: redrive.maxReceiveCount } } : {}),
    });
    made.set(arn, own);
    return own;
  };
  for (const queue of queues) make(queue);
  return made;
}

/** Lambda receives and deletes messages in the role of the receiving function. */
export function startDeployedSources(
  deployment: Deployment,
  queues: ReadonlyMap<string, LocalQueue>,
  enforcer: Enforcer,
  invoke: Invoke,
): EventSource[] {
  return deployment.eventSources.flatMap(({ queueArn, functionName, windowSeconds, ...pace }) => {
    const queue = queues.get(queueArn);
    const timeoutMs = 1000 * (deployment.functions.find(({ name }) => name === functionName)?.timeoutSeconds ?? 0);
    const { functionArn: _, ...caller } = enforcer.callerOf(functionName);
    if (queue === undefined) return [];
    return startEventSource({
      ...pace,
      queue,
      queueArn,
      windowMs: windowSeconds * 1000,
      invoke: (event) => invoke(functionName, event, timeoutMs),
      may: (action) => enforcer.check(caller, queueAccess(action, queueArn)) === null,
    });
  });
}
