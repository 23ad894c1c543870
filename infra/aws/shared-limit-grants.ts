import { type Grant, items } from './grant.ts';

/** A request reads the account and, of the exchange's hosts, the bans of the address. */
const accountWithBans: Grant = { items: ['ACCOUNT', 'LIMITS'], actions: ['BatchGetItem'] };
const tellLimits = items('LIMITS', 'UpdateItem');

/**
 * Reads and jobs count their requests to exchanges whose limits all tenants share (lib/session/shared-limits.ts). Commands take none of the
 * count: a command reads with the account whether an exchange has banned the address (lib/session/known-bans.ts). Each function that calls an
 * exchange tells the others of a ban.
 */
export function withSharedLimits(own: readonly Grant[], isPatient: boolean): readonly Grant[] {
  if (!own.some((grant) => 'secrets' in grant || storesMarkets(grant))) return own;
  return isPatient ? [...own, tellLimits] : [...own.flatMap(beyondBans), accountWithBans, tellLimits];
}

/** A function without a key calls an exchange for the markets that the function stores. */
function storesMarkets(grant: Grant): boolean {
  return 'items' in grant && grant.items.includes('MARKETS') && grant.actions.includes('PutItem');
}

/** `accountWithBans` covers batches of accounts: a second right to them could be taken away unnoticed. */
function beyondBans(grant: Grant): Grant[] {
  if (!('items' in grant) || grant.items.some((item) => item !== 'ACCOUNT')) return [grant];
  const actions = grant.actions.filter((action) => action !== 'BatchGetItem');
  return actions.length === 0 ? [] : [{ ...grant, actions }];
}
