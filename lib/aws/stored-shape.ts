import type { Item } from './table-item.ts';

/** The version of the shape of new records. A changed shape gets the next number, and its reader learns to read both shapes. */
export const shape = 1;

/** Refuses a record that a newer release has written: a reader that does not know the shape would guess. */
export function requireKnownShape(item: Readonly<Item>): void {
  const stored = Number(item.shape?.N);
  if (stored >= 1 && stored <= shape) return;
  throw new Error(
    `the record ${item.pk?.S} ${item.sk?.S} has shape ${item.shape?.N}, and this release reads 1 to ${shape}`,
  );
}
