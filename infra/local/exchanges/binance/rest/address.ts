import type { ExchangeRequest } from '../../server/messages.ts';

/** Requests of a test in the same process come from nowhere. */
export function addressOf({ address = '127.0.0.1' }: ExchangeRequest): string {
  return address.replace(/^::ffff:/, '');
}
