import type { ExchangeDefinition } from '../../lib/exchanges/definition.ts';
import type { MarketName } from '../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../lib/exchanges/model/axes.ts';
import { madeup } from '../conformance/made-up/definition.ts';

const { spot, swap } = madeup.markets;

/** The made-up exchange with a ledger that tells the balance after each entry, and with events of money on both markets. */
export const unified: ExchangeDefinition = {
  ...madeup,
  markets: { swap, spot: { ...spot, capabilities: { ...spot.capabilities, funding: true, realizedPnl: true } } },
  streams: { unified: { ...madeup.streams.unified, proof: 'balance-after' } },
};

/** Stands in for lib/exchanges/exchanges.ts: a table with this exchange alone. */
export function unifiedTable() {
  const exchanges: Readonly<Record<string, ExchangeDefinition>> = { unified };
  return {
    exchanges,
    exchangeIds: ['unified'],
    marketOf: ({ marketType }: { readonly marketType: MarketType }) => unified.markets[marketType],
  };
}

/** The name of the exchange where the type knows the real table alone. */
export const unifiedId = 'unified' as MarketName['exchange'];
