import { randomUUID } from 'node:crypto';
import type { Delivery, Message } from './sqs-message.ts';
import {
  clearEntries,
  type Entries,
  type Entry,
  entryOf,
  hideUntil,
  messageOf,
  noEntries,
  showDue,
  takeByHandle,
} from './sqs-queue-entries.ts';

interface QueueTerms {
  readonly name: string;
  /** Seconds for which a received message is hidden from further receivers. Default 30, as in SQS. */
  readonly visibilitySeconds?: number;
  /** A message goes to the dead letters instead of being delivered more than `maxReceiveCount` times. */
  readonly redrive?: { readonly deadLetters: LocalQueue; readonly maxReceiveCount: number };
}

/** Liberties of a standard queue that real queues take rarely. */
interface Disturbance {
  /** Index of the next message among `count` ready messages. Default: the oldest message. */
  readonly next?: (count: number) => number;
  /** True to deliver the current message a second time, even if a receiver deletes the first delivery in between. */
  readonly twice?: () => boolean;
}

export interface QueueEvent {
  /** `sent`: with or without a delay. `buried`: moved to the dead letters. */
  readonly kind: 'sent' | 'deleted' | 'buried';
  readonly message: Message;
  readonly delaySeconds?: number;
}

type Listener = (event: QueueEvent) => void;

export interface LocalQueue {
  readonly name: string;
  readonly terms: QueueTerms;
  send(body: string, delaySeconds?: number): Message;
  /** Takes up to `most` messages and hides each message for `visibilitySeconds`. */
  receive(most: number, visibilitySeconds?: number): Delivery[];
  /** Deletes the message of this delivery. A handle of an earlier delivery has no effect. */
  remove(receiptHandle: string): void;
  purge(): void;
  counts(): { readonly visible: number; readonly delayed: number; readonly inFlight: number };
  /** Epoch ms at which a receiver can take the next message; null for an empty queue. */
  nextAt(): number | null;
  disturb(disturbance: Disturbance): void;
  /** Returns a function that ends the watch. */
  watch(listener: Listener): () => void;
  /** Accepts a message of a different queue with the id and the counts unchanged. */
  adopt(message: Message): void;
}

interface QueueState {
  readonly terms: QueueTerms;
  readonly entries: Entries;
  readonly listeners: Set<Listener>;
  disturbance: Disturbance;
}

/**
 * A standard queue of SQS: delivers at least once, in no promised order. Messages are in memory only: the next
 * schedule period requests every pull again.
 */
export function createQueue(terms: QueueTerms): LocalQueue {
  const queue: QueueState = { terms, entries: noEntries(), listeners: new Set(), disturbance: {} };
  return {
    name: terms.name,
    terms,
    send: (body, delaySeconds = 0) => send(queue, body, delaySeconds),
    receive: (most, visibilitySeconds = terms.visibilitySeconds ?? 30) => receive(queue, most, visibilitySeconds),
    remove: (receiptHandle) => remove(queue, receiptHandle),
    purge: () => clearEntries(queue.entries),
    counts: () => countsOf(queue),
    nextAt: () => nextAt(queue.entries),
    disturb: (disturbance) => {
      queue.disturbance = disturbance;
    },
    watch: (listener) => watch(queue, listener),
    adopt: (message) => enter(queue, message, 0),
  };
}

function send(queue: QueueState, body: string, delaySeconds: number): Message {
  const message = { messageId: randomUUID(), body, sentAt: Date.now(), receiveCount: 0, firstReceivedAt: undefined };
  enter(queue, message, delaySeconds);
  return message;
}

function enter(queue: QueueState, message: Message, delaySeconds: number): void {
  const entry = entryOf(message);
  if (delaySeconds > 0) hideUntil(queue.entries, entry, Date.now() + delaySeconds * 1000);
  else queue.entries.ready.push(entry);
  notify(queue, { kind: 'sent', message, delaySeconds });
}

function receive(queue: QueueState, most: number, visibilitySeconds: number): Delivery[] {
  showDue(queue.entries);
  const taken: Entry[] = [];
  for (let entry = take(queue); entry !== undefined; entry = taken.length < most ? take(queue) : undefined)
    taken.push(entry);
  return taken.map((entry) => deliver(queue, entry, visibilitySeconds));
}

/** Takes the next message to deliver. Messages above the receive limit become dead letters on the way. */
function take(queue: QueueState): Entry | undefined {
  const { terms, entries, disturbance } = queue;
  for (;;) {
    const [entry] = entries.ready.splice(disturbance.next?.(entries.ready.length) ?? 0, 1);
    if (entry === undefined) return undefined;
    entry.receiveCount += 1;
    if (terms.redrive === undefined || entry.receiveCount <= terms.redrive.maxReceiveCount) return entry;
    terms.redrive.deadLetters.adopt(messageOf(entry));
    notify(queue, { kind: 'buried', message: messageOf(entry) });
  }
}

function deliver({ entries, disturbance }: QueueState, entry: Entry, visibilitySeconds: number): Delivery {
  if (disturbance.twice?.()) entries.ready.push({ ...entry });
  entry.firstReceivedAt ??= Date.now();
  const receiptHandle = randomUUID();
  entry.handle = receiptHandle;
  hideUntil(entries, entry, Date.now() + visibilitySeconds * 1000);
  return { ...messageOf(entry), receiptHandle };
}

function remove(queue: QueueState, receiptHandle: string): void {
  for (const entry of takeByHandle(queue.entries, receiptHandle)) {
    notify(queue, { kind: 'deleted', message: messageOf(entry) });
  }
}

function countsOf({ entries }: QueueState): ReturnType<LocalQueue['counts']> {
  showDue(entries);
  const inFlight = entries.hidden.filter(({ handle }) => handle !== undefined).length;
  return { visible: entries.ready.length, delayed: entries.hidden.length - inFlight, inFlight };
}

function nextAt({ ready, hidden }: Entries): number | null {
  return ready.length > 0 ? Date.now() : (hidden[0]?.visibleAt ?? null);
}

function watch({ listeners }: QueueState, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function notify({ listeners }: QueueState, event: QueueEvent): void {
  for (const listener of listeners) listener(event);
}
