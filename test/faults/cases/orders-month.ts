import { marketTypes } from '../../../lib/exchanges/model/axes.ts';
import { beginJob } from '../harness/jobs.ts';
import { beginPull } from '../harness/pulls.ts';
import { type Invocation, startTime } from '../harness/time.ts';
import { judgeEventsBy, type ShownEvent } from '../judge/shown-events.ts';
import { judgeShown, missingOrders, type ShownOrder } from '../judge/shown-orders.ts';
import { lookedAt, type MonthDesk, openDesk, staleMinutes, tidy } from './month-desk.ts';
import { readEvents, readOrders } from './month-readers.ts';
import { openSpending, type Spending, walletOf } from './month-spending.ts';
import { act, resume, trader } from './month-trader.ts';

const minute = 60_000;
/** The end has no faults and no orders: what is late arrives, and what was refused for an hour is asked again. */
const calmMinutes = 70;
/** Minutes that are played whatever happens, of 30; the pull of each hour comes at one of them. */
const [alwaysAt, of] = [7, 30];

export interface MonthTerms {
  readonly minutes: number;
  readonly seed: number;
  /** The trader's acts, of 100 minutes. */
  readonly busy: number;
}

export interface OrdersMonth extends MonthDesk {
  readonly violations: Set<string>;
  /** As they were told minute by minute. */
  readonly events: ShownEvent[];
  readonly rows: () => readonly ShownOrder[];
  readonly figures: () => Readonly<Record<string, number>>;
}

interface Course extends MonthDesk {
  readonly violations: Set<string>;
  readonly events: ShownEvent[];
  readonly spending: Spending;
  readonly counts: { played: number; fresh: number; deaths: number; table: number; slowestMs: number; stalest: number };
  cursor: string | undefined;
  resumesAt: number;
}

/**
 * A trader by chance, minute by minute, with the jobs as the schedule runs them. A minute in which nothing happened at the exchange and nothing
 * is under way is passed over: its jobs would see what they saw the minute before.
 */
export async function playOrders({ minutes, seed, busy }: MonthTerms): Promise<OrdersMonth> {
  const counts = { played: 0, fresh: 0, deaths: 0, table: 0, slowestMs: 0, stalest: 0 };
  const empty = { violations: new Set<string>(), events: [], spending: openSpending(), counts };
  const course: Course = {
    ...(await openDesk(seed)),
    ...empty,
    cursor: undefined,
    resumesAt: Number.POSITIVE_INFINITY,
  };
  for (let index = 0; index < minutes; index += 1) {
    const isCalm = index >= minutes - calmMinutes;
    course.faults.isOver = isCalm;
    await course.scenario.run(startTime + index * minute);
    const isActing = course.random() * 100 < busy && !isCalm;
    for (const offset of [10_000, 40_000])
      course.scenario.time.at(course.scenario.time.now() + offset, course.movePrice);
    await (isActing || !isStill(course, index) ? playMinute(course, index, isActing) : passOver(course, index));
  }
  await course.scenario.run(course.scenario.time.now() + 5 * minute);
  for (const violation of course.scenario.violations) course.violations.add(violation);
  return { ...course, rows: () => course.seen.rows, figures: () => figuresOf(course, minutes) };
}

function isStill({ seen, lives, scenario, resumesAt }: Course, index: number): boolean {
  const isSame = seen.changes === lives.changes() && resumesAt > index && index % of !== alwaysAt;
  const isQuiet = scenario.invocations.every(({ state }) => state !== 'running');
  return isSame && isQuiet && [...staleMinutes(seen, startTime + index * minute).values()].every((age) => age <= 1);
}

async function passOver({ seen, spending, scenario }: Course, index: number): Promise<void> {
  const at = startTime + index * minute;
  for (const marketType of staleMinutes(seen, at).keys()) {
    spending.addLook(marketType, Math.floor(index / 60));
    seen.looks[marketType] = at;
  }
  await scenario.run(at + minute - 1000);
}

async function playMinute(course: Course, index: number, isActing: boolean): Promise<void> {
  const { scenario, random, lives, seen, counts, spending } = course;
  const at = startTime + index * minute;
  seen.changes = lives.changes();
  const runs = beginJobs(course, index);
  if (isActing) scenario.time.at(at + 2000 + Math.floor(random() * 50_000), () => act(course.trader, `k${index}`));
  await scenario.run(at + minute - 3000);
  goOnAfterHalt(course, index);
  await scenario.run(at + minute - 1000);
  noteLooks(course, runs, at);
  await readAndJudge(course, index);
  counts.played += 1;
  counts.table += scenario.aws.calls.length;
  counts.deaths += scenario.invocations.filter(({ state }) => state === 'died').length;
  counts.slowestMs = Math.max(
    counts.slowestMs,
    ...runs.flatMap(({ state, endedAt }) => (state === 'ended' ? [endedAt - at] : [])),
  );
  spending.add(scenario.sent, Math.floor(index / 60));
  tidy(course);
}

/** The schedule may deliver an event twice: at times two runs of a job go side by side. */
function beginJobs({ scenario, faults, random }: Course, index: number): Invocation[] {
  const isTwice = () => random() < 0.05;
  const follow = () => beginJob(scenario, 'followOrders', faults.crash);
  const runs = isTwice() ? [follow(), follow()] : [follow()];
  scenario.resolve(faults.crash);
  beginJob(scenario, 'listChanges', faults.crash);
  if (isTwice()) beginJob(scenario, 'listChanges', faults.crash);
  if (index % 60 === alwaysAt) beginPull(scenario, trader, faults.crash);
  return runs;
}

/** The trader lets the account trade again, three minutes after a halt. */
function goOnAfterHalt(course: Course, index: number): void {
  if (course.scenario.invocations.some(({ name }) => name === 'halt')) course.resumesAt = index + 3;
  if (index < course.resumesAt) return;
  resume(course.trader);
  course.resumesAt = Number.POSITIVE_INFINITY;
}

function noteLooks({ scenario, faults, seen }: Course, runs: readonly Invocation[], at: number): void {
  const clean = new Set(
    runs.flatMap(({ name, state }) => (state === 'ended' && !faults.struck.has(name) ? [name] : [])),
  );
  for (const one of scenario.sent)
    if (clean.has(one.invocation) && /^openorders$/i.test(one.name)) seen.looks[walletOf(one)] = at;
}

async function readAndJudge(course: Course, index: number): Promise<void> {
  const { scenario, seen, lives, events, violations, counts } = course;
  const { read, rows } = await readOrders(scenario, seen.rows);
  seen.rows = rows;
  for (const { order_id: id } of read)
    if (id !== null && !seen.decided.has(id)) seen.decided.set(id, startTime + index * minute);
  const page = await readEvents(scenario, course.cursor, 100);
  events.push(...page.events);
  course.cursor = page.cursor;
  const oldest = Math.min(...marketTypes.map((marketType) => seen.looks[marketType]));
  const faults = [
    ...judgeShown(read, lives, lookedAt(seen)),
    ...missingOrders(rows, lives, oldest),
    ...judgeEventsBy(events, read, lives, lookedAt(seen)),
  ];
  for (const fault of faults) violations.add(`minute ${index}: ${fault}`);
  const ages = [...staleMinutes(seen, startTime + index * minute).values()];
  if (ages.every((age) => age <= 0)) counts.fresh += 1;
  counts.stalest = Math.max(counts.stalest, ...ages);
}

function figuresOf({ spending, counts, faults, lives, events }: Course, minutes: number) {
  const sums = { minutes, ...counts, faults: faults.count, orders: lives.byId.size, events: events.length };
  return { ...spending.figures(), ...sums };
}
