import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import type { ExchangeId, MarketName } from '../../exchanges/exchanges.ts';
import type { MarketType } from '../../exchanges/model/axes.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';

/** A symbol whose funding somebody pays or receives; the dispatcher asks for its published rates once, not once for each of them. */
interface SymbolInUse extends MarketName {
  readonly symbol: string;
}

const partition = 'RATES#SYMBOLS';
/** What this container has written down already. */
const noted = new Set<string>();

/** Notes the symbols of new funding rows. */
export async function useSymbols(
  exchange: ExchangeId,
  marketType: MarketType,
  rows: readonly LedgerEntry[],
  recent: Readonly<Record<string, string>>,
): Promise<void> {
  const fresh = rows.filter(({ id, kind }) => kind === 'funding' && recent[id] === undefined);
  for (const symbol of new Set(fresh.flatMap((row) => row.symbol ?? []))) {
    const sk = `${exchange}#${marketType}#${symbol}`;
    if (noted.has(sk)) continue;
    const entry: SymbolInUse = { exchange, marketType, symbol };
    await dynamodb().send(
      new PutItemCommand({ TableName: env.table, Item: marshall({ pk: partition, sk, ...entry }) }),
    );
    noted.add(sk);
  }
}

/** Forgets what this container has noted, as a cold start would. */
export function forgetNotedSymbols(): void {
  noted.clear();
}
