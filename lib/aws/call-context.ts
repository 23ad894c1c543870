import { AsyncLocalStorage } from 'node:async_hooks';

export type Hop = 'table' | 'kms' | 'queue' | 'exchange';

/** The caller of a call that changes something, kept with everything that the call makes. */
export interface Author {
  /** Epoch ms: the begin of the call. */
  readonly at: number;
  readonly requestId: string;
  /** The operation's name in the contract. */
  readonly operation: string;
  /** The person or program of the token. */
  readonly subject: string | null;
  /** The client that got the token. */
  readonly client: string | null;
  readonly sourceIp: string | null;
}

/** What a call may take of limits that all tenants share: commands about orders come before reads, and reads before jobs that can wait. */
export type Urgency = 'command' | 'read' | 'job';

/** The identity, the deadline and the cost of one invocation. */
export interface CallContext {
  readonly requestId: string;
  readonly operation: string;
  readonly urgency: Urgency;
  readonly startedAt: number;
  /** Epoch ms: the answer must be sent by then. */
  readonly deadline: number;
  /** Total milliseconds and number of requests per hop. */
  readonly hops: Map<Hop, { ms: number; count: number }>;
  /** Secrets of this call, scrubbed from every message that leaves. */
  readonly secrets: Set<string>;
  /** Null in jobs, and in calls that change nothing. */
  readonly author: Author | null;
  /** True once a byte of a request that changes something at an exchange may have left. */
  readonly sent: { isTrue: boolean };
  /** Names of journal entries that carry the audit record of this call to the trail. */
  readonly carriers: Set<string>;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs an invocation inside a context. */
export function runInCall<T>(call: CallContext, run: () => Promise<T>): Promise<T> {
  return storage.run(call, run);
}

export function currentCall(): CallContext | undefined {
  return storage.getStore();
}

export function newCall(
  requestId: string,
  operation: string,
  deadline: number,
  urgency: Urgency = 'command',
): CallContext {
  return {
    requestId,
    operation,
    urgency,
    startedAt: Date.now(),
    deadline,
    hops: new Map(),
    secrets: new Set(),
    author: null,
    sent: { isTrue: false },
    carriers: new Set(),
  };
}

/** A request that changes something at an exchange may have left. */
export function noteSent(): void {
  const call = storage.getStore();
  if (call !== undefined) call.sent.isTrue = true;
}

/** Runs a part of the present call in the name of its author. */
export function runAs<T>(author: Author, run: () => Promise<T>): Promise<T> {
  const call = storage.getStore() ?? newCall(author.requestId, author.operation, Number.POSITIVE_INFINITY);
  return storage.run({ ...call, author }, run);
}

/** Measures a request to AWS or an exchange, successful or not. */
export async function timed<T>(hop: Hop, run: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await run();
  } finally {
    const hops = currentCall()?.hops;
    const before = hops?.get(hop) ?? { ms: 0, count: 0 };
    hops?.set(hop, { ms: before.ms + performance.now() - started, count: before.count + 1 });
  }
}
