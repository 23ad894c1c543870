import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ledgerPartition } from '../../accounts/partitions.ts';
import { queryPages } from '../../aws/query-pages.ts';
import { requireKnownShape } from '../../aws/stored-shape.ts';
import { Decimal, type DecimalString } from '../../decimal.ts';
import type { Balance } from '../../exchanges/model/position.ts';
import { putOnce } from '../store/put-once.ts';
import type { FillsName } from './fills-cursor.ts';

/** The balances of a wallet without a ledger, as one reading of a day has told them. */
export interface BalanceDay {
  /** Epoch ms, before the exchange was asked. */
  readonly at: number;
  /** Free and held together, by asset; an asset that is left out was 0. */
  readonly totals: Readonly<Record<string, DecimalString>>;
}

/** An item holds 400 kB, and an asset takes at most some 60 bytes. No exchange lists as many coins. */
const mostAssets = 3000;

function prefixOf({ exchange, marketType, owner }: FillsName): string {
  return `BALANCES#${exchange}#${marketType}#${owner}#`;
}

/** The date in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Stores the first reading of a day. A later reading of the day changes nothing. */
export async function putBalanceDay(name: FillsName, balances: readonly Balance[], at: number): Promise<void> {
  const day: BalanceDay = { at, totals: totalsOf(balances) };
  if (Object.keys(day.totals).length > mostAssets) return;
  const key = { pk: { S: ledgerPartition(name.ref) }, sk: { S: `${prefixOf(name)}${dayOf(at)}` } };
  await putOnce(key, { at, content: { day } });
}

function totalsOf(balances: readonly Balance[]): BalanceDay['totals'] {
  const totals: Record<string, DecimalString> = {};
  for (const { asset, total } of balances)
    if (Number(total) !== 0) totals[asset] = new Decimal(totals[asset] ?? 0).plus(total).toFixed();
  return totals;
}

/** The first and the last stored reading of the range; null where the range has not two. Epoch ms: from inclusive, to exclusive. */
export async function balancesAround(
  name: FillsName,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<{ readonly opening: BalanceDay; readonly closing: BalanceDay } | null> {
  const isWithin = ({ at }: BalanceDay) => at >= from && at < to;
  // The reading of the first day may be from before the range, and the reading of the last day from after.
  const [first, last] = [await listDays(name, from, to, true), await listDays(name, from, to, false)];
  const [opening, closing] = [first.find(isWithin), last.find(isWithin)];
  return opening === undefined || closing === undefined || opening.at >= closing.at ? null : { opening, closing };
}

/** The two outermost readings of the days of the range. */
async function listDays(name: FillsName, from: number, to: number, isForward: boolean): Promise<BalanceDay[]> {
  const pages = queryPages({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': { S: ledgerPartition(name.ref) },
      ':first': { S: `${prefixOf(name)}${dayOf(from)}` },
      ':last': { S: `${prefixOf(name)}${dayOf(to)}` },
    },
    ConsistentRead: true,
    ScanIndexForward: isForward,
    Limit: 2,
  });
  for await (const items of pages) {
    for (const item of items) requireKnownShape(item);
    if (items.length > 0) return items.map((item) => unmarshall(item).day as BalanceDay);
  }
  return [];
}
