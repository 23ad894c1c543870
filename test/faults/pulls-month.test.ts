import './harness/mocks.ts';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketTypes } from '../../lib/exchanges/model/axes.ts';
import { feeOf, fundingPaymentOf, pnlEventOf } from '../../lib/exchanges/rules/ledger-events.ts';
import { type PulledMonth, pullMonth, trader } from './cases/pull-month.ts';
import { accounts } from './harness/accounts.ts';
import { ledgerOf } from './harness/ledger.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judgeWhole } from './judge/ledger.ts';

let month: PulledMonth;
const began = performance.now();

beforeAll(async () => {
  await startHarness();
  month = await pullMonth(5_000);
}, 900_000);
afterAll(async () => {
  await month.scenario.close();
  await stopHarness();
});

function sum(amounts: readonly (Decimal | string | null | undefined)[]): string {
  return amounts.reduce<Decimal>((total, amount) => total.plus(amount ?? 0), new Decimal(0)).toFixed();
}
function by<T>(rows: readonly T[], key: (row: T) => string, amount: (row: T) => Decimal | string | null | undefined) {
  return Object.fromEntries([...Map.groupBy(rows, key)].map(([name, own]) => [name, sum(own.map(amount))]));
}

describe('a month of trading, pulled in the midst of faults', () => {
  it('is what was asked for: thousands of fills, funding every hour, liquidations, faults of every sort', () => {
    const { counts, pulls, faults, deaths, gapsThen } = month;
    expect(counts.futures.fills).toBeGreaterThanOrEqual(5_000);
    expect(counts.futures.kinds.funding).toBeGreaterThanOrEqual(700);
    expect(Object.keys(counts.futures.liquidated).length).toBeGreaterThanOrEqual(3);
    for (const number of [pulls - 100, faults - 50, deaths, gapsThen]) expect(number).toBeGreaterThan(0);
  });

  it('is in the ledger row by row, each once, to the last digit, and no gap is left', async () => {
    expect(month.violations).toEqual([]);
    expect(await judgeWhole(month.scenario, trader, month.excused)).toEqual([]);
    const { customer } = accounts[trader];
    const counts = await Promise.all(
      marketTypes.map(async (marketType) => (await ledgerOf(trader, marketType)).length),
    );
    const truth = marketTypes.map((marketType) => month.scenario.exchange.ledger(marketType, customer).length);
    expect(counts).toEqual(truth);
    const { pulls, faults, deaths, gapsThen, gapsNow, counts: traded } = month;
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    process.stdout.write(
      `${traded.futures.fills} + ${traded.spot.fills} fills, ${counts.join(' + ')} rows (spot + swap), ${pulls} pulls, ` +
        `${faults} faults, ${deaths} deaths, ${gapsThen} gaps told, ${gapsNow} left, ${seconds} s\n`,
    );
  });

  it('sums to the exchange’s own profit, funding and fees, per asset', async () => {
    const stored = await ledgerOf(trader, 'swap');
    const truth = month.scenario.exchange.ledger('swap', accounts[trader].customer);
    const money = truth.filter(({ isPosition }) => !isPosition);
    const asset = ({ asset: name }: { asset: string }): string => name;
    expect(
      by(
        stored.flatMap((row) => pnlEventOf(row) ?? []),
        asset,
        ({ realizedPnl }) => realizedPnl,
      ),
    ).toEqual(
      by(
        money.filter(({ realizedPnl }) => realizedPnl?.isZero() === false),
        asset,
        ({ realizedPnl }) => realizedPnl,
      ),
    );
    expect(
      by(
        stored.flatMap((row) => fundingPaymentOf(row) ?? []),
        asset,
        ({ amount }) => amount,
      ),
    ).toEqual(
      by(
        money.filter(({ funding }) => funding?.isZero() === false),
        asset,
        ({ funding }) => funding,
      ),
    );
    const cash = stored.filter(({ kind }) => kind !== 'position');
    expect(by(cash, asset, feeOf)).toEqual(
      by(money, asset, ({ fee, liquidationFee }) => new Decimal(fee ?? 0).plus(liquidationFee ?? 0)),
    );
  });
});
