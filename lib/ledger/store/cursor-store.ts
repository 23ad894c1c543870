import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountRef } from '../../accounts/account.ts';
import { fromItem } from '../../accounts/account-store.ts';
import { accountKey, ledgerPartition } from '../../accounts/partitions.ts';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { readItems } from '../../aws/read-items.ts';
import { requireKnownShape } from '../../aws/stored-shape.ts';
import type { Item, ItemKey } from '../../aws/table-item.ts';
import { exchangeIds, marketOf } from '../../exchanges/exchanges.ts';
import { type MarketType, marketTypes } from '../../exchanges/model/axes.ts';
import { allStreams, type StreamName } from '../../exchanges/streams.ts';
import { type FillsCursor, fillsCursorFrom, fillsCursorKey, fillsOwner } from '../fills/fills-cursor.ts';
import { type LedgerCursor, newCursor } from './ledger-cursor.ts';
import type { LedgerName } from './ledger-name.ts';
import { saveNext } from './saved-cursor.ts';

/** The key names the exchange, because a ledger outlives the account and the same id may be registered on another exchange. */
function cursorKey({ ref, exchange, stream }: LedgerName): ItemKey {
  return { pk: { S: ledgerPartition(ref) }, sk: { S: `CURSOR#${exchange}#${stream}` } };
}

export interface AccountWithCursors {
  /** Null when there is none. Cursors outlive their account. */
  readonly account: Account | null;
  readonly cursorOf: (name: StreamName) => LedgerCursor;
  /** The streams that have ever been pulled, on any exchange. */
  readonly pulled: readonly StreamName[];
}

export interface AccountWithPulls extends AccountWithCursors {
  /** The progress of the fills of a market without a ledger. */
  readonly fillsCursorOf: (account: Account, marketType: MarketType) => FillsCursor;
}

/** The account and the cursors, in one request. The exchange is unknown before, so the request names all streams. */
export function readAccountAndCursors(ref: AccountRef): Promise<AccountWithCursors> {
  return readAccount(ref, []);
}

/** The same with the progress of the fills of every market without a ledger. */
export function readAccountAndPulls(ref: AccountRef): Promise<AccountWithPulls> {
  const markets = exchangeIds.flatMap((exchange) => marketTypes.map((marketType) => ({ exchange, marketType })));
  const pulled = markets.filter((market) => marketOf(market).fillsPull !== null);
  return readAccount(
    ref,
    pulled.map((market) => fillsCursorKey({ ref, ...market })),
  );
}

async function readAccount(ref: AccountRef, beside: readonly ItemKey[]): Promise<AccountWithPulls> {
  const streams = allStreams();
  const cursors = streams.map((name) => cursorKey({ ref, ...name }));
  const found = await readItems([accountKey(ref), ...cursors, ...beside]);
  const itemAt = ({ pk, sk }: ItemKey) => found.find((item) => item.pk?.S === pk.S && item.sk?.S === sk.S);
  const cursorOf = (name: StreamName): LedgerCursor => {
    const item = itemAt(cursorKey({ ref, ...name }));
    return item === undefined ? newCursor : cursorFromItem(item);
  };
  const account = itemAt(accountKey(ref));
  return {
    account: account === undefined ? null : fromItem(ref, account),
    cursorOf,
    pulled: streams.filter((name) => cursorOf(name).version > 0),
    fillsCursorOf: (own, marketType) =>
      fillsCursorFrom(itemAt(fillsCursorKey({ ref, exchange: own.exchange, marketType })), fillsOwner(own, marketType)),
  };
}

/** The cursor of one ledger. */
export async function readCursor(name: LedgerName): Promise<LedgerCursor> {
  const get = new GetItemCommand({ TableName: env.table, Key: cursorKey(name), ConsistentRead: true });
  const { Item } = await dynamodb().send(get);
  return Item === undefined ? newCursor : cursorFromItem(Item);
}

function cursorFromItem(item: Item): LedgerCursor {
  requireKnownShape(item);
  // A field that the shape has gained since has its first value.
  return { ...newCursor, ...(unmarshall(item).cursor as LedgerCursor) };
}

/** Writes the next version; false when another pull has written meanwhile. */
export async function saveCursor(name: LedgerName, cursor: LedgerCursor): Promise<boolean> {
  return (await saveNext(cursorKey(name), cursor)) !== null;
}
