import { randomUUID } from 'node:crypto';

/** A message as it lies in a queue. Times in epoch ms. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number | undefined;
}

/** A message in somebody's hands, who may delete it by the handle of this delivery. */
export interface Delivery extends Message {
  readonly receiptHandle: string;
}

export interface QueueTerms {
  readonly name: string;
  /** For how long a received message is nobody else's. Default 30, as SQS. */
  readonly visibilitySeconds?: number;
  /** Where a message goes instead of a delivery above this number. */
  readonly redrive?: { readonly deadLetters: LocalQueue; readonly maxReceiveCount: number };
}

/** What a standard queue may do at any time and rarely does. */
export interface Disturbance {
  /** Which of `count` messages that can be received comes next. Default: the oldest. */
  readonly next?: (count: number) => number;
  /** Whether a message that is delivered now is delivered once more, even if it is deleted in between. */
  readonly twice?: () => boolean;
}

export interface QueueEvent {
  /** `sent`: with or without a delay. `buried`: moved to the dead letters. */
  readonly kind: 'sent' | 'deleted' | 'buried';
  readonly message: Message;
  readonly delaySeconds?: number;
}

export interface LocalQueue {
  readonly name: string;
  readonly terms: QueueTerms;
  send(body: string, delaySeconds?: number): Message;
  /** Up to `most` messages, hidden from others for `visibilitySeconds`. */
  receive(most: number, visibilitySeconds?: number): Delivery[];
  /** Without effect for a handle that is not the message's latest: whoever holds that one has it now. */
  remove(receiptHandle: string): void;
  purge(): void;
  counts(): { readonly visible: number; readonly delayed: number; readonly inFlight: number };
  /** Epoch ms at which a message can be received; null when there is none. */
  nextAt(): number | null;
  disturb(disturbance: Disturbance): void;
  /** Answers how to stop. */
  watch(listener: (event: QueueEvent) => void): () => void;
  /** Takes a message over from another queue, as it is. */
  adopt(message: Message): void;
}

interface Entry extends Message {
  receiveCount: number;
  firstReceivedAt: number | undefined;
  visibleAt: number;
  handle: string | undefined;
}

/** A standard queue of SQS: at least once, in no promised order. In memory: the next period asks for every pull anew. */
export function createQueue(terms: QueueTerms): LocalQueue {
  /** Can be received, oldest first. */
  const ready: Entry[] = [];
  /** Delayed or in flight, by the time at which they can be received. */
  const hidden: Entry[] = [];
  const listeners = new Set<(event: QueueEvent) => void>();
  let disturbance: Disturbance = {};

  function tell(event: QueueEvent): void {
    for (const listener of listeners) listener(event);
  }

  function hide(entry: Entry, visibleAt: number): void {
    entry.visibleAt = visibleAt;
    const index = hidden.findLastIndex((other) => other.visibleAt <= visibleAt);
    hidden.splice(index + 1, 0, entry);
  }

  function ripen(): void {
    for (let [first] = hidden; first !== undefined && first.visibleAt <= Date.now(); [first] = hidden) {
      hidden.shift();
      ready.push(first);
    }
  }

  function enter(message: Message, delaySeconds: number): void {
    const entry = { ...message, handle: undefined, visibleAt: 0 };
    if (delaySeconds > 0) hide(entry, Date.now() + delaySeconds * 1000);
    else ready.push(entry);
    tell({ kind: 'sent', message, delaySeconds });
  }

  /** The next message that is still to be delivered; those above the limit become dead letters on the way. */
  function take(): Entry | undefined {
    for (;;) {
      const [entry] = ready.splice(disturbance.next?.(ready.length) ?? 0, 1);
      if (entry === undefined) return undefined;
      entry.receiveCount += 1;
      if (terms.redrive === undefined || entry.receiveCount <= terms.redrive.maxReceiveCount) return entry;
      terms.redrive.deadLetters.adopt(messageOf(entry));
      tell({ kind: 'buried', message: messageOf(entry) });
    }
  }

  function deliver(entry: Entry, visibilitySeconds: number): Delivery {
    if (disturbance.twice?.()) ready.push({ ...entry });
    entry.firstReceivedAt ??= Date.now();
    const receiptHandle = randomUUID();
    entry.handle = receiptHandle;
    hide(entry, Date.now() + visibilitySeconds * 1000);
    return { ...messageOf(entry), receiptHandle };
  }

  return {
    name: terms.name,
    terms,
    send: (body, delaySeconds = 0) => {
      const fresh = { messageId: randomUUID(), body, sentAt: Date.now(), receiveCount: 0, firstReceivedAt: undefined };
      enter(fresh, delaySeconds);
      return fresh;
    },
    receive: (most, visibilitySeconds = terms.visibilitySeconds ?? 30) => {
      ripen();
      const taken: Entry[] = [];
      for (let entry = take(); entry !== undefined; entry = taken.length < most ? take() : undefined) taken.push(entry);
      return taken.map((entry) => deliver(entry, visibilitySeconds));
    },
    remove: (receiptHandle) => {
      for (const list of [hidden, ready]) {
        const index = list.findIndex(({ handle }) => handle === receiptHandle);
        for (const entry of index < 0 ? [] : list.splice(index, 1))
          tell({ kind: 'deleted', message: messageOf(entry) });
      }
    },
    purge: () => {
      ready.length = 0;
      hidden.length = 0;
    },
    counts: () => {
      ripen();
      const inFlight = hidden.filter(({ handle }) => handle !== undefined).length;
      return { visible: ready.length, delayed: hidden.length - inFlight, inFlight };
    },
    nextAt: () => (ready.length > 0 ? Date.now() : (hidden[0]?.visibleAt ?? null)),
    disturb: (wanted) => {
      disturbance = wanted;
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    adopt: (message) => enter(message, 0),
  };
}

function messageOf({ messageId, body, sentAt, receiveCount, firstReceivedAt }: Entry): Message {
  return {
    messageId,
    body,
    sentAt,
    receiveCount,
    firstReceivedAt,
  };
}
