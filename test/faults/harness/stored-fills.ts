import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { handler as getPnlSummary } from '../../../functions/api/get-pnl-summary.ts';
import { handler as getTrades } from '../../../functions/api/get-trades.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { type FillsCursor, fillsOwner, readFillsCursor } from '../../../lib/ledger/fills/fills-cursor.ts';
import { readAccountAndCursors } from '../../../lib/ledger/store/cursor-store.ts';
import { type AccountName, accounts } from './accounts.ts';
import { apiEvent, lambdaContext } from './event.ts';

/** How far the fills of the desk are stored. */
export async function fillsCursorOf(exchange: ExchangeId, marketType: MarketType): Promise<FillsCursor> {
  const { account } = await readAccountAndCursors(accounts.desk);
  if (account === null) throw new Error('the desk has no account');
  return readFillsCursor({ ref: accounts.desk, exchange, marketType, owner: fillsOwner(account, marketType) });
}

/** As a key of another customer would: the check of the key has told another customer. */
export async function changeCustomer(name: AccountName, slot: string, customerMark: string): Promise<void> {
  await dynamodb().send(
    new UpdateItemCommand({
      TableName: env.table,
      Key: { ...accountKey(accounts[name]) },
      UpdateExpression: 'SET credentials.#slot.customerMark = :mark',
      ExpressionAttributeNames: { '#slot': slot },
      ExpressionAttributeValues: { ':mark': { S: customerMark } },
    }),
  );
}

export interface ToldFills {
  /** Oldest first, in the words of a scene's fills. */
  readonly lines: readonly string[];
  readonly complete: boolean;
  readonly reasons: readonly string[];
  readonly pages: number;
}

export interface ToldChange {
  readonly asset: string;
  readonly [field: string]: string | number;
}

/** What a summary tells of balances without a ledger. Times in epoch ms. */
export async function toldChanges(name: AccountName, from: number, to: number): Promise<readonly ToldChange[]> {
  const { tenant, accountId } = accounts[name];
  const query = { exchange_account_id: accountId, from: String(from), to: String(to) };
  const answer = await getPnlSummary(apiEvent({ tenant, query }), lambdaContext(Date.now() + 29_000));
  if (answer.statusCode !== 200) throw new Error(String(answer.body));
  return JSON.parse(String(answer.body)).data.balance_changes;
}

interface Trade {
  readonly [field: string]: string | number | null;
}
interface Data {
  readonly trades: readonly Trade[];
  readonly next_cursor: string | null;
  readonly coverage: { readonly complete: boolean; readonly reasons: readonly string[] };
}

/** What `/trades` tells of a market without a symbol, page by page. */
export async function toldFills(name: AccountName, marketType: string, limit = 50): Promise<ToldFills> {
  const { tenant, accountId } = accounts[name];
  const lines: string[] = [];
  let [cursor, pages]: [string | null | undefined, number] = [undefined, 0];
  for (;;) {
    const more = cursor === undefined ? {} : { cursor };
    const query = { exchange_account_id: accountId, market_type: marketType, limit: String(limit), ...more };
    const answer = await getTrades(apiEvent({ tenant, query }), lambdaContext(Date.now() + 29_000));
    if (answer.statusCode !== 200) throw new Error(String(answer.body));
    const { trades, next_cursor, coverage } = (JSON.parse(String(answer.body)) as { readonly data: Data }).data;
    lines.push(...trades.map(lineOf));
    pages += 1;
    if (next_cursor === null) return { lines: lines.toReversed(), ...coverage, pages };
    cursor = next_cursor;
  }
}

function lineOf({ timestamp, symbol, trade_id, side, quantity, price, fee, fee_asset }: Trade): string {
  return [timestamp, symbol, trade_id, side, Number(quantity), Number(price), `${Number(fee)} ${fee_asset}`].join(' ');
}
