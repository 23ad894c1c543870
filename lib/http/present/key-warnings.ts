import type { Account, SealedCredential } from '../../accounts/account.ts';
import { exchanges, marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import { type NonceScale, windowFor } from '../../nonce/nonce-scale.ts';

/** Requests overtake each other by less than ten seconds. The exchange counts the window in the key's own nonce units. */
const neededWindowMs = 10_000;

/** Risks of a key that its owner should know. */
export function keyWarnings(account: Account, marketType: MarketType, credential: SealedCredential): string[] {
  const market = marketOf({ exchange: account.exchange, marketType });
  const countsUp = exchanges[account.exchange].keys[market.key]?.nonce.kind === 'increasing';
  const scale = account.nonceScales[market.key] ?? null;
  const { verification, canWithdraw, nonceWindow } = credential;
  return [
    ...(verification === 'pending'
      ? ['the exchange could not be reached when the key was set: the key is not verified yet']
      : []),
    ...(countsUp && scale !== null ? windowWarning(scale, nonceWindow) : []),
    ...(scale !== null && scale !== 'ms'
      ? [
          `another program has used ${scale} nonces with this key: every program with this key must use ${scale} nonces now`,
        ]
      : []),
    ...(canWithdraw === true ? [`the ${market.title} key can withdraw funds`] : []),
  ];
}

function windowWarning(scale: NonceScale, nonceWindow: string | null): string[] {
  const needed = windowFor(scale, neededWindowMs);
  if (nonceWindow === null || BigInt(nonceWindow) >= BigInt(needed)) return [];
  return [
    `nonce window ${nonceWindow} is small: concurrent requests may be refused once and repeated; set Nonce Window = ${needed} on the key (the window counts nonce units; this key uses ${scale})`,
  ];
}
