import './harness/mocks.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from './cases/month-readers.ts';
import { type OrdersMonth, playOrders } from './cases/orders-month.ts';
import { accounts } from './harness/accounts.ts';
import { startHarness, stopHarness } from './harness/start.ts';
import { judgeOtherEvents } from './judge/other-events.ts';
import { judgeLifeEvents } from './judge/shown-events.ts';

/** `ORDER_MONTH_DAYS=30` plays the whole month, in about half an hour; `ORDER_MONTH_BUSY` are the trader's acts in 100 minutes. */
const days = Number(process.env.ORDER_MONTH_DAYS ?? 1);
const busy = Number(process.env.ORDER_MONTH_BUSY ?? 10);
const seed = Number(process.env.FAULT_SEED ?? 5);
const began = performance.now();
let month: OrdersMonth;

beforeAll(async () => {
  await startHarness();
  month = await playOrders({ minutes: Math.round(days * 1440), seed, busy });
}, 7_200_000);
afterAll(async () => {
  await month.transfers.close();
  await stopHarness();
});

describe(`${days} days of trading in which nobody asks for single orders (FAULT_SEED=${seed})`, () => {
  it('are shown by the list of orders as the exchange has them, every minute', () => {
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    process.stdout.write(`${JSON.stringify(month.figures())}, ${seconds} s\n`);
    expect([...month.violations].slice(0, 5)).toEqual([]);
  });

  it('are told by the events, each once, in the order of the life of each order', () => {
    expect(judgeLifeEvents(month.events, month.lives)).toEqual([]);
  });

  it('are told by the events of transfers, closed positions and halts, each once', () => {
    expect(judgeOtherEvents(month.events, month.scenario.exchange, accounts.desk.customer)).toEqual([]);
  });

  it('read the same for who reads every minute and for who reads everything in the end', async () => {
    expect((await readEvents(month.scenario, undefined, 37)).events).toEqual(month.events);
  });

  it('were what was asked for: orders on both wallets, faults, deaths, and looks in spite of them', () => {
    const { faults, orders, played, fresh } = month.figures();
    for (const number of [faults, orders, Number(fresh) - Number(played) / 3]) expect(number).toBeGreaterThan(20);
  });
});
