import type { Account } from '../../accounts/account.ts';
import type { Input } from '../../contract/deferred.ts';
import type { accountResponse } from '../../contract/schemas/accounts.ts';
import { exchanges } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { iso, isoOrNull } from './iso-time.ts';
import { keyWarnings } from './key-warnings.ts';

type AccountWire = Input<typeof accountResponse>;
type KeyWire = AccountWire['credentials']['spot'];

/** The account with the facts about its keys, and never the keys. A key that serves two markets is shown under both. */
export function presentAccount(account: Account): AccountWire {
  return {
    exchange_account_id: account.accountId,
    exchange: account.exchange,
    trading_state: account.tradingState,
    credentials: { spot: presentKey(account, 'spot'), swap: presentKey(account, 'swap') },
    created_at: iso(account.createdAt),
  };
}

function presentKey(account: Account, marketType: MarketType): KeyWire {
  const slot = exchanges[account.exchange].markets[marketType].key;
  const credential = account.credentials[slot];
  if (credential === undefined) return { ...noKey, nonce_scale: account.nonceScales[slot] ?? null };
  const { permissions } = credential;
  return {
    configured: true,
    key_hint: credential.keyHint,
    version: credential.version,
    verification: credential.verification,
    permissions: permissions === null ? null : [...permissions],
    nonce_scale: account.nonceScales[slot] ?? null,
    nonce_window: credential.nonceWindow,
    expires_at: isoOrNull(credential.times?.expiresAt ?? null),
    warnings: keyWarnings(account, marketType, credential),
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
  warnings: [],
  set_at: null,
};
