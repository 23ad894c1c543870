import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountRef } from '../../accounts/account.ts';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { requireKnownShape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';
import { type ExchangeId, marketOf } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { PullError } from '../store/ledger-cursor.ts';
import { saveNext } from '../store/saved-cursor.ts';

/** The stored fills of one market of an account, read with the keys of one customer of the exchange. */
export interface FillsName {
  readonly ref: AccountRef;
  readonly exchange: ExchangeId;
  readonly marketType: MarketType;
  readonly owner: string;
}

/** How far the fills of a symbol are stored. */
export interface SymbolProgress {
  /** The next request begins with this id; null: with the first fill. */
  readonly from: string | null;
  /** Epoch ms of the last request; 0: never asked for. */
  readonly readAt: number;
  /** The last answer did not reach the newest fill. */
  readonly isBehind: boolean;
  /** An order of this account or a fill names the symbol. Otherwise the account holds the coin, and may never have traded the symbol. */
  readonly isTraded: boolean;
  /** The exchange told nothing of the symbol: it is no longer listed. */
  readonly isRefused: boolean;
}

/** Progress of the pulls of fills. Times in epoch ms. */
export interface FillsCursor {
  /** Counts the writes: a pull that was overtaken overwrites nothing. 0: never written. */
  readonly version: number;
  readonly owner: string;
  /** The key of the last pull: a key that was set since does not wait for `retryAt`. */
  readonly keyVersion: string | null;
  readonly symbols: Readonly<Record<string, SymbolProgress>>;
  /** The journal of orders has been read up to here. */
  readonly ordersReadTo: number;
  /** The coins of the last reading of balances whose symbols are in `symbols`. */
  readonly held: readonly string[];
  /** The day in UTC whose balances are stored; null: of none, or written by an earlier release. */
  readonly balancesOf: string | null;
  /** Symbols that had no room: the fills of none of them are stored. */
  readonly leftOutSymbols: number;
  /** Times of rows that could not be read. */
  readonly unreadable: readonly number[];
  readonly lastSuccessAt: number | null;
  readonly lastError: PullError | null;
  readonly failures: number;
  /** No pull before this time. */
  readonly retryAt: number;
}

export function newFillsCursor(owner: string, version = 0): FillsCursor {
  const nothing = { symbols: {}, ordersReadTo: 0, held: [], balancesOf: null, leftOutSymbols: 0, unreadable: [] };
  return {
    version,
    owner,
    keyVersion: null,
    ...nothing,
    lastSuccessAt: null,
    lastError: null,
    failures: 0,
    retryAt: 0,
  };
}

/**
 * Names the customer whose fills the key of the market reads: by the customer that the check of the key has told, else by the key. The fills
 * of two customers are never told as the fills of one.
 */
export function fillsOwner({ exchange, credentials }: Account, marketType: MarketType): string {
  const credential = credentials[marketOf({ exchange, marketType }).key];
  return credential?.customerMark ?? credential?.keyMark ?? credential?.version ?? '';
}

export function fillsCursorKey({ ref, exchange, marketType }: Omit<FillsName, 'owner'>): ItemKey {
  return { pk: { S: ledgerPartition(ref) }, sk: { S: `FILLS#${exchange}#${marketType}` } };
}

/** The progress of the name's owner. Another owner begins anew, over the version that stands in the table. */
export async function readFillsCursor(name: FillsName): Promise<FillsCursor> {
  const { Item } = await dynamodb().send(
    new GetItemCommand({ TableName: env.table, Key: { ...fillsCursorKey(name) }, ConsistentRead: true }),
  );
  return fillsCursorFrom(Item, name.owner);
}

/** `item`: what stands in the table for any owner; undefined: nothing. */
export function fillsCursorFrom(item: Item | undefined, owner: string): FillsCursor {
  if (item === undefined) return newFillsCursor(owner);
  requireKnownShape(item);
  const cursor = unmarshall(item).cursor as FillsCursor;
  return cursor.owner === owner ? { ...newFillsCursor(owner), ...cursor } : newFillsCursor(owner, cursor.version);
}

/** Writes the next version; null where another pull has written meanwhile. */
export function saveFillsCursor(name: FillsName, cursor: FillsCursor): Promise<FillsCursor | null> {
  return saveNext(fillsCursorKey(name), cursor);
}
