import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { Ledger } from '../../interfaces/ledger.ts';
import {
  digestOf,
  type LedgerBalance,
  type LedgerEntry,
  type LedgerKind,
  type LedgerPage,
  type LedgerRequest,
  type UnreadEntry,
} from '../../model/ledger-entry.ts';
import type { Told } from '../../model/told.ts';
import { entriesAmong, type LedgerRow, unreadAmong } from '../../rules/unread-entries.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  decimalAsSent,
  isoMs,
  isRecord,
  type Json,
  optionalText,
  requiredList,
  requiredRecord,
  requiredText,
  rowOrNothing,
} from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { everyRow, toldRows } from '../../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { assetOf, loggedWallet } from './logged-wallet.ts';

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
  const unread: UnreadEntry[] = [];
  let last = after?.id;
  let owner: string | null = null;
  for (let request = 1; ; request += 1) {
    const answer = await log({ sort: 'asc', count: String(pageRows), ...from(since, last) });
    owner = isRecord(answer) ? optionalText(answer.accountUid) : null;
    const rows = rowsOf(requiredList(title, answer, 'logs'), symbolOf, owner);
    const page = entriesAmong(rows);
    entries.push(...page);
    unread.push(...unreadAmong(rows));
    last = page.at(-1)?.id ?? last;
    const isLast = rows.length < shortPage;
    if (isLast || request >= maxRequests) return { entries, unread, isLast, owner, requests: request };
  }
}

/** A page without a single readable entry is no ledger: the next request would begin where this one began. */
function rowsOf(rows: readonly Json[], symbolOf: SymbolOf, owner: string | null): LedgerRow[] {
  const told = rows.map((row) => ({ time: isoMs(row.date), entry: readableEntry(row, symbolOf, owner) }));
  if (rows.length > 0 && entriesAmong(told).length === 0) throw new MalformedResponse(title, 200);
  return told;
}

/**
 * Null for an entry that cannot be read. The entry does not vanish: the page tells its place, and coverage shows a gap there. An error for the
 * entry would end all reading.
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

/**
 * An entry of the account log. The balances before and after must be present: the proof that no entry is missing rests on them. An entry of
 * funding that does not tell the funding moves nothing else but its fee: the change of the balance tells the funding.
 */
function ledgerEntryOf(row: Json, symbolOf: SymbolOf, owner: string | null): LedgerEntry {
  const time = isoMs(row.date);
  const id = String(row.id);
  if (time === null || !/^\d{1,20}$/.test(id)) throw new MalformedResponse(title, 200);
  const asset = requiredText(title, row, 'asset');
  const isPosition = isContract(asset, row.contract);
  const contract = optionalText(row.contract) ?? (isPosition ? asset : null);
  const [before, after] = [decimalAsSent(title, row, 'old_balance'), decimalAsSent(title, row, 'new_balance')];
  const kind = isPosition ? 'position' : kindOf(requiredText(title, row, 'info'));
  const [change, fee] = [new Decimal(after).minus(before).toFixed(), decimal(row, 'fee')];
  return {
    id,
    time,
    kind,
    label: requiredText(title, row, 'info'),
    symbol: contract === null ? null : symbolOf(contract),
    wallet: loggedWallet(row) ?? requiredText(title, row, 'margin_account'),
    asset: isPosition ? asset.toUpperCase() : assetOf(asset),
    change,
    balanceBefore: before,
    balanceAfter: after,
    realizedPnl: decimal(row, 'realized_pnl'),
    funding:
      decimal(row, 'realized_funding') ?? (kind === 'funding' ? new Decimal(change).plus(fee ?? 0).toFixed() : null),
    fee,
    liquidationFee: decimal(row, 'liquidation_fee'),
    price: decimal(row, 'trade_price'),
    rate: decimal(row, 'funding_rate'),
    owner,
    tradeId: optionalText(row.execution),
    digest: digestOf(row),
  };
}

/** No coin has an underscore. A row of 2019 tells the contract as its asset alone (docs.kraken.com, feed account_log: `pi_bchusd`). */
function isContract(asset: string, contract: unknown): boolean {
  return asset === contract || asset.includes('_');
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

/** `accounts`: the money in each wallet. A wallet that the account does not have is null; contracts in a single-collateral wallet are left out. */
export function readFuturesBalances(answer: unknown): Told<LedgerBalance> {
  const wallets = Object.entries(requiredRecord(title, answer, 'accounts')).filter(([, account]) => account !== null);
  const money = wallets.flatMap(([wallet, account]) => moneyIn(wallet, rowOrNothing(account)));
  return toldRows(
    money,
    ({ wallet, asset, balance }) => ({
      wallet,
      asset: assetOf(asset),
      balance: decimalAsSent(title, { [asset]: balance }, asset),
    }),
    ({ asset }) => (asset.includes('.') ? {} : { asset: assetOf(asset) }),
  );
}

/** A wallet whose list cannot be read holds money of an unknown asset, under the name of the list. */
function moneyIn(wallet: string, account: Json) {
  const key = wallet === 'flex' ? 'currencies' : 'balances';
  const held = account[key];
  if (!isRecord(held)) return [{ wallet, asset: `${wallet}.${key}`, balance: null }];
  return Object.entries(held).flatMap(([asset, value]) =>
    asset.includes('_') ? [] : [{ wallet, asset, balance: isRecord(value) ? value.quantity : value }],
  );
}

/** Kraken Futures' account log. */
export function futuresLedger({ read, markets }: MarketWire): Ledger {
  return {
    entries: async (request) =>
      readFuturesLedger((query) => read(endpoints.accountLog, query), request, await markets.naming()),
    // Each answer names the customer.
    owner: async () => null,
    balances: async () => [...everyRow(title, readFuturesBalances(await read(endpoints.accounts)))],
  };
}
