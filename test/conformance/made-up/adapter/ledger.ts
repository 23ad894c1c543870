import type { Ledger } from '../../../../lib/exchanges/interfaces/ledger.ts';
import type {
  LedgerEntry,
  LedgerPage,
  LedgerRequest,
  UnreadEntry,
} from '../../../../lib/exchanges/model/ledger-entry.ts';
import { entriesAmong, unreadAmong } from '../../../../lib/exchanges/rules/unread-entries.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { epochMs, requiredList } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { everyRow } from '../../../../lib/exchanges/wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { readableEntry } from './ledger-entry.ts';
import { balances } from './wallets.ts';

const pageEntries = 100;

/** One ledger for both markets. A symbol of the other market stays the exchange's name of it where the market is not known here. */
export function ledger(wire: MarketWire): Ledger {
  return {
    entries: (request) => readLedger(wire, request),
    owner: async () => null,
    balances: async () =>
      everyRow(wire.market.title, await balances(wire)).map(({ asset, total }) => ({
        wallet: 'unified',
        asset,
        balance: total,
      })),
  };
}

async function readLedger(
  { read, markets, market: { title } }: MarketWire,
  { since, after, maxRequests }: LedgerRequest,
): Promise<LedgerPage> {
  const symbolOf = await markets.naming();
  const rows: LedgerEntry[] = [];
  const unread: UnreadEntry[] = [];
  let last = after?.id;
  for (let requests = 1; ; requests += 1) {
    const from = last === undefined ? { from: String(since ?? 0) } : { after: last };
    const answer = await read(endpoints.ledger, { ...from, order: 'asc', limit: String(pageEntries) });
    const told = requiredList(title, answer, 'data');
    const listed = told.map((row) => ({ time: epochMs(row.time), entry: readableEntry(title, row, symbolOf) }));
    const page = entriesAmong(listed);
    unread.push(...unreadAmong(listed));
    if (told.length > 0 && page.length === 0) throw new MalformedResponse(title, 200);
    rows.push(...page);
    last = page.at(-1)?.id ?? last;
    const isLast = told.length < pageEntries;
    if (isLast || requests >= maxRequests) return { entries: rows, unread, isLast, owner: null, requests };
  }
}
