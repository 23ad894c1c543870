import { observeTableDate } from '../../../lib/aws/clock.ts';
import { forgetNotedSymbols } from '../../../lib/ledger/rates/symbols-in-use.ts';
import { forgetMarkets } from '../../../lib/session/markets.ts';
import { forgetOpened } from '../../../lib/vault/vault.ts';
import { type AccountName, accounts, clearJournal, resetAccounts } from './accounts.ts';
import { type AwsCall, type AwsFaultKind, type AwsWire, connectAws, forgetRetries } from './aws.ts';
import { type Calls, type Context, callsOn } from './calls.ts';
import { connectExchanges, type Delivery, type Sent } from './exchange.ts';
import type { ExchangeFault } from './exchange-faults.ts';
import { clearLedger } from './ledger.ts';
import { logged } from './start.ts';
import { closeTime, openTime, startTime, virtualTimers } from './time.ts';
import { bookOf, openVenues, protocolsOf, type Venues } from './venues.ts';

export interface ScenarioTerms {
  readonly seed?: number;
  /** How far our clock is ahead of true time, and the exchange's. */
  readonly ourSkewMs?: number;
  readonly exchangeSkewMs?: number;
  /** The exchange's clock moves by `world.advance` alone, and prices with it. */
  readonly exchangeStandsStill?: boolean;
  readonly nonceWindow?: bigint;
  /** How far the list of closed orders and the history service of futures are behind. */
  readonly historyLateMs?: number;
  /** How much later the ledgers of both exchanges show an entry. */
  readonly ledgerLateMs?: number;
  /** What a new container does not hold after a death; everything, unless calls run side by side. */
  readonly forget?: () => void;
  readonly exchangeFault?: (sent: Sent) => ExchangeFault | undefined;
  readonly awsFault?: (call: AwsCall) => AwsFaultKind | undefined;
}

export interface Scenario extends Context, Calls {
  readonly venues: Venues;
  readonly sent: Sent[];
  readonly deliveries: Delivery[];
  readonly aws: AwsWire;
  /** Runs virtual time until `until`, until `done`, or until nothing more happens. */
  run(until?: number, done?: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** A container that has just started holds nothing. */
export function startCold(): void {
  forgetMarkets();
  forgetOpened();
  forgetNotedSymbols();
}

export async function openScenario(names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<Scenario> {
  const { seed = 1, ourSkewMs = 0, exchangeSkewMs = 0, nonceWindow = 10_000n } = terms;
  await resetAccounts(names);
  // What a scenario before this one has left in memory must not change this one: a seed replays alone.
  forgetOpened();
  await forgetRetries();
  const time = openTime(seed, ourSkewMs);
  observeTableDate(new Date(startTime).toUTCString(), startTime + ourSkewMs);
  const clock = terms.exchangeStandsStill ? () => startTime : () => time.now() + exchangeSkewMs;
  const venues = openVenues(clock, seed, nonceWindow, terms.exchangeStandsStill);
  for (const venue of [venues.spot, venues.futures]) {
    venue.control.history?.({ late_ms: terms.historyLateMs ?? 0 });
    venue.control.ledger?.({ customer: accounts[names[0] ?? 'desk'].customer, late: { ms: terms.ledgerLateMs ?? 0 } });
  }
  const sent: Sent[] = [];
  const deliveries: Delivery[] = [];
  const aws: AwsWire = {
    fault: (call) => terms.awsFault?.(call),
    calls: [],
    tableRequests: [],
    tableAnswers: [],
    now: time.now,
  };
  connectExchanges({
    protocols: protocolsOf(venues),
    sent,
    deliveries,
    now: time.now,
    fault: (one) => terms.exchangeFault?.(one),
  });
  connectAws(aws);
  logged.length = 0;
  const restoreTimers = virtualTimers();
  const chance = Math.random;
  Math.random = time.random;
  const context = {
    forget: terms.forget ?? startCold,
    time,
    told: [],
    invocations: [],
    output: logged,
    violations: [],
    openOrders: () => bookOf(venues).flatMap(({ id, state }) => (state === 'open' ? [id] : [])),
  };
  return {
    ...context,
    ...callsOn(context),
    venues,
    sent,
    deliveries,
    aws,
    run: (until, done) => time.run(until, done),
    close: async () => {
      restoreTimers();
      Math.random = chance;
      connectAws(null);
      venues.close();
      closeTime();
      await clearJournal(names);
      await clearLedger(names);
    },
  };
}
