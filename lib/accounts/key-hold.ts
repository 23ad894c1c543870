import { currentCall } from '../aws/call-context.ts';
import { log } from '../aws/log.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { AccountRef, KeyHold } from './account.ts';
import { updateAccount } from './account-store.ts';

/**
 * Tells the other containers that the exchange holds up a key. Written in the call that meets the refusal, which is rare. A failed write
 * changes nothing: each container also learns by its own refusal. Writes nothing where the key was replaced meanwhile.
 */
export async function writeHold(ref: AccountRef, slot: KeySlot, version: string, hold: KeyHold): Promise<void> {
  const { why, until } = hold;
  try {
    await updateAccount(
      ref,
      'SET credentials.#slot.#hold = :hold',
      { '#slot': slot, '#hold': 'hold', '#version': 'version' },
      { ':hold': { M: { why: { S: why }, until: { N: String(until) } } }, ':version': { S: version } },
      'credentials.#slot.#version = :version',
    );
  } catch {
    const { tenant, accountId: account } = ref;
    log({ level: 'WARN', message: 'hold of a key not stored', tenant, account }, currentCall());
  }
}
