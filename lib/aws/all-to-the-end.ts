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
