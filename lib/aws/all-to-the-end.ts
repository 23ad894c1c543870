/**
 * What `Promise.all` returns or throws, but only when the last of them has ended: a request still under way behind an answer would be
 * frozen with the container, and go on with its next call.
 */
export async function settleAll<T>(works: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(works)).map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}
