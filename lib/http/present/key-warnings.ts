import type { Account, SealedCredential } from '../../accounts/account.ts';
import { remedyOf } from '../../accounts/key-news.ts';
import { missingPermissions } from '../../accounts/missing-permissions.ts';
import { tradingDenial } from '../../accounts/trading-key.ts';
import { sharedNow } from '../../aws/clock.ts';
import type { KeyDefinition } from '../../exchanges/definition.ts';
import { exchanges, marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { KeyTimes } from '../../exchanges/model/key-report.ts';
import { type NonceScale, windowFor } from '../../nonce/nonce-scale.ts';
import { iso } from './iso-time.ts';

/** Requests overtake each other by less than ten seconds. The exchange counts the window in the key's own nonce units. */
const neededWindowMs = 10_000;

/** Risks of a key that its owner should know. */
export function keyWarnings(account: Account, marketType: MarketType, credential: SealedCredential): string[] {
  const market = marketOf({ exchange: account.exchange, marketType });
  const key: KeyDefinition | undefined = exchanges[account.exchange].keys[market.key];
  const countsUp = key?.nonce.kind === 'increasing';
  const scale = account.nonceScales[market.key] ?? null;
  const { verification, canWithdraw, nonceWindow, permissions, times } = credential;
  const missing = key === undefined ? [] : missingPermissions(key, permissions);
  return [
    ...(verification === 'pending'
      ? [
          'the exchange could not be reached when the key was set: the key is not verified yet; it reads, and trades after the first check that succeeds',
        ]
      : []),
    ...(verification === 'skipped'
      ? ['the key was set without a check: it reads, and trades after the first check that succeeds']
      : []),
    ...(countsUp && scale !== null ? windowWarning(scale, nonceWindow) : []),
    ...(scale !== null && scale !== 'ms'
      ? [
          `another program has used ${scale} nonces with this key: every program with this key must use ${scale} nonces now`,
        ]
      : []),
    ...missing.map(
      ({ title, without }) => `the ${market.title} key lacks the permission ${title}: without it ${without}`,
    ),
    ...(verification === 'verified' ? timeWarnings(key, times) : []),
    ...(canWithdraw === true ? [withdrawWarning(market.title, credential)] : []),
    ...(verification === 'verified' && canWithdraw === null
      ? ['the exchange has not told whether the key can withdraw funds: check the key at the exchange']
      : []),
  ];
}

function withdrawWarning(title: string, credential: SealedCredential): string {
  const stopped =
    tradingDenial(credential) === null ? '' : `: it places no orders and moves no money until ${remedyOf}`;
  return `the ${title} key can withdraw funds${stopped}`;
}

/** The end of a key is told this long before. */
const noticeMs = 14 * 24 * 3_600_000;

function timeWarnings(key: KeyDefinition | undefined, times: KeyTimes | null | undefined): string[] {
  if (times === undefined) return [];
  if (times === null)
    return key?.mayHideHistory === true
      ? [
          'the exchange has not told the time limits of the key: a limited key cannot settle an order whose answer was lost',
        ]
      : [];
  const { expiresAt } = times;
  if (expiresAt === null || expiresAt - sharedNow() > noticeMs) return [];
  const moment = iso(expiresAt);
  return expiresAt <= sharedNow()
    ? [`the key ended at ${moment}: the exchange refuses all its requests; set a new key`]
    : [`the key ends at ${moment}: set a new key before, or nothing can be placed, canceled or settled`];
}

function windowWarning(scale: NonceScale, nonceWindow: string | null): string[] {
  const needed = windowFor(scale, neededWindowMs);
  if (nonceWindow === null || BigInt(nonceWindow) >= BigInt(needed)) return [];
  return [
    `nonce window ${nonceWindow} is small: concurrent requests may be refused once and repeated; set Nonce Window = ${needed} on the key (the window counts nonce units; this key uses ${scale})`,
  ];
}
