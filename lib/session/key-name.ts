import { claimDigest } from '../accounts/key-claims.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { Credential } from '../exchanges/model/credential.ts';

export interface KeyName {
  readonly exchange: ExchangeId;
  readonly slot: KeySlot;
}

/** The half of a key that is no secret; undefined for a key without one. */
export function publicFieldOf({ exchange, slot }: KeyName, credential: Credential): string | undefined {
  const shown = exchanges[exchange].keys[slot]?.fields.find(({ isPublic }) => isPublic);
  return shown === undefined ? undefined : credential[shown.as];
}

/** The digest that names the key to all tenants of the deployment; undefined for a key without a public field. */
export function claimOf(name: KeyName, credential: Credential): string | undefined {
  const shown = publicFieldOf(name, credential);
  return shown === undefined ? undefined : claimDigest(name.exchange, name.slot, shown);
}
