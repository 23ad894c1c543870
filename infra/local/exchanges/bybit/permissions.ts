import * as z from 'zod';
import { parseInput } from '../server/control-input.ts';
import { refuse } from './refusal.ts';

/** Groups of rights as the key check spells them (docs v5, user/apikey-info). */
export type Permissions = Readonly<Record<(typeof groups)[number], readonly string[]>>;

const groups = [
  'ContractTrade',
  'Spot',
  'Wallet',
  'Options',
  'Derivatives',
  'CopyTrading',
  'BlockTrade',
  'Exchange',
  'NFT',
  'Affiliate',
  'Earn',
] as const;

const nothing = Object.fromEntries(groups.map((group) => [group, [] as readonly string[]])) as Permissions;

/** What a key may do, and from where. */
export interface Granted {
  permissions: Permissions;
  readOnly: boolean;
  /** Addresses that the key is bound to; `*` = none. Told, and not enforced: every caller of a simulator has the same address. */
  ips: readonly string[];
  /** Every request is answered as one from an address that the key is not bound to. */
  isElsewhere: boolean;
}

export const usualPermissions: Permissions = {
  ...nothing,
  ContractTrade: ['Order', 'Position'],
  Spot: ['SpotTrade'],
  Wallet: ['AccountTransfer'],
};

export const withdrawalPermissions: Permissions = { ...usualPermissions, Wallet: ['AccountTransfer', 'Withdraw'] };

const names = z.array(z.string());
const input = z.strictObject({
  permissions: z.strictObject({
    ...(Object.fromEntries(groups.map((group) => [group, names.optional()])) as Record<
      (typeof groups)[number],
      z.ZodOptional<typeof names>
    >),
    readOnly: z.union([z.literal(0), z.literal(1)]).optional(),
    ips: names.optional(),
    /** Requests are answered as from an address that the key is not bound to. */
    elsewhere: z.boolean().optional(),
  }),
});

/** `permissions {ContractTrade?, Spot?, …, readOnly?, ips?, elsewhere?}`: given permissions replace the key's permissions. */
export function readPermissions(value: unknown): Partial<Granted> {
  const { readOnly, ips, elsewhere, ...granted } = parseInput(input, { permissions: value }).permissions;
  const given = Object.entries(granted).filter(([, rights]) => rights !== undefined);
  return {
    ...(given.length > 0 ? { permissions: { ...usualPermissions, ...Object.fromEntries(given) } } : {}),
    ...(readOnly === undefined ? {} : { readOnly: readOnly === 1 }),
    ...(ips === undefined ? {} : { ips }),
    ...(elsewhere === undefined ? {} : { isElsewhere: elsewhere }),
  };
}

export function showPermissions({ permissions, readOnly, ips, isElsewhere }: Granted): object {
  return { ...permissions, readOnly: readOnly ? 1 : 0, ips, elsewhere: isElsewhere };
}

export type Access = 'any' | 'read' | 'spot' | 'order' | 'position' | 'account';

/** Whether DerivativesTrade alone lets a key trade perpetuals is documented nowhere: here it does not. */
export function permit(access: Access, { permissions, readOnly }: Granted): void {
  const has = (group: keyof Permissions, right: string) => permissions[group].includes(right);
  const rights: Readonly<Record<Access, boolean>> = {
    any: true,
    read: Object.values(permissions).some((granted) => granted.length > 0),
    spot: !readOnly && has('Spot', 'SpotTrade'),
    order: !readOnly && has('ContractTrade', 'Order'),
    position: !readOnly && has('ContractTrade', 'Position'),
    account: !readOnly && (has('ContractTrade', 'Position') || has('Spot', 'SpotTrade')),
  };
  if (!rights[access]) refuse(10005, 'Permission denied, please check your API key permissions.');
}
