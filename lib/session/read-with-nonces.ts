import type { Account, AccountRef } from '../accounts/account.ts';
import { accountNotFound, fromItem, readAccount } from '../accounts/account-store.ts';
import { accountKey } from '../accounts/partitions.ts';
import { hasNonces } from '../exchanges/definition.ts';
import { type ExchangeId, exchanges } from '../exchanges/exchanges.ts';
import type { KeySlot, MarketType } from '../exchanges/model/axes.ts';
import { takeNonces } from '../nonce/nonce-counter.ts';

/** The exchange of a registered account never changes, so the container remembers the exchange. */
const exchangeOf = new Map<string, ExchangeId>();
const mostRemembered = 10_000;

interface WithNonces {
  readonly account: Account;
  /** Lowest of the nonces taken; null where the market's key counts none. */
  readonly firstNonce: bigint | null;
}

/** One request returns the account, its sealed keys and, where the market's key counts nonces, the next nonces. */
export async function readWithNonces(ref: AccountRef, marketType: MarketType, count: number): Promise<WithNonces> {
  const id = JSON.stringify([ref.tenant, ref.accountId]);
  const remembered = exchangeOf.get(id);
  const slot = remembered === undefined ? likelySlot(marketType) : countedSlot(remembered, marketType);
  const read = await readBy(ref, slot, count);
  remember(id, read.account.exchange);
  const actual = countedSlot(read.account.exchange, marketType);
  return actual === slot || actual === null ? read : readBy(ref, actual, count);
}

async function readBy(ref: AccountRef, slot: KeySlot | null, count: number): Promise<WithNonces> {
  if (slot === null) return { account: await readAccount(ref), firstNonce: null };
  const taken = await takeNonces(accountKey(ref), slot, count);
  if (taken === null) throw accountNotFound();
  return { account: fromItem(ref, taken.item), firstNonce: taken.first };
}

/** The slot whose nonces the market's requests carry; null where they carry none. */
function countedSlot(exchange: ExchangeId, marketType: MarketType): KeySlot | null {
  const { markets, keys } = exchanges[exchange];
  const slot = markets[marketType].key;
  const key = keys[slot];
  return key !== undefined && hasNonces(key) ? slot : null;
}

/** The one slot that counts nonces on this market at some exchange; a read where there are several, or none. */
function likelySlot(marketType: MarketType): KeySlot | null {
  const slots = new Set(Object.keys(exchanges).map((exchange) => countedSlot(exchange as ExchangeId, marketType)));
  slots.delete(null);
  const [slot = null] = slots;
  return slots.size === 1 ? slot : null;
}

function remember(id: string, exchange: ExchangeId): void {
  const [oldest] = exchangeOf.keys();
  if (exchangeOf.size >= mostRemembered && oldest !== undefined) exchangeOf.delete(oldest);
  exchangeOf.set(id, exchange);
}
