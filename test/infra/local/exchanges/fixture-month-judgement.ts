import type { Decimal } from 'decimal.js';
import type { LedgerEntry } from '../../../../infra/local/exchanges/engine/account.ts';
import type { Desk } from './fixture-month-desk.ts';

/** Counts of a month of trading, from its beginning on. */
export interface MonthCounts {
  futures: {
    rows: number;
    fills: number;
    makerFills: number;
    takerFills: number;
    /** Entries that moved money, by kind. */
    kinds: Record<string, number>;
    liquidated: Record<string, number>;
    /** Contracts that were traded. */
    contracts: string[];
    /** Most entries that bear one and the same time. */
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

/** Counts, and throws unless the ledgers hold every promise of the month and chain to the balances. */
export function judgeMonth(desk: Desk, { fills, start }: { fills: number; start: number }): MonthCounts {
  for (const { ledger, wallets } of [desk.futuresAccount(), desk.spotAccount()]) checkChains(ledger, wallets);
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
    ['linear and inverse contracts', ['PF_', 'PI_'].every((kind) => several(futures.contracts, kind))],
    ['funding', some(kinds.funding, 700)],
    [
      'isolated and cross liquidations',
      ['PF_XRPUSD', 'PI_ETHUSD', 'PF_SOLUSD'].every((name) => some(futures.liquidated[name])),
    ],
    ['conversions', some(kinds.conversion)],
    ['transfers', some(kinds.transfer) && some((kinds.arrival ?? 0) + (kinds.departure ?? 0), 5)],
    ['rows of one moment', some(futures.sameMoment, 24) && some(spot.sameMoment, 24)],
    ['spot fills', some(spot.fills, fills / 10) && some(spot.baseFees) && some(spot.quoteFees)],
    [
      'spot deposits and transfers',
      some(spot.kinds.deposit, 2) && some((spot.kinds.arrival ?? 0) + (spot.kinds.departure ?? 0), 5),
    ],
  ];
}

function several(names: string[], kind: string) {
  return names.filter((name) => name.startsWith(kind)).length > 1;
}

type Wallets = ReadonlyMap<string, ReadonlyMap<string, Decimal>>;

/** Per wallet and asset an entry starts where the one before ended and adds up, and the last ended at the balance. */
export function checkChains(ledger: readonly LedgerEntry[], wallets: Wallets): void {
  const ends = new Map<string, Decimal>();
  for (const entry of ledger) {
    const chain = `${entry.wallet} ${entry.asset}`;
    mustEqual(`entry ${entry.id} of ${chain}`, entry.before, ends.get(chain));
    if (entry.of === 'balance') mustEqual(`sum of entry ${entry.id} of ${chain}`, entry.after, sumOf(entry));
    ends.set(chain, entry.after);
  }
  for (const [wallet, held] of wallets)
    for (const [asset, balance] of held) mustEqual(`${wallet} ${asset}`, balance, ends.get(`${wallet} ${asset}`));
}

function sumOf({ before, change, realizedPnl, realizedFunding, fee, liquidationFee }: LedgerEntry): Decimal {
  const gains = [change, realizedPnl, realizedFunding].reduce<Decimal>((sum, gain) => sum.add(gain ?? 0), before);
  return gains.sub(fee ?? 0).sub(liquidationFee ?? 0);
}

function mustEqual(where: string, value: Decimal, expected: Decimal | undefined): void {
  if (!value.eq(expected ?? 0))
    throw new Error(`${where}: ${value.toFixed()} instead of ${(expected ?? 0).toString()}`);
}

function countFutures(desk: Desk, start: number): MonthCounts['futures'] {
  const { ledger, fills } = desk.futuresAccount();
  const entries = ledger.filter(({ at }) => at >= start);
  const traded = fills.filter(({ at }) => at >= start);
  const moved = entries.filter((entry) => entry.of === 'balance');
  const liquidations = moved.filter(({ kind }) => kind === 'liquidation');
  return {
    rows: entries.length,
    fills: traded.length,
    makerFills: traded.filter(({ role }) => role === 'maker').length,
    takerFills: traded.filter(({ role }) => role === 'taker').length,
    kinds: tally(moved.map(({ kind }) => kind)),
    liquidated: tally(liquidations.map(({ details }) => details.symbol ?? '')),
    contracts: Object.keys(tally(entries.flatMap(({ details }) => details.symbol ?? []))).sort(),
    sameMoment: Math.max(...Object.values(tally(entries.map(({ at }) => String(at))))),
  };
}

function countSpot(desk: Desk, start: number): MonthCounts['spot'] {
  const { ledger, fills } = desk.spotAccount();
  const entries = ledger.filter(({ at }) => at >= start);
  const charged = entries.filter(({ kind, fee }) => kind === 'trade' && fee?.gt(0));
  return {
    rows: entries.length,
    fills: fills.filter(({ at }) => at >= start).length,
    baseFees: charged.filter(({ asset }) => asset !== 'ZUSD').length,
    quoteFees: charged.filter(({ asset }) => asset === 'ZUSD').length,
    kinds: tally(entries.map(({ kind }) => kind)),
    sameMoment: Math.max(...Object.values(tally(entries.map(({ at }) => String(at))))),
  };
}

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
