import * as z from 'zod';
import { randomText } from '../../engine/ids.ts';
import { parseInput } from '../../server/control-input.ts';
import type { ControlledKey, KeyRing } from '../../server/key-control.ts';

/** Names of apiRestrictions (wallet/account). */
export const rightNames = [
  'enableReading',
  'enableSpotAndMarginTrading',
  'enableFutures',
  'permitsUniversalTransfer',
  'enableWithdrawals',
  'enableInternalTransfer',
  'enableMargin',
  'enableVanillaOptions',
  'enablePortfolioMarginTrading',
  'enableFixApiTrade',
  'enableFixReadOnly',
] as const;
export type Right = (typeof rightNames)[number];

/** `secret` is the HMAC secret or, of an RSA or Ed25519 key, the public key as PEM: Binance never holds the private one. */
export interface ApiKey extends ControlledKey {
  rights: readonly Right[];
  /** Addresses that may use the key; null: any. */
  addresses: readonly string[] | null;
  readonly createdAt: number;
  /** Moment (ms) at which the right to trade ends; null: never. */
  tradesUntil: number | null;
}

const usualRights: readonly Right[] = [
  'enableReading',
  'enableSpotAndMarginTrading',
  'enableFutures',
  'permitsUniversalTransfer',
];

/** Keys sign with timestamps: nonces have no meaning. */
export function createKey(terms: Pick<ApiKey, 'apiKey' | 'secret' | 'customer'>, now: number): ApiKey {
  const noNonces = { revoked: false, nonceWindow: 0n, highestNonce: null };
  return { ...terms, ...noNonces, rights: usualRights, addresses: null, createdAt: now, tradesUntil: null };
}

/** The name of a key has 64 of the letters. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const rights = z.array(z.enum(rightNames));
const permissionInput = z.strictObject({
  permissions: z.union([
    rights,
    z.strictObject({ rights: rights.optional(), addresses: z.array(z.string()).nullish() }),
  ]),
});

/** `permissions` of the control: a list of rights, or `{rights, addresses}`. */
function readPermissions(value: unknown): Partial<ApiKey> {
  const { permissions } = parseInput(permissionInput, { permissions: value });
  if (Array.isArray(permissions)) return { rights: permissions };
  const { rights: named, addresses } = permissions;
  return { ...(named && { rights: named }), ...(addresses !== undefined && { addresses }) };
}

/** The keys under the control that all exchanges share. `keep` opens the customer's account. */
export function keyRing(
  keys: Map<string, ApiKey>,
  now: () => number,
  keep: (customer: string) => void,
): KeyRing<ApiKey> {
  return {
    keys,
    newName: (random) => randomText(random, letters, 64),
    mint: (terms) => createKey(terms, now()),
    readPermissions,
    showPermissions: ({ rights: named, addresses }) => ({ rights: named, addresses }),
    setNonce: () => {
      throw new Error('nonce: keys of this exchange have none');
    },
    setTimes: (key, { validUntil = 0 }) => {
      key.tradesUntil = validUntil === 0 ? null : validUntil * 1000;
    },
    keep: ({ customer }) => keep(customer),
  };
}
