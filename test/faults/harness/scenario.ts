import { forgetTableClock, observeTableDate } from '../../../lib/aws/clock.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { forgetExchangeClocks } from '../../../lib/exchanges/wire/exchange-clock.ts';
import { forgetLockouts } from '../../../lib/exchanges/wire/lockouts.ts';
import { forgetNotedSymbols } from '../../../lib/ledger/rates/symbols-in-use.ts';
import { forgetTakenKeys } from '../../../lib/nonce/taken-keys.ts';
import { forgetKeyTimes } from '../../../lib/session/key-times.ts';
import { forgetKnownBans } from '../../../lib/session/known-bans.ts';
import { forgetMarkets } from '../../../lib/session/markets.ts';
import { forgetExchanges } from '../../../lib/session/nonce-source.ts';
import { forgetSharedLimits } from '../../../lib/session/shared-limits.ts';
import { forgetTradingChecks } from '../../../lib/session/trading-key.ts';
import { forgetOpened } from '../../../lib/vault/vault.ts';
import { kraken } from '../scenes/kraken.ts';
import type { KrakenExchange } from '../scenes/kraken-exchange.ts';
import type { OpenedExchange, Scene } from '../scenes/scene.ts';
import { sceneOf } from '../scenes/scenes.ts';
import { type AccountName, accounts, clearJournal } from './accounts.ts';
import { type AwsCall, type AwsFaultKind, type AwsWire, connectAws, forgetRetries } from './aws.ts';
import { type Calls, type Context, callsOn } from './calls.ts';
import { connectExchanges, type Delivery, type Sent } from './exchange.ts';
import type { ExchangeFault } from './exchange-faults.ts';
import { clearLedger } from './ledger.ts';
import { protocolsOf } from './origins.ts';
import { resetAccounts } from './registered-accounts.ts';
import { logged } from './start.ts';
import { closeTime, openTime, startTime, virtualTimers } from './time.ts';

export interface ScenarioTerms {
  readonly seed?: number;
  /** How far our clock is ahead of true time, and the exchange's. */
  readonly ourSkewMs?: number;
  readonly exchangeSkewMs?: number;
  /** The exchange's clock moves by `world.advance` alone, and prices with it. */
  readonly exchangeStandsStill?: boolean;
  readonly nonceWindow?: bigint;
  /** How far the exchange's lists of orders that have ended are behind. */
  readonly historyLateMs?: number;
  /** How much later the exchange's ledgers show an entry. */
  readonly ledgerLateMs?: number;
  /** What a new container does not hold after a death; everything, unless calls run side by side. */
  readonly forget?: () => void;
  readonly exchangeFault?: (sent: Sent) => ExchangeFault | undefined;
  readonly awsFault?: (call: AwsCall) => AwsFaultKind | 'delay' | undefined;
}

/** Calls over one exchange; Kraken unless a suite runs over the table. */
export interface Scenario<E extends OpenedExchange = KrakenExchange> extends Context, Calls {
  readonly exchangeId: ExchangeId;
  readonly scene: Scene;
  readonly exchange: E;
  readonly sent: Sent[];
  readonly deliveries: Delivery[];
  readonly struck: ExchangeFault[];
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
  forgetExchanges();
  forgetLockouts();
  forgetTakenKeys();
  forgetKeyTimes();
  forgetTradingChecks();
  forgetExchangeClocks();
  forgetSharedLimits();
  forgetKnownBans();
}

export type AnyScenario = Scenario<OpenedExchange>;

export function openScenario(names: readonly AccountName[], terms: ScenarioTerms = {}): Promise<Scenario> {
  return openScenarioOn('kraken', kraken, names, terms);
}

/** A scenario over any exchange of the table. */
export function openScenarioAt(
  exchange: ExchangeId,
  names: readonly AccountName[],
  terms: ScenarioTerms = {},
): Promise<AnyScenario> {
  return openScenarioOn(exchange, sceneOf(exchange), names, terms);
}

async function openScenarioOn<E extends OpenedExchange>(
  exchange: ExchangeId,
  scene: Scene<E>,
  names: readonly AccountName[],
  terms: ScenarioTerms,
): Promise<Scenario<E>> {
  const { seed = 1, ourSkewMs = 0, exchangeSkewMs = 0, nonceWindow = 10_000n } = terms;
  await resetAccounts(exchange, names);
  // What a scenario before this one has left in memory must not change this one: a seed replays alone.
  forgetOpened();
  forgetExchanges();
  forgetLockouts();
  forgetTakenKeys();
  forgetKeyTimes();
  forgetTradingChecks();
  forgetExchangeClocks();
  forgetSharedLimits();
  forgetKnownBans();
  forgetTableClock();
  await forgetRetries();
  const time = openTime(seed, ourSkewMs);
  observeTableDate(new Date(startTime).toUTCString(), startTime + ourSkewMs, startTime + ourSkewMs);
  const clock = terms.exchangeStandsStill ? () => startTime : () => time.now() + exchangeSkewMs;
  const opened = scene.open({ clock, seed, nonceWindow, walks: terms.exchangeStandsStill ?? false });
  const { customer } = accounts[names[0] ?? 'desk'];
  for (const { control } of Object.values(opened.protocols)) {
    control.history?.({ late_ms: terms.historyLateMs ?? 0 });
    control.ledger?.({ customer, late: { ms: terms.ledgerLateMs ?? 0 } });
  }
  const sent: Sent[] = [];
  const deliveries: Delivery[] = [];
  const struck: ExchangeFault[] = [];
  const aws: AwsWire = {
    fault: (call) => terms.awsFault?.(call),
    calls: [],
    tableRequests: [],
    tableAnswers: [],
    now: time.now,
  };
  connectExchanges({
    scene,
    protocols: protocolsOf(exchange, opened),
    sent,
    deliveries,
    struck,
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
    openOrders: () => opened.orders().flatMap(({ id, state }) => (state === 'open' ? [id] : [])),
  };
  return {
    ...context,
    ...callsOn(context),
    exchangeId: exchange,
    scene,
    exchange: opened,
    sent,
    deliveries,
    struck,
    aws,
    run: (until, done) => time.run(until, done),
    close: async () => {
      restoreTimers();
      Math.random = chance;
      connectAws(null);
      opened.close();
      closeTime();
      await clearJournal(names);
      await clearLedger(names);
    },
  };
}
