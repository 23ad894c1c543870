import '../enter.ts';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../lib/session/open-session.ts';
import { everyMarket } from '../benches.ts';
import { useDesk } from '../desk.ts';

describe.each(everyMarket)('$title', (each) => {
  const desk = useDesk(each);

  it('TC-K01 the check of a trading key tells its rights, and that it cannot withdraw', async () => {
    const { permissions, canWithdraw } = await desk().adapter.checkKey();
    expect(canWithdraw).toBe(false);
    expect(permissions?.length).toBeGreaterThan(0);
  });

  it('TC-K02 the check tells of a key that can withdraw', async () => {
    desk().simulator.setKey(each.name.marketType, 'withdrawing');
    expect(await desk().adapter.checkKey()).toMatchObject({ canWithdraw: true });
  });

  it('TC-K03 a key that the exchange no longer accepts is KEY_REFUSED, for a check, a read and an order', async () => {
    const { adapter, simulator, submit, order } = desk();
    simulator.setKey(each.name.marketType, 'revoked');
    const denied = { code: 'KEY_REFUSED' };
    await expect(adapter.checkKey()).rejects.toMatchObject(denied);
    await expect(adapter.wallets.balances()).rejects.toMatchObject(denied);
    expect(await submit(order())).toMatchObject({ kind: 'rejected', error: denied });
  });

  it("TC-K04 the bench's credential has the form that registration demands", () => {
    const { fields } = keyOf(each.name);
    expect(fields.filter(({ isPublic }) => isPublic)).toHaveLength(1);
    expect(new Set(fields.map(({ as }) => as)).size).toBe(fields.length);
  });
});
