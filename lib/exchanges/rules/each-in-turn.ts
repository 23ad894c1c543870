import { OemsError } from '../../errors.ts';

/**
 * Cancellations one after the other. A refused cancellation stops no later cancellation, and the first refusal is thrown at the end. A timeout
 * ends the row: the next cancellation would wait in vain for the time that the call has left.
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
