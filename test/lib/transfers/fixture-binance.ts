import type { SpotProtocol } from '../../../infra/local/exchanges/binance/spot/simulator.ts';
import type { UsdmProtocol } from '../../../infra/local/exchanges/binance/usdm/simulator.ts';
import { type AnyScenario, openScenarioAt, type ScenarioTerms } from '../../faults/harness/scenario.ts';
import { account, type BinanceLeg, ref, type TransferScenario, transfersOver } from './fixture-scenario.ts';

export type BinanceTransfers = TransferScenario<AnyScenario, BinanceLeg>;

/** Transfers between the wallets of Binance, which the spot host orders in both directions. */
export async function openBinanceTransfers(terms: ScenarioTerms = {}): Promise<BinanceTransfers> {
  const scenario = await openScenarioAt('binance', [account], terms);
  return transfersOver(scenario, (leg) => movedAtBinance(leg, scenario));
}

/** By the ledgers of both wallets: money that has left one wallet alone is no move. */
function movedAtBinance(leg: BinanceLeg, { exchange }: AnyScenario): number {
  const { spot, usdm } = exchange.protocols as unknown as { readonly spot: SpotProtocol; readonly usdm: UsdmProtocol };
  const references = (host: SpotProtocol | UsdmProtocol, wanted: string): (string | null | undefined)[] =>
    (host.exchange().accounts.get(ref.customer)?.ledger ?? []).flatMap(({ kind, reference }) =>
      kind === wanted ? [reference] : [],
    );
  const [from, to] = leg === 'to-usdm' ? [spot, usdm] : [usdm, spot];
  const [left, came] = [references(from, 'departure'), references(to, 'arrival')];
  if (!left.every((one) => came.includes(one))) throw new Error(`${left} have left, and ${came} have come`);
  return left.length;
}
