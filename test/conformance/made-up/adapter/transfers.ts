import { Decimal } from '../../../../lib/decimal.ts';
import type { Transfers } from '../../../../lib/exchanges/interfaces/transfers.ts';
import type { LedgerTransfer, TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { isoMs, requiredDecimal, requiredRecord, requiredText } from '../../../../lib/exchanges/wire/readers.ts';
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
    find: async (request) => {
      const rows = await findTransfer(wire, request).catch((error: unknown) => unlessNotFound(error, []));
      return { rows, unread: [] };
    },
  };
}

/** The id may have served for another transfer before. */
async function findTransfer({ read }: MarketWire, request: TransferRequest): Promise<LedgerTransfer[]> {
  const answer = await read(endpoints.transferById, { clientId: request.clientId ?? '' });
  const data = requiredRecord('Made-Up', answer, 'data');
  // A transfer that cannot be read may be the wanted one: absence would be proven by leaving it out.
  const text = (field: string) => requiredText('Made-Up', data, field);
  const [time, amount] = [isoMs(data.time), requiredDecimal('Made-Up', data, 'amount')];
  if (time === null || !['pending', 'done'].includes(text('state'))) throw new MalformedResponse('Made-Up', 200);
  const isSame = (['asset', 'from', 'to'] as const).every((field) => text(field) === request[field]);
  if (!isSame || !new Decimal(amount).eq(request.amount)) return [];
  return [{ id: text('id'), references: [], time, ...(data.state === 'pending' ? { isUnderWay: true as const } : {}) }];
}
