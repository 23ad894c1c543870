import { invalidField } from '../errors.ts';

/** The place of an event in the list: the slot, and the number of the event within the slot, both from 1. */
export interface EventPlace {
  readonly slot: number;
  readonly number: number;
}

/** Before the first event. */
export const beginning: EventPlace = { slot: 0, number: 0 };

/** The id of an event, and the cursor that continues after the event. Ids sort as the places do. */
export function eventId({ slot, number }: EventPlace): string {
  return `${String(slot).padStart(12, '0')}-${String(number).padStart(5, '0')}`;
}

/** Throws INVALID_REQUEST for a text that is no id. */
export function placeOf(cursor: string): EventPlace {
  const [, slot, number] = /^(\d{12})-(\d{5})$/.exec(cursor) ?? [];
  if (slot === undefined || number === undefined) throw badCursor();
  return { slot: Number(slot), number: Number(number) };
}

export function badCursor(): Error {
  return invalidField('cursor', 'must be next_cursor of an answer of this operation');
}
