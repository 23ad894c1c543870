import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replay } from './fixture-replay.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function linesOf(...samples: readonly object[]): Promise<{ told: Record<string, unknown>[]; stderr: string }> {
  const path = join(folder, 'samples.json');
  await writeFile(path, JSON.stringify(samples));
  const { stdout, stderr } = await replay(path);
  return {
    told: stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    stderr,
  };
}

const spotAnswer = (result: object) => JSON.stringify({ error: [], result });
const held = { balance: '1', hold_trade: '0' };

describe('rows that cannot be read', () => {
  const order = {
    ...{ status: 'open', vol: '1', vol_exec: '0', cost: '0', fee: '0', opentm: 1_700_000_000, oflags: '' },
    descr: { pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '100', price2: '0' },
  };
  const entry = { refid: 'R', time: 1_700_000_000, type: 'trade', asset: 'ZUSD', amount: '1', fee: '0', balance: '1' };
  const trade = {
    ...{ ordertxid: 'O', pair: 'XXBTZUSD', time: 1_700_000_000, type: 'buy', ordertype: 'limit', price: '100' },
    ...{ cost: '1', fee: '0', vol: '0.01', margin: '0', misc: '' },
  };

  it('stand beside the readable rows, and standard output holds the answers alone', async () => {
    const spot = { exchange: 'kraken' };
    const { told, stderr } = await linesOf(
      { ...spot, id: 'a', endpoint: 'BalanceEx', body: spotAnswer({ XXBT: held, ZUSD: { ...held, balance: 'much' } }) },
      {
        ...{ ...spot, id: 'b', endpoint: 'OpenOrders' },
        body: spotAnswer({ open: { O1: order, O2: { ...order, descr: { ...order.descr, pair: null } } } }),
      },
      {
        ...{ ...spot, id: 'c', endpoint: 'Ledgers' },
        body: spotAnswer({ ledger: { L1: entry, L2: { ...entry, amount: 'much' } }, count: 2 }),
      },
      {
        ...{ ...spot, id: 'd', endpoint: 'TradesHistory', operation: 'fills' },
        body: spotAnswer({ trades: { T1: trade, T2: { ...trade, price: 'much' } }, count: 2 }),
      },
    );
    expect(told.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    for (const { value } of told) expect(value).toMatchObject({ value: [{}], unread: [{}] });
    expect(told[1]?.value).toMatchObject({ value: [{ order_id: 'O1' }], unread: [{ exchange_order_id: 'O2' }] });
    expect(stderr).toContain('rows not read');
  });
});

describe('the operations markets and assets', () => {
  const assets = spotAnswer({ XXBT: { altname: 'XBT', aclass: 'currency', decimals: 10, display_decimals: 5 } });

  it.each(['any', 'GetAssetsAsync'])('read the lists of the catalogue from the endpoint %s', async (endpoint) => {
    const { told } = await linesOf({ exchange: 'kraken', endpoint, operation: 'assets', body: assets });
    expect(told).toMatchObject([
      {
        outcome: 'read',
        value: [{ code: 'BTC' }],
      },
    ]);
    const refused = await linesOf({ exchange: 'kraken', endpoint, operation: 'market', body: '{}' });
    expect(String(refused.told[0]?.message)).toMatch(/markets/);
  });
});

describe('a refusal that leaves a change open', () => {
  const body = '{"error":["EService:Unavailable"]}';

  it.each([
    ['submitOrder', 'unknown'],
    ['amendOrder', 'unknown'],
    ['cancelOrder', 'unknown'],
    ['cancelAll', 'unknown'],
    ['transfer', 'unknown'],
    ['balances', 'rejected'],
    ['listOrders', 'rejected'],
    ['findOrder', 'rejected'],
    ['ledger', 'rejected'],
    [undefined, 'rejected'],
  ])('%s: %s', async (operation, outcome) => {
    const { told } = await linesOf({ exchange: 'kraken', endpoint: 'any', operation, body });
    expect(told).toMatchObject([{ outcome, code: 'EXCHANGE_UNAVAILABLE' }]);
  });
});
