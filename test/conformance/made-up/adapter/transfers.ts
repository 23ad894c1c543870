import { Decimal } from '../../../../lib/decimal.ts';
import type { Transfers } from '../../../../lib/exchanges/interfaces/transfers.ts';
import type { LedgerTransfer, TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { isoMs, requiredRecord, requiredText } from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse, unlessNotFound } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';

/** Moves under a client id: the exchange takes an id once, and finds a move by the id alone. */
export function transfers(wire: MarketWire): Transfers {
  const parameters = async ({ asset, amount, from, to, clientId = '' }: TransferRequest) => ({
    ...{ asset, amount, from, to },
    clientId,
  });
  return {
    parameters,
    submit: async (request) =>
      wire.attempt(endpoints.transfer, await parameters(request), (answer) => ({
        kind: 'accepted' as const,
        exchangeTransferId: requiredText('Made-Up', requiredRecord('Made-Up', answer, 'data'), 'id'),
        isBooked: true,
      })),
    find: (request) => findTransfer(wire, request).catch((error: unknown) => unlessNotFound(error, [])),
  };
}

/** The id may have served for another transfer before. */
async function findTransfer({ read }: MarketWire, request: TransferRequest): Promise<LedgerTransfer[]> {
  const answer = await read(endpoints.transferById, { clientId: request.clientId ?? '' });
  const { id, asset, amount, from, to, time, state } = requiredRecord('Made-Up', answer, 'data');
  const isSame = asset === request.asset && from === request.from && to === request.to;
  if (!isSame || !new Decimal(String(amount)).eq(request.amount)) return [];
  const isUnderWay = state === 'pending' ? ({ isUnderWay: true } as const) : {};
  const at = isoMs(time);
  // A transfer of 1970 would be older than the look: absence would be proven by leaving it out.
  if (at === null) throw new MalformedResponse('Made-Up', 200);
  return [{ id: String(id), references: [], time: at, ...isUnderWay }];
}
