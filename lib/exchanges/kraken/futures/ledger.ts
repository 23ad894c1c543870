import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { Ledger } from '../../interfaces/ledger.ts';
import {
  digestOf,
  type LedgerBalance,
  type LedgerEntry,
  type LedgerKind,
  type LedgerPage,
  type LedgerRequest,
} from '../../model/ledger-entry.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  decimalAsSent,
  isoMs,
  isRecord,
  type Json,
  optionalText,
  records,
  requiredList,
  requiredRecord,
  requiredText,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';

const title = 'Kraken Futures';

type AccountLog = (query: Record<string, string>) => Promise<unknown>;
type SymbolOf = (contract: string) => string;

/** Rows per request: 51 to 1,000 cost 3 of the 100 tokens that a key gets per ten minutes. */
const pageRows = 1000;
/** A page as short as this ends the log. The exchange may have cut a longer page short, whatever count was requested. */
export const shortPage = 100;

/** The account log, oldest first. Ids rise, so a page ends between two entries even where their times are equal (docs get-account-log). */
export async function readFuturesLedger(
  log: AccountLog,
  { since, after, maxRequests }: LedgerRequest,
  symbolOf: SymbolOf,
): Promise<LedgerPage> {
  const entries: LedgerEntry[] = [];
  let last = after?.id;
  let owner: string | null = null;
  for (let request = 1; ; request += 1) {
    const answer = await log({ sort: 'asc', count: String(pageRows), ...from(since, last) });
    owner = isRecord(answer) ? optionalText(answer.accountUid) : null;
    const { page, size } = readableEntries(requiredList(title, answer, 'logs'), symbolOf, owner);
    entries.push(...page);
    last = page.at(-1)?.id ?? last;
    const isLast = size < shortPage;
    if (isLast || request >= maxRequests) return { entries, isLast, owner, requests: request };
  }
}

/** A page without a single readable entry is no ledger: the next request would begin where this one began. */
function readableEntries(rows: readonly Json[], symbolOf: SymbolOf, owner: string | null) {
  const page = rows.map((row) => readableEntry(row, symbolOf, owner)).filter((entry) => entry !== null);
  if (rows.length > 0 && page.length === 0) throw new MalformedResponse(title, 200);
  return { page, size: rows.length };
}

/**
 * Null for an entry that cannot be read. The entry does not vanish: the next entry of its asset does not begin at the last balance, and
 * coverage shows the gap. An error for the entry would end all reading.
 */
export function readableEntry(row: Json, symbolOf: SymbolOf, owner: string | null = null): LedgerEntry | null {
  try {
    return ledgerEntryOf(row, symbolOf, owner);
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
}

function from(since: number | null, last: string | undefined): Record<string, string> {
  if (last !== undefined) return { from: (BigInt(last) + 1n).toString() };
  return since === null ? {} : { since: String(since) };
}

/** An entry of the account log. The balances before and after must be present: the proof that no entry is missing rests on them. */
function ledgerEntryOf(row: Json, symbolOf: SymbolOf, owner: string | null): LedgerEntry {
  const time = isoMs(row.date);
  const id = String(row.id);
  if (time === null || !/^\d{1,20}$/.test(id)) throw new MalformedResponse(title, 200);
  const contract = optionalText(row.contract);
  const [before, after] = [decimalAsSent(title, row, 'old_balance'), decimalAsSent(title, row, 'new_balance')];
  const isPosition = contract !== null && row.asset === row.contract;
  return {
    id,
    time,
    kind: isPosition ? 'position' : kindOf(requiredText(title, row, 'info')),
    label: requiredText(title, row, 'info'),
    symbol: contract === null ? null : symbolOf(contract),
    wallet: requiredText(title, row, 'margin_account'),
    asset: isPosition ? contract.toUpperCase() : assetOf(requiredText(title, row, 'asset')),
    change: new Decimal(after).minus(before).toFixed(),
    balanceBefore: before,
    balanceAfter: after,
    realizedPnl: decimal(row, 'realized_pnl'),
    funding: decimal(row, 'realized_funding'),
    fee: decimal(row, 'fee'),
    liquidationFee: decimal(row, 'liquidation_fee'),
    price: decimal(row, 'trade_price'),
    rate: decimal(row, 'funding_rate'),
    owner,
    tradeId: optionalText(row.execution),
    digest: digestOf(row),
  };
}

/** Numbers are text here already (parseExact). */
function decimal(row: Json, key: string): DecimalString | null {
  return row[key] === null || row[key] === undefined ? null : decimalAsSent(title, row, key);
}

/** docs.kraken.com get-account-log, `info`; what is not listed changes a balance all the same. The first pattern that fits decides. */
const kinds: readonly (readonly [RegExp, LedgerKind])[] = [
  [/^funding rate change$/, 'funding'],
  [/^interest payment$/, 'interest'],
  [/tax/, 'other'],
  // The exchange auctions positions taken over in a liquidation.
  [/liquidation|portfolio auctioning/, 'liquidation'],
  [/settle|expir/, 'settlement'],
  [/^futures[ _]|^rfq$|^options trade$|^hedging trade$/, 'trade'],
  [/conversion/, 'conversion'],
  [/transfer|withdrawal|deposit/, 'transfer'],
];
function kindOf(info: string): LedgerKind {
  return kinds.find(([pattern]) => pattern.test(info))?.[1] ?? 'other';
}

/** Kraken Futures writes bitcoin as xbt, and everything in lower case in its log and cash wallets. */
export function assetOf(asset: string): string {
  return asset.toLowerCase() === 'xbt' ? 'BTC' : asset.toUpperCase();
}

/** `accounts`: the money in each wallet. A wallet that the account does not have is null; contracts in a single-collateral wallet are left out. */
export function readFuturesBalances(answer: unknown): LedgerBalance[] {
  const wallets = Object.entries(requiredRecord(title, answer, 'accounts')).filter(([, account]) => account !== null);
  return records(title, Object.fromEntries(wallets)).flatMap(([wallet, account]) => {
    const isFlex = wallet === 'flex';
    const held = requiredRecord(title, account, isFlex ? 'currencies' : 'balances');
    return Object.entries(held).flatMap(([asset, value]): LedgerBalance[] => {
      if (asset.includes('_')) return [];
      const balance = isRecord(value) ? value.quantity : value;
      return [{ wallet, asset: assetOf(asset), balance: decimalAsSent(title, { balance }, 'balance') }];
    });
  });
}

/** Kraken Futures' account log. */
export function futuresLedger({ read, markets }: MarketWire): Ledger {
  return {
    entries: async (request) =>
      readFuturesLedger((query) => read(endpoints.accountLog, query), request, await markets.naming()),
    // Each answer names the customer.
    owner: async () => null,
    balances: async () => readFuturesBalances(await read(endpoints.accounts)),
  };
}
