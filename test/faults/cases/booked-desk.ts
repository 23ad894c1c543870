import { randomNumbers } from '../../../infra/local/exchanges/engine/world.ts';
import type { ExchangeId } from '../../../lib/exchanges/exchanges.ts';
import { exchangeIds } from '../../../lib/exchanges/exchanges.ts';
import { streamsOf } from '../../../lib/exchanges/streams.ts';
import { proofOf } from '../../../lib/ledger/proof/proofs.ts';
import type { Coverage } from '../../../lib/ledger/store/coverage.ts';
import { ledgerCoverage } from '../../../lib/ledger/store/ledger-coverage.ts';
import { accounts } from '../harness/accounts.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from '../harness/scenario.ts';
import { storedLedgers } from '../harness/stored-ledgers.ts';
import { startTime } from '../harness/time.ts';
import type { BookedLedger } from '../scenes/scene.ts';
import { sceneOf } from '../scenes/scenes.ts';

/** Exchanges whose scene knows the one true ledger. Suites of Kraken's own judge the two ledgers of Kraken. */
export const bookedExchanges: readonly ExchangeId[] = exchangeIds.filter((exchange) => {
  const opened = sceneOf(exchange).open({ clock: () => startTime, seed: 1, nonceWindow: 10_000n, walks: false });
  opened.close();
  return opened.booked !== null;
});

export const { customer } = accounts.desk;

/** An account's desk that trades and is pulled. */
export interface BookedDesk {
  readonly scenario: AnyScenario;
  readonly ledger: BookedLedger;
  readonly trade: (count?: number) => void;
  readonly later: (ms: number) => Promise<void>;
  readonly cursor: () => Promise<Awaited<ReturnType<typeof storedLedgers>>[number]['cursor']>;
  /** Of everything up to `to`, or up to now. */
  readonly coverage: (to?: number) => Promise<Coverage>;
}

export async function openBookedDesk(exchange: ExchangeId, terms: ScenarioTerms = {}): Promise<BookedDesk> {
  const scenario = await openScenarioAt(exchange, ['desk'], terms);
  const { booked: ledger } = scenario.exchange;
  const [stream] = streamsOf(exchange);
  if (ledger === null || stream === undefined) throw new Error(`the scene of ${exchange} knows no ledger`);
  const random = randomNumbers(terms.seed ?? 1);
  const held = async () => {
    const [stored] = await storedLedgers(scenario, 'desk');
    if (stored === undefined) throw new Error('nothing is stored');
    return stored.cursor;
  };
  return {
    ...{ scenario, ledger, cursor: held },
    trade: (count = 6) => {
      for (let left = count; left > 0; left -= 1) ledger.trade(customer, random);
    },
    later: (ms) => scenario.run(scenario.time.now() + ms),
    coverage: async (to) => ledgerCoverage(proofOf({ exchange, stream }), await held(), to === undefined ? {} : { to }),
  };
}
