import { OemsError } from '../../errors.ts';

/**
 * Cancellations one after the other: a refusal of one keeps no other from being tried, and is thrown at the end. Where the exchange is silent
 * the next would wait in vain for the time that the call has left.
 */
export async function eachInTurn(works: Iterable<() => Promise<unknown>>): Promise<void> {
  const failures: unknown[] = [];
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
      if (error instanceof OemsError && error.code === 'EXCHANGE_TIMEOUT') break;
    }
  }
  if (failures.length > 0) throw failures[0];
}
