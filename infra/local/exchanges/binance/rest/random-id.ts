import { randomText } from '../../engine/ids.ts';
import type { World } from '../../engine/world.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The client id of a request that names none, and of most cancellations. */
export function randomId({ random }: World): string {
  return randomText(random, alphabet, 22);
}
