import { Decimal } from 'decimal.js';
import type { LedgerEntry as LogEntry } from '../../../../infra/local/exchanges/kraken/futures/exchange.ts';
import type { LedgerEntry } from '../../../../infra/local/exchanges/kraken/spot/account.ts';
import type { Desk } from './month-desk.ts';

/** What a month of trading left in the books; rows counted from its beginning on. */
export interface MonthCounts {
  futures: {
    rows: number;
    fills: number;
    makerFills: number;
    takerFills: number;
    /** Rows of the account log that moved money, by its word for them. */
    kinds: Record<string, number>;
    liquidated: Record<string, number>;
    /** Contracts that were traded. */
    contracts: string[];
    /** Most rows that bear one and the same time. */
    sameMoment: number;
  };
  spot: {
    rows: number;
    fills: number;
    baseFees: number;
    quoteFees: number;
    kinds: Record<string, number>;
    sameMoment: number;
  };
}

/** Counts, and throws unless the books hold what the month promises and chain to the balances. */
export function judgeMonth(desk: Desk, { fills, start }: { fills: number; start: number }): MonthCounts {
  const { log, wallets } = desk.futuresBooks();
  const { ledger, balances } = desk.spotBooks();
  checkLogChains(log, wallets);
  checkLedgerChains(ledger, balances);
  const counts = { futures: countFutures(desk, start), spot: countSpot(desk, start) };
  for (const [promise, kept] of promises(counts, fills))
    if (!kept) throw new Error(`the month lacks ${promise}: ${JSON.stringify(counts)}`);
  return counts;
}

function promises({ futures, spot }: MonthCounts, fills: number): [string, boolean][] {
  const { kinds } = futures;
  const some = (count: number | undefined, least = 1) => (count ?? 0) >= least;
  return [
    ['futures fills', futures.fills >= fills],
    ['maker and taker fills', some(futures.makerFills, fills / 10) && some(futures.takerFills, fills / 10)],
    ['linear and inverse contracts', ['pf_', 'pi_'].every((kind) => several(futures.contracts, kind))],
    ['funding', some(kinds['funding rate change'], 700)],
    [
      'isolated and cross liquidations',
      ['pf_xrpusd', 'pi_ethusd', 'pf_solusd'].every((name) => some(futures.liquidated[name])),
    ],
    ['conversions', some(kinds.conversion)],
    ['transfers', some(kinds.transfer) && some(kinds['cross-exchange transfer'], 5)],
    ['rows of one moment', some(futures.sameMoment, 24) && some(spot.sameMoment, 24)],
    ['spot fills', some(spot.fills, fills / 10) && some(spot.baseFees) && some(spot.quoteFees)],
    ['spot deposits and transfers', some(spot.kinds.deposit, 2) && some(spot.kinds.transfer, 5)],
  ];
}

function several(names: string[], kind: string) {
  return names.filter((name) => name.startsWith(kind)).length > 1;
}

/** Per wallet and asset a row starts where the one before ended, and the last ended at the balance. */
export function checkLogChains(
  log: readonly LogEntry[],
  wallets: ReadonlyMap<string, ReadonlyMap<string, Decimal>>,
): void {
  const ends = new Map<string, Decimal>();
  for (const row of log) {
    const chain = `${row.margin_account} ${row.asset}`;
    mustEqual(`row ${row.id} of ${chain}`, row.old_balance, ends.get(chain));
    ends.set(chain, row.new_balance);
  }
  for (const [wallet, held] of wallets)
    for (const [asset, balance] of held) mustEqual(`${wallet} ${asset}`, balance, ends.get(`${wallet} ${asset}`));
}

/** Per asset: balance = the one before + amount - fee, and the last is the account's. */
export function checkLedgerChains(ledger: readonly LedgerEntry[], balances: ReadonlyMap<string, Decimal>): void {
  const ends = new Map<string, Decimal>();
  for (const { id, asset, amount, fee, balance } of ledger) {
    const before = ends.get(asset) ?? new Decimal(0);
    mustEqual(`row ${id} of ${asset}`, balance, before.add(amount).sub(fee));
    ends.set(asset, balance);
  }
  for (const [asset, balance] of balances) mustEqual(asset, balance, ends.get(asset));
}

function mustEqual(where: string, value: Decimal, expected: Decimal | undefined): void {
  if (!value.eq(expected ?? 0))
    throw new Error(`${where}: ${value.toFixed()} instead of ${(expected ?? 0).toString()}`);
}

function countFutures(desk: Desk, start: number): MonthCounts['futures'] {
  const { log, fills } = desk.futuresBooks();
  const rows = log.filter(({ date }) => date >= start);
  const traded = fills.filter(({ time }) => time >= start);
  const cash = rows.filter(({ asset, contract }) => asset !== contract);
  return {
    rows: rows.length,
    fills: traded.length,
    makerFills: traded.filter(({ type }) => type === 'maker').length,
    takerFills: traded.filter(({ type }) => type === 'taker').length,
    kinds: tally(cash.map(({ info }) => info)),
    liquidated: tally(cash.filter(({ info }) => info === 'futures liquidation').map(({ contract }) => contract ?? '')),
    contracts: Object.keys(tally(rows.flatMap(({ contract }) => contract ?? []))).sort(),
    sameMoment: Math.max(...Object.values(tally(rows.map(({ date }) => String(date))))),
  };
}

function countSpot(desk: Desk, start: number): MonthCounts['spot'] {
  const { ledger, trades } = desk.spotBooks();
  const rows = ledger.filter(({ at }) => at >= start);
  const charged = rows.filter(({ type, fee }) => type === 'trade' && fee.gt(0));
  return {
    rows: rows.length,
    fills: trades.filter(({ at }) => at >= start).length,
    baseFees: charged.filter(({ asset }) => asset !== 'ZUSD').length,
    quoteFees: charged.filter(({ asset }) => asset === 'ZUSD').length,
    kinds: tally(rows.map(({ type }) => type)),
    sameMoment: Math.max(...Object.values(tally(rows.map(({ at }) => String(at))))),
  };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
