import type { Message } from './sqs-message.ts';

/** A message and the state of the queue about this message. */
export interface Entry extends Message {
  receiveCount: number;
  firstReceivedAt: number | undefined;
  visibleAt: number;
  /** Receipt handle of the latest delivery. */
  handle: string | undefined;
}

export interface Entries {
  /** Entries that a receiver can take, oldest first. */
  readonly ready: Entry[];
  /** Entries that are delayed or in flight, sorted by the time at which the entry becomes visible. */
  readonly hidden: Entry[];
}

export function noEntries(): Entries {
  return { ready: [], hidden: [] };
}

export function entryOf(message: Message): Entry {
  return { ...message, handle: undefined, visibleAt: 0 };
}

/** Hides the entry from receivers until `visibleAt`. */
export function hideUntil({ hidden }: Entries, entry: Entry, visibleAt: number): void {
  entry.visibleAt = visibleAt;
  const index = hidden.findLastIndex((earlier) => earlier.visibleAt <= visibleAt);
  hidden.splice(index + 1, 0, entry);
}

/** Moves hidden entries whose time has come to the ready entries. */
export function showDue({ ready, hidden }: Entries): void {
  for (let [first] = hidden; first !== undefined && first.visibleAt <= Date.now(); [first] = hidden) {
    hidden.shift();
    ready.push(first);
  }
}

/** Takes out every entry whose latest delivery has this handle. */
export function takeByHandle({ ready, hidden }: Entries, receiptHandle: string): Entry[] {
  return [hidden, ready].flatMap((list) => {
    const index = list.findIndex(({ handle }) => handle === receiptHandle);
    return index < 0 ? [] : list.splice(index, 1);
  });
}

export function clearEntries({ ready, hidden }: Entries): void {
  ready.length = 0;
  hidden.length = 0;
}

export function messageOf({ messageId, body, sentAt, receiveCount, firstReceivedAt }: Entry): Message {
  return { messageId, body, sentAt, receiveCount, firstReceivedAt };
}
