import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../../aws/clients.ts';
import { env } from '../../aws/env.ts';
import { shape } from '../../aws/stored-shape.ts';
import type { MarketName } from '../../exchanges/exchanges.ts';
import type { LedgerEntry } from '../../exchanges/model/ledger-entry.ts';
import { entryMarketType, type StreamName } from '../../exchanges/streams.ts';

/** A symbol for which some account pays or receives funding. Its published rates are pulled once for all accounts. */
interface SymbolInUse extends MarketName {
  readonly symbol: string;
}

const partition = 'RATES#SYMBOLS';
/** Symbols that this container has already written. */
const noted = new Set<string>();

/** Notes the symbols of new funding entries. */
export async function useSymbols(
  name: StreamName,
  entries: readonly LedgerEntry[],
  recentDigests: Readonly<Record<string, string>>,
): Promise<void> {
  const fresh = entries.filter(({ id, kind }) => kind === 'funding' && recentDigests[id] === undefined);
  for (const symbol of new Set(fresh.flatMap((entry) => entry.symbol ?? []))) {
    const { exchange } = name;
    const used: SymbolInUse = { exchange, marketType: entryMarketType(name, symbol), symbol };
    const sk = `${exchange}#${used.marketType}#${symbol}`;
    if (noted.has(sk)) continue;
    await dynamodb().send(
      new PutItemCommand({ TableName: env.table, Item: marshall({ pk: partition, sk, shape, ...used }) }),
    );
    noted.add(sk);
  }
}

/** Forgets the noted symbols, as a cold start would. */
export function forgetNotedSymbols(): void {
  noted.clear();
}
