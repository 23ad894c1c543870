import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import { errorText } from '../error-text.ts';
import { invalidField } from '../errors.ts';
import type { Change, ChangeEvent } from '../outbox/change.ts';
import { badCursor, beginning, type EventPlace, eventId, placeOf } from './event-id.ts';
import { listChanges } from './list-changes.ts';
import { isPurged, keptDays, lastSlot, readSlots, type Slot, sizeOf } from './slot-store.ts';
import { eventTable } from './waiting-changes.ts';

/** An event of the list. */
export interface ListedEvent {
  readonly id: string;
  readonly event: ChangeEvent;
  readonly change: Change;
}

export interface EventPage {
  readonly events: readonly ListedEvent[];
  readonly next: string;
  /** More events are listed already. */
  readonly hasMore: boolean;
}

export interface EventQuery {
  readonly cursor: string | undefined;
  readonly limit: number;
  /** Events of this account alone. */
  readonly accountId: string | undefined;
}

/** A call fills few slots; the job does the rest. */
const effort = { slots: 4, forMs: 4000 } as const;

/**
 * The events after the cursor, oldest first; from the oldest that is kept without a cursor. Changes that wait are listed first, so that the
 * answer tells of a fill that the call before this one met.
 */
export async function readEvents(tenant: string, query: EventQuery): Promise<EventPage> {
  await listWaiting(tenant);
  const after = query.cursor === undefined ? null : placeOf(query.cursor);
  return pageAfter(tenant, after, query);
}

/** No events, and the cursor for everything that is listed from now on. */
export async function latestEvents(tenant: string): Promise<EventPage> {
  await listWaiting(tenant);
  const [last] = await readSlots(tenant, await lastSlot(tenant), 1);
  return { events: [], next: eventId(last === undefined ? beginning : endOf(last)), hasMore: false };
}

/** The list is true without the newest changes, which the job lists as well. */
async function listWaiting(tenant: string): Promise<void> {
  const { slots, forMs } = effort;
  await listChanges(eventTable(tenant), { slots, until: Date.now() + forMs }).catch((error: unknown) =>
    log({ level: 'WARN', message: 'changes not listed', tenant, error: errorText(error) }, currentCall()),
  );
}

const slotsPerPage = 40;
/** Pages of slots for one call: an account with few events among those of many may need several calls. */
const pagesPerCall = 5;

async function pageAfter(
  tenant: string,
  after: EventPlace | null,
  { limit, accountId }: EventQuery,
): Promise<EventPage> {
  const events: ListedEvent[] = [];
  let place = after;
  for (let page = 0; page < pagesPerCall; page += 1) {
    const read = await readSlots(tenant, place?.slot ?? 0, slotsPerPage);
    const slots = place === null ? afterLastBreak(read) : read;
    if (place !== null) requireUnbroken(place, slots, place === after);
    for (const { id, at, listed } of slots.flatMap(eventsOf)) {
      if (place !== null && !isAfter(at, place)) continue;
      if (events.length === limit) return { events, next: eventId(place ?? beginning), hasMore: true };
      place = at;
      if (listed !== null && (accountId ?? listed.change.accountId) === listed.change.accountId)
        events.push({ id, ...listed });
    }
    if (read.length < slotsPerPage) return { events, next: eventId(place ?? beginning), hasMore: false };
  }
  return { events, next: eventId(place ?? beginning), hasMore: true };
}

interface Entry {
  readonly id: string;
  readonly at: EventPlace;
  /** Null for an event of a purged account. */
  readonly listed: Omit<ListedEvent, 'id'> | null;
}

function eventsOf({ slot, changes }: Slot): Entry[] {
  let number = 0;
  return changes.flatMap((change) =>
    Array.from({ length: sizeOf(change) }, (_, index): Entry => {
      number += 1;
      const event = isPurged(change) ? undefined : change.events[index];
      const at = { slot, number };
      return { id: eventId(at), at, listed: isPurged(change) || event === undefined ? null : { event, change } };
    }),
  );
}

function endOf({ slot, changes }: Slot): EventPlace {
  return { slot, number: changes.reduce((sum, change) => sum + sizeOf(change), 0) };
}

function isAfter(one: EventPlace, other: EventPlace): boolean {
  return one.slot > other.slot || (one.slot === other.slot && one.number > other.number);
}

function follows({ slot }: Slot, before: Slot | undefined): boolean {
  return before === undefined || slot === before.slot + 1;
}

/** Slots end in the order of their numbers, but the clocks that set the ends differ. */
function afterLastBreak(slots: readonly Slot[]): readonly Slot[] {
  const broken = slots.findLastIndex((slot, index) => !follows(slot, slots[index - 1]));
  return broken < 0 ? slots : slots.slice(broken);
}

/**
 * Slots have no gaps, so the slot of the cursor comes first, and each slot follows the one before. Otherwise events after the cursor are gone. The
 * last slot is kept for ever: no cursor after the last slot was ever given.
 */
function requireUnbroken({ slot, number }: EventPlace, slots: readonly Slot[], isCursor: boolean): void {
  const [first] = slots;
  if (first === undefined && slot === 0) return;
  if (first === undefined || (isCursor && first.slot === slot && number > endOf(first).number)) throw badCursor();
  const isWhole = first.slot === Math.max(1, slot) && slots.every((each, index) => follows(each, slots[index - 1]));
  if (!isWhole) throw tooOld();
}

function tooOld(): Error {
  return invalidField(
    'cursor',
    `events after this cursor are gone: events are kept for ${keptDays} days. Begin anew without cursor, and read the orders with GET /oems/execution/orders`,
  );
}
