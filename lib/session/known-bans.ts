import type { Account, AccountRef } from '../accounts/account.ts';
import { fromItem, readAccount } from '../accounts/account-store.ts';
import { accountKey } from '../accounts/partitions.ts';
import { env } from '../aws/env.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import { type LimitKey, readBeside } from './shared-limit-store.ts';
import { learnBan, unlessTableFails, urgencyNow } from './shared-limits.ts';

/**
 * How a command hears of a ban that another container has met. A warm command reads the bans in the request that reads the account. The first
 * command of a container knows the exchange from the account alone, and reads the bans while the key is opened. Reads and jobs hear of a ban
 * when they count (shared-limits.ts).
 */

/** When the bans of an exchange were last read, in epoch ms of the container's own clock. */
const readAt = new Map<ExchangeId, number>();
/** The session that follows the read of an account needs no second read. */
const freshForMs = 1000;

/** As in a container that has just started. */
export function forgetKnownBans(): void {
  readAt.clear();
}

/**
 * The hosts of the exchange that limit addresses, and that all containers reach from one address. Without a fixed address a container leaves
 * by an address of its own, or of strangers: a ban of that address refuses nothing to the commands of other containers.
 */
function limitedHosts(exchange: ExchangeId): LimitKey[] {
  return Object.entries(exchanges[exchange].hosts).flatMap(([host, { sharedLimit, originVariable }]) => {
    const isShared = env.hasFixedAddress || env.exchangeOrigin(originVariable) !== undefined;
    return sharedLimit !== undefined && isShared ? [{ exchange, host }] : [];
  });
}

/** The account, and for a command the bans in the same request. A read of the bans that fails is no reason to read no account. */
export async function readAccountAndBans(ref: AccountRef, exchange: ExchangeId): Promise<Account> {
  const hosts = limitedHosts(exchange);
  const item = needsBans(hosts) ? await readBans(hosts, ref) : undefined;
  return item === undefined ? readAccount(ref) : fromItem(ref, item);
}

/** Reads the bans of the exchange unless the account was just read with them. Never throws. */
export async function learnBans(exchange: ExchangeId): Promise<void> {
  const hosts = limitedHosts(exchange);
  const age = Date.now() - (readAt.get(exchange) ?? 0);
  // A clock that was set back makes no reading fresh.
  const isFresh = age >= 0 && age < freshForMs;
  if (needsBans(hosts) && !isFresh) await readBans(hosts, null);
}

function needsBans([host]: readonly LimitKey[]): boolean {
  return host !== undefined && urgencyNow() === 'command';
}

/** Undefined where the item is not there, or the table did not answer. */
async function readBans(hosts: readonly LimitKey[], ref: AccountRef | null) {
  const [first] = hosts;
  if (first === undefined) return undefined;
  return unlessTableFails(first, async () => {
    const { item, counted } = await readBeside(hosts, ref === null ? null : accountKey(ref));
    for (const each of counted) learnBan(...each);
    readAt.set(first.exchange, Date.now());
    return item;
  });
}
