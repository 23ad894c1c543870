import type { Account } from '../../accounts/account.ts';
import type { Sharer } from '../../accounts/shared-keys.ts';
import type { Input } from '../../contract/deferred.ts';
import type { accountResponse } from '../../contract/schemas/accounts.ts';
import { exchanges } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { iso, isoOrNull } from './iso-time.ts';
import { keyWarnings } from './key-warnings.ts';
import { sharedWarnings } from './shared-warnings.ts';

type AccountWire = Input<typeof accountResponse>;
type KeyWire = AccountWire['credentials']['spot'];

/**
 * The account with the facts about its keys, and never the keys. A key that serves two markets is shown under both. `sharers`: the accounts of
 * the tenant with the same key or customer; null: not looked up.
 */
export function presentAccount(account: Account, sharers: readonly Sharer[] | null = null): AccountWire {
  return {
    exchange_account_id: account.accountId,
    exchange: account.exchange,
    trading_state: account.tradingState,
    credentials: { spot: presentKey(account, 'spot', sharers), swap: presentKey(account, 'swap', sharers) },
    created_at: iso(account.createdAt),
  };
}

function presentKey(account: Account, marketType: MarketType, sharers: readonly Sharer[] | null): KeyWire {
  const slot = exchanges[account.exchange].markets[marketType].key;
  const credential = account.credentials[slot];
  if (credential === undefined) return { ...noKey, nonce_scale: account.nonceScales[slot] ?? null };
  const { permissions, keyMark } = credential;
  const shared = keyMark === undefined ? null : (sharers?.filter((sharer) => sharer.slot === slot) ?? null);
  return {
    configured: true,
    key_hint: credential.keyHint,
    version: credential.version,
    verification: credential.verification,
    permissions: permissions === null ? null : [...permissions],
    nonce_scale: account.nonceScales[slot] ?? null,
    nonce_window: credential.nonceWindow,
    expires_at: isoOrNull(credential.times?.expiresAt ?? null),
    shared_with: shared?.map(({ accountId }) => accountId).toSorted() ?? null,
    warnings: [...keyWarnings(account, marketType, credential), ...sharedWarnings(account, marketType, shared ?? [])],
    set_at: iso(credential.setAt),
  };
}

const noKey: KeyWire = {
  configured: false,
  key_hint: null,
  version: null,
  verification: null,
  permissions: null,
  nonce_scale: null,
  nonce_window: null,
  expires_at: null,
  shared_with: [],
  warnings: [],
  set_at: null,
};
