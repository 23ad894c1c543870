import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deleteAccount } from '../../../../lib/accounts/account-lifetime.ts';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { type PnlSummaryRequest, pnlSummary } from '../../../../lib/ledger/reports/pnl-summary.ts';
import { useEmbeddedTable } from '../../aws/fixture-embedded-table.ts';
import { day, entryOf, hour, keepAccount, keepLedger, noon, readOn } from '../fixture-stored-ledger.ts';

useEmbeddedTable();

const week = { from: noon - 7 * day, to: noon + day };
function summaryOf(tenant: string, request: Partial<PnlSummaryRequest> = {}) {
  return pnlSummary(tenant, { groupBy: 'account', ...week, ...request });
}

describe('a summary of PnL', () => {
  it('adds up both ledgers of an account, from the start of the range, exclusive of its end', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    await keepLedger(ref, 'swap', [
      entryOf({ id: '1', time: week.from - 1, realizedPnl: '1000' }),
      entryOf({ id: '2', time: week.from, realizedPnl: '5' }),
      entryOf({ id: '3', time: week.to - 1, realizedPnl: '0.5' }),
      entryOf({ id: '4', time: week.to, realizedPnl: '1000' }),
    ]);
    await keepLedger(ref, 'spot', [entryOf({ id: 'L1', symbol: null, wallet: 'spot', fee: '0.25' })]);
    const { lines, totals, ledgers } = await summaryOf(ref.tenant);
    const costs = { funding: '0', interest: '0', insurance: '0', fees: '0.25', otherFees: '0' };
    const earned = { asset: 'USD', realizedPnl: '5.5', ...costs, net: '5.25' };
    expect({ lines, totals }).toEqual({ lines: [{ group: 'main', ...earned }], totals: [earned] });
    expect(ledgers.map(({ stream, coverage }) => [stream, coverage.complete])).toEqual([
      ['spot', true],
      ['futures', true],
    ]);
    const swap = await summaryOf(ref.tenant, { marketType: 'swap' });
    expect([swap.lines[0]?.net, swap.ledgers.length]).toEqual(['5.5', 1]);
    // Coins were sold on spot, at a cost that no ledger tells.
    const spot = await summaryOf(ref.tenant, { marketType: 'spot' });
    expect(spot.lines).toMatchObject([{ realizedPnl: null, fees: '0.25', net: '-0.25' }]);
  });

  it('a position settled in kind on spot has no known profit', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    const settled = { kind: 'settlement', label: 'settled', asset: 'ETH', fee: '0.01', realizedPnl: null } as const;
    await keepLedger(ref, 'spot', [entryOf({ id: 'L1', ...settled })]);
    const { lines } = await summaryOf(ref.tenant, { marketType: 'spot' });
    expect(lines).toMatchObject([{ asset: 'ETH', realizedPnl: null, fees: '0.01', net: '-0.01' }]);
  });

  it('a spot trade without a fee has no known profit either, beside other entries and alone', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    const trade = entryOf({ id: 'L1', symbol: null, wallet: 'spot', before: '10', after: '5', fee: '0' });
    await keepLedger(ref, 'spot', [trade]);
    const asked = { marketType: 'spot' } as const;
    expect((await summaryOf(ref.tenant, asked)).lines).toMatchObject([{ realizedPnl: null, fees: '0', net: '0' }]);
    await keepLedger(ref, 'spot', [
      entryOf({ id: 'L2', symbol: null, wallet: 'spot', kind: 'interest', after: '1001' }),
    ]);
    expect((await summaryOf(ref.tenant, asked)).totals).toMatchObject([{ realizedPnl: null, interest: '1' }]);
  });

  it('takes a day from midnight to midnight in UTC', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    const midnight = Date.UTC(2026, 5, 20);
    const at = (id: string, time: number) => entryOf({ id, time, realizedPnl: '1' });
    await keepLedger(ref, 'swap', [at('1', midnight - 1), at('2', midnight), at('3', midnight + day - 1)]);
    const { lines } = await summaryOf(ref.tenant, { groupBy: 'day' });
    expect(lines.map(({ group, realizedPnl }) => [group, realizedPnl])).toEqual([
      ['2026-06-19', '1'],
      ['2026-06-20', '2'],
    ]);
  });

  it('covers every account of the tenant, and no other tenant', async () => {
    const [tenant, stranger] = [randomUUID(), randomUUID()];
    for (const accountId of ['a', 'b']) {
      await keepAccount({ tenant, accountId });
      await keepLedger({ tenant, accountId }, 'swap', [entryOf({ funding: '2' })]);
    }
    await keepAccount({ tenant: stranger, accountId: 'a' });
    await keepLedger({ tenant: stranger, accountId: 'a' }, 'swap', [entryOf({ funding: '7' })]);
    const { lines, totals } = await summaryOf(tenant);
    expect(lines.map(({ group, funding }) => [group, funding])).toEqual([
      ['a', '2'],
      ['b', '2'],
    ]);
    expect(totals).toMatchObject([{ funding: '4' }]);
  });

  it('reads every page of a long ledger', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    const label = 'x'.repeat(40_000);
    const entries = Array.from({ length: 60 }, (_, index) =>
      entryOf({ id: String(index + 1), label, realizedPnl: '0.1' }),
    );
    await keepLedger(ref, 'swap', entries);
    expect((await summaryOf(ref.tenant)).totals).toMatchObject([{ realizedPnl: '6' }]);
  });

  it('still answers for a deleted account by its id', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    await keepLedger(ref, 'swap', [entryOf({ realizedPnl: '3' })]);
    await deleteAccount({ ...ref, registrationId: undefined });
    expect((await summaryOf(ref.tenant, { accountId: 'main' })).totals).toMatchObject([{ net: '3' }]);
    expect((await summaryOf(ref.tenant)).totals).toEqual([]);
  });

  it('is NOT_FOUND for an account with neither record nor ledger', async () => {
    const missing = summaryOf(randomUUID(), { accountId: 'main' });
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('not found') });
  });

  it('covers thirty whole days and the present day by default', async () => {
    const before = Date.now();
    const { range } = await pnlSummary(randomUUID(), { groupBy: 'day' });
    expect(range.to).toBeGreaterThanOrEqual(before);
    expect(range.from % day).toBe(0);
    expect(Math.floor((range.to - range.from) / day)).toBe(30);
  });
});

describe('accounts with the same key', () => {
  const same = [
    entryOf({ id: '1', realizedPnl: '5', fee: '1', owner: 'customer' }),
    entryOf({ id: '2', time: noon + 1, realizedPnl: '0.5', owner: 'customer' }),
  ];

  async function twins(tenant: string, mark: string | undefined, owners: readonly (string | null)[]) {
    for (const [index, accountId] of ['a', 'b'].entries()) {
      await keepAccount({ tenant, accountId }, ['swap'], mark);
      const owner = owners[index] ?? null;
      await keepLedger(
        { tenant, accountId },
        'swap',
        same.map((entry) => ({ ...entry, owner })),
        readOn({ owner }),
      );
    }
  }

  it('are counted once in totals, days and symbols, and each as a whole in its own row', async () => {
    const tenant = randomUUID();
    await twins(tenant, 'key', [null, null]);
    const { lines, totals, shared } = await summaryOf(tenant);
    expect(totals).toMatchObject([{ realizedPnl: '5.5', fees: '1', net: '4.5' }]);
    expect(lines.map(({ group, net }) => [group, net])).toEqual([
      ['a', '4.5'],
      ['b', '4.5'],
    ]);
    expect(shared.map((group) => group.map(({ ref }) => ref.accountId))).toEqual([['a', 'b']]);
    for (const groupBy of ['day', 'symbol'] as const)
      expect((await summaryOf(tenant, { groupBy })).lines).toMatchObject([{ net: '4.5' }]);
    expect((await summaryOf(tenant, { accountId: 'b' })).totals).toMatchObject([{ net: '4.5' }]);
  });

  it('are known by the customer whom the exchange tells in the ledger, whatever their keys', async () => {
    const tenant = randomUUID();
    await twins(tenant, undefined, ['customer', 'customer']);
    expect((await summaryOf(tenant)).totals).toMatchObject([{ net: '4.5' }]);
  });

  it('of two customers are two wallets, whatever ids their entries have', async () => {
    const tenant = randomUUID();
    await twins(tenant, undefined, ['customer', 'another']);
    const { totals, shared } = await summaryOf(tenant);
    expect([totals, shared]).toMatchObject([[{ net: '9' }], []]);
  });

  it('keep the entries of a former customer apart, whose numbers can be the same', async () => {
    const tenant = randomUUID();
    await twins(tenant, 'key', ['customer', 'another']);
    expect((await summaryOf(tenant)).totals).toMatchObject([{ net: '9' }]);
  });

  it('without entries in common are added up', async () => {
    const tenant = randomUUID();
    await twins(tenant, 'key', [null, null]);
    await keepLedger({ tenant, accountId: 'b' }, 'swap', [entryOf({ id: '3', time: noon + 2, realizedPnl: '1' })]);
    expect((await summaryOf(tenant)).totals).toMatchObject([{ realizedPnl: '6.5' }]);
  });
});

describe('an incomplete summary is refused with a remedy:', () => {
  it('more entries than the time allows', async () => {
    const ref = { tenant: randomUUID(), accountId: 'main' };
    await keepAccount(ref);
    await keepLedger(ref, 'swap', [entryOf({ realizedPnl: '1' })]);
    const late = runInCall(newCall('r', 'get-pnl-summary', Date.now() + 100), () => summaryOf(ref.tenant));
    await expect(late).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      details: [{ field: 'from', message: expect.stringContaining('shorter range') }],
    });
  });

  it('more accounts than one call reads', async () => {
    const tenant = randomUUID();
    const ids = Array.from({ length: 501 }, (_, index) => `a${index}`);
    for (let start = 0; start < ids.length; start += 20)
      await Promise.all(ids.slice(start, start + 20).map((accountId) => keepAccount({ tenant, accountId }, [])));
    const error: unknown = await summaryOf(tenant).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OemsError);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: [{ field: 'exchange_account_id' }] });
  }, 60_000);

  it('a range in the future', async () => {
    const future = pnlSummary(randomUUID(), { groupBy: 'day', from: Date.now() + hour });
    await expect(future).rejects.toMatchObject({ code: 'INVALID_REQUEST', details: [{ field: 'from' }] });
  });
});
