/**
 * Like `Promise.all`, but returns or throws only after the last promise has ended. Lambda freezes the container after the answer, so a
 * request that is still under way would continue in the next call.
 */
export async function settleAll<T extends readonly unknown[] | []>(
  works: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}

/** `run` over all items, at most `width` at a time. Ends after the last; the results keep the order of the items. */
export async function inParallel<T, R>(items: readonly T[], width: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await run(item));
  };
  await settleAll(Array.from({ length: Math.min(width, items.length) }, work));
  return items.map((_item, index) => results.get(index) as R);
}
