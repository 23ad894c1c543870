import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { awsFaultKinds } from '../harness/aws.ts';
import { drawnFaults } from '../harness/exchange-faults.ts';
import { beginPull, pullOver } from '../harness/pulls.ts';
import type { Crash } from '../harness/time.ts';
import { judgeAnswers } from '../judge/booked-answers.ts';
import { judgeBooked, judgeWholeBooked } from '../judge/booked-ledger.ts';
import type { BookedRow } from '../scenes/scene.ts';
import { type BookedDesk, customer, openBookedDesk } from './booked-desk.ts';
import { pullUntilQuiet } from './booked-ledger-cases.ts';

const minute = 60_000;
const hour = 60 * minute;
const hours = 30 * 24;
const pullEveryHours = 6;

export interface BookedMonth {
  readonly violations: readonly string[];
  /** What clients are told in the end and the engine has not booked, and the other way round. */
  readonly untrue: readonly string[];
  readonly rows: readonly BookedRow[];
  readonly pulls: number;
  readonly faults: number;
  readonly deaths: number;
}

/** By hour: what the desk does in a moment, and what the exchange does about its ledger. */
function scenesOf({ ledger, trade }: BookedDesk, burst: number): Record<number, () => void> {
  const liquidation = () => {
    ledger.liquidate(customer);
    ledger.move(customer, 250_000);
  };
  return {
    96: () => ledger.show(customer, { late: { ms: 100 * minute, share: 0.05, seed: 7 } }),
    150: liquidation,
    192: () => ledger.show(customer, { late: null }),
    204: () => ledger.show(customer, { hide: { share: 0.1, seed: 3 } }),
    240: () => trade(burst),
    260: () => ledger.move(customer, -1500.5),
    300: () => ledger.show(customer, { show: true }),
    360: () => (ledger.canCapPages ? ledger.show(customer, { page_cap: 10 }) : undefined),
    480: () => ledger.show(customer, { page_cap: null }),
    500: liquidation,
    560: () => trade(burst),
  };
}

/** A month of trading, pulled every six hours in the midst of faults, deaths and doubled deliveries. `burst`: orders in one millisecond. */
export async function playBookedMonth(exchange: ExchangeId, perHour: number, burst: number): Promise<BookedMonth> {
  const random = randomNumbers(11);
  let [isFaulty, faults] = [true, 0];
  const draw = <T>(share: number, values: readonly T[]): T | undefined => {
    if (!isFaulty || random() >= share) return undefined;
    faults += 1;
    return values[Math.floor(random() * values.length)];
  };
  const desk = await openBookedDesk(exchange, {
    exchangeFault: () => draw(0.08, drawnFaults),
    awsFault: () => draw(0.004, awsFaultKinds),
  });
  const { scenario } = desk;
  const running = (): number => scenario.invocations.filter(({ state }) => state === 'running').length;
  const crash: Crash = () => isFaulty && running() === 1 && random() < 0.002;
  const scenes = scenesOf(desk, burst);
  const violations = new Set<string>();
  const withheld = new Set<BookedRow['entry']>();
  try {
    for (let at = 1; at <= hours; at += 1) {
      await tradeHour(desk, perHour, random);
      scenes[at]?.();
      noteWithheld(desk, withheld);
      if (at % pullEveryHours !== 0) continue;
      await pullTwiceAtTimes(desk, crash, random() < 0.2);
      if (at % 120 === 0) for (const fault of await judgeBooked(scenario, 'desk', withheld)) violations.add(fault);
    }
    isFaulty = false;
    await catchUp(desk);
    for (const fault of await judgeWholeBooked(scenario, 'desk', withheld)) violations.add(fault);
    return {
      ...{ violations: [...violations], untrue: await judgeAnswers(scenario, 'desk') },
      ...{ rows: desk.ledger.rows(customer), pulls: scenario.invocations.length, faults },
      deaths: scenario.invocations.filter(({ state }) => state === 'died').length,
    };
  } finally {
    await scenario.close();
  }
}

async function tradeHour({ scenario, trade, later }: BookedDesk, orders: number, random: () => number): Promise<void> {
  const end = scenario.time.now() + hour;
  for (let left = orders; left > 0; left -= 1) {
    await later(Math.floor((random() * (end - scenario.time.now())) / left));
    trade(1);
  }
  if (scenario.time.now() < end) await scenario.run(end);
}

function noteWithheld({ ledger }: BookedDesk, withheld: Set<BookedRow['entry']>): void {
  for (const { entry, wasWithheld } of ledger.rows(customer)) if (wasWithheld) withheld.add(entry);
}

async function pullTwiceAtTimes({ scenario, later }: BookedDesk, crash: Crash, isDoubled: boolean): Promise<void> {
  const pulls = [beginPull(scenario, 'desk', crash)];
  if (isDoubled) {
    await later(300);
    pulls.push(beginPull(scenario, 'desk', crash));
  }
  for (const pull of pulls) await pullOver(scenario, pull);
}

/** Two quiet days, and a while after the hour at which funding is paid. */
async function catchUp({ scenario, later }: BookedDesk): Promise<void> {
  for (let day = 0; day < 2; day += 1) {
    await later(25 * hour + 7 * minute);
    await pullUntilQuiet(scenario, 'desk');
  }
}
