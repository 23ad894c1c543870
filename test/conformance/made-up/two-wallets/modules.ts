import type { MarketModule } from '../../../../lib/exchanges/wire/market-module.ts';
import { transfers } from '../adapter/transfers.ts';

async function withTransfers(loading: Promise<{ readonly code: MarketModule }>): Promise<{ code: MarketModule }> {
  const { code } = await loading;
  return { code: { ...code, adapterOver: (wire) => ({ ...code.adapterOver(wire), transfers: transfers(wire) }) } };
}

export const twowallets = {
  spot: () => withTransfers(import('../adapter/spot.ts')),
  swap: () => withTransfers(import('../adapter/swap.ts')),
};
