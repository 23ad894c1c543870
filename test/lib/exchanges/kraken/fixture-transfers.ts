import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { TransferOutcome, TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import { transfersOf } from '../fixture-calls.ts';
import { openOver, openVenues } from '../fixture-venues.ts';

/** Transfers out of a simulator's wallet. */
export async function openTransfers(marketType: MarketType) {
  const simulators = openVenues();
  const wire = simulators[marketType];
  const transfers = transfersOf(await openOver(marketType, wire));
  return {
    world: simulators.world,
    wire,
    transfers,
    /** The outcome of a transfer that gets this answer, and the number of requests. */
    outcomeOf: async (body: unknown, status = 200): Promise<TransferOutcome & { readonly requests: number }> => {
      wire.substitute = () => ({ status, body });
      const outcome = await transfers.submit(transferFrom(marketType));
      return { ...outcome, requests: wire.sent.length };
    },
    /** The path and the parameters of the first request, without the nonce. */
    firstRequest: () => {
      const [{ path, body, query } = { path: '', body: '', query: '' }] = wire.sent;
      const { nonce: _nonce, ...fields } = Object.fromEntries(new URLSearchParams(body || query));
      return { path, fields };
    },
    reset: () => {
      wire.sent.length = 0;
      wire.substitute = null;
    },
  };
}

/** A transfer of 100.25 USD to the other wallet unless the terms say otherwise. */
export function transferFrom(marketType: MarketType, terms: Partial<TransferRequest> = {}): TransferRequest {
  return {
    asset: 'USD',
    amount: '100.25',
    from: marketType,
    to: marketType === 'spot' ? 'swap' : 'spot',
    ...terms,
  };
}
