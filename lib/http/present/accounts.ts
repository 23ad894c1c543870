import type * as z from 'zod';
import type { Account } from '../../accounts/account.ts';
import type { accountResponse } from '../../contract/schemas/accounts.ts';
import { exchanges, marketOf } from '../../exchanges/exchanges.ts';
import type { KeySlot, MarketType } from '../../exchanges/model/axes.ts';
import { windowFor } from '../../nonce/nonce-scale.ts';

type AccountWire = z.input<typeof accountResponse>;
type KeyWire = AccountWire['credentials']['spot'];

/** An account as clients see it: what is known about its keys, never the keys. */
export function presentAccount(account: Account): AccountWire {
  return {
    exchange_account_id: account.accountId,
    exchange: account.exchange,
    trading_state: account.tradingState,
    credentials: { spot: presentKey(account, 'spot'), swap: presentKey(account, 'swap') },
    created_at: new Date(account.createdAt).toISOString(),
  };
}

function slotOf({ exchange }: Account, marketType: MarketType): KeySlot {
  return exchanges[exchange].markets[marketType].key;
}

function presentKey(account: Account, marketType: MarketType): KeyWire {
  const slot = slotOf(account, marketType);
  const credential = account.credentials[slot];
  const scale = account.nonceScales[slot] ?? null;
  return {
    configured: credential !== undefined,
    key_hint: credential?.keyHint ?? null,
    version: credential?.version ?? null,
    verification: credential?.verification ?? null,
    permissions:
      credential?.permissions === undefined || credential.permissions === null ? null : [...credential.permissions],
    nonce_scale: scale,
    nonce_window: credential?.nonceWindow ?? null,
    warnings: warnings(account, marketType),
    set_at: credential === undefined ? null : new Date(credential.setAt).toISOString(),
  };
}

/** Ten seconds absorb requests that overtake each other; in the key's own units, which is where the exchange counts. */
const neededWindowMs = 10_000;

function warnings(account: Account, marketType: MarketType): string[] {
  const slot = slotOf(account, marketType);
  const credential = account.credentials[slot];
  if (credential === undefined) return [];
  const scale = account.nonceScales[slot];
  const found: string[] = [];
  if (credential.verification === 'pending')
    found.push('the exchange could not be reached when the key was set: it is not verified yet');
  if (
    scale !== undefined &&
    credential.nonceWindow !== null &&
    BigInt(credential.nonceWindow) < BigInt(windowFor(scale, neededWindowMs))
  ) {
    const needed = windowFor(scale, neededWindowMs);
    found.push(
      `nonce window ${credential.nonceWindow} is small: concurrent requests may be refused once and repeated; set Nonce Window = ${needed} on the key (it counts nonce units; this key uses ${scale})`,
    );
  }
  if (scale !== undefined && scale !== 'ms')
    found.push(`another program has used ${scale} nonces with this key: every program on it must now do so`);
  if (credential.permissions?.includes('withdraw-funds'))
    found.push(`the ${marketOf({ exchange: account.exchange, marketType }).title} key can withdraw funds`);
  return found;
}
