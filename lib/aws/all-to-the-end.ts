/**
 * Like `Promise.all`, but returns or throws only after the last promise has ended. Lambda freezes the container after the answer, so a
 * request that is still under way would continue in the next call.
 */
export async function settleAll<T>(works: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(works)).map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
