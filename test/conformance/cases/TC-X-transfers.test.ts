import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { Transfers } from '../../../lib/exchanges/interfaces/transfers.ts';
import type { TransferRequest } from '../../../lib/exchanges/model/transfer.ts';
import { type EachMarket, everyMarket } from '../benches.ts';
import { type Desk, since, useDesk } from '../desk.ts';

function routesFrom({ name, market }: EachMarket) {
  return exchanges[name.exchange].transfers.filter(({ from }) => from === market.wallet);
}

function transfersOf({ adapter }: Desk): Transfers {
  if (adapter.transfers === null) throw new Error('the market has no transfers');
  return adapter.transfers;
}

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);
  const routes = routesFrom(each);
  const requestOf = ({ from, to }: Pick<TransferRequest, 'from' | 'to'>): TransferRequest => {
    const { transfer, sideWallet } = desk().bench;
    if (transfer === null) throw new Error('the bench names no transfer');
    desk().simulator.setKey(each.name.marketType, 'withdrawing');
    // A route from a wallet to itself stands for the moves to the wallets beside.
    const target = from === to ? sideWallet?.wallet : to;
    if (target === undefined) throw new Error('the bench names no side wallet');
    return { ...transfer, from, to: target };
  };

  if (routes.length === 0)
    it(`TC-X01 transfers: not for ${each.title} (transfers lists no move from ${each.market.wallet}), and the market offers none`, () => {
      expect(desk().adapter.transfers).toBeNull();
    });

  it.each(routes)(
    'TC-X02 a transfer from $from to $to is accepted or left to the ledger, found once, and moves the balance',
    async (route) => {
      const { adapter } = desk();
      const request = requestOf(route);
      const total = async () =>
        Number((await adapter.wallets.balances()).find(({ asset }) => asset === request.asset)?.total);
      const before = await total();
      const kind = route.from === route.to ? desk().bench.sideWallet?.toldAs : 'accepted';
      expect(await transfersOf(desk()).submit(request)).toMatchObject({ kind });
      expect((await transfersOf(desk()).find(request, since)).rows).toHaveLength(1);
      expect(await total()).toBeCloseTo(before - Number(request.amount), 6);
    },
  );

  it.each(routes)('TC-X03 a transfer from $from to $to whose answer is lost is unknown, and found', async (route) => {
    const request = requestOf(route);
    const { wire } = desk();
    wire.next = { kind: 'lost-after' };
    wire.sent.length = 0;
    expect(await transfersOf(desk()).submit(request)).toMatchObject({ kind: 'unknown' });
    expect(wire.sent).toHaveLength(1);
    expect((await transfersOf(desk()).find(request, since)).rows).toHaveLength(1);
  });

  it.each(routes)(
    'TC-X04 a transfer from $from to $to that was lost on the way is unknown, and not found',
    async (route) => {
      const request = requestOf(route);
      desk().wire.next = { kind: 'lost-before' };
      expect(await transfersOf(desk()).submit(request)).toMatchObject({ kind: 'unknown' });
      expect(await transfersOf(desk()).find(request, since)).toEqual({ rows: [], unread: [] });
    },
  );

  it.each(routes)('TC-X05 a transfer from $from to $to of more than the wallet holds is rejected', async (route) => {
    const request = { ...requestOf(route), amount: '99999999' };
    const error = { code: 'INSUFFICIENT_FUNDS' };
    expect(await transfersOf(desk()).submit(request)).toMatchObject({ kind: 'rejected', error });
  });
});
