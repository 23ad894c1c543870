import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandbox } from '../../../../../../infra/local/exchanges/kraken/sandbox.ts';
import type { SpotClient } from './fixture-client.ts';
import { sign, startSpot, startTime } from './fixture-client.ts';

let spot: SpotClient;
beforeEach(async () => {
  spot = await startSpot();
});
afterEach(() => spot.stop());

const order = { type: 'buy', ordertype: 'limit', volume: '0.01', price: '70000' };
type Rows = { error: string[]; result?: { orders: { txid?: string; error?: string; descr?: object }[] } };
// Within the key's window, and away from the nonces of the fixture.
let nonce = startTime + 4000;

/** A batch is JSON: a form has no lists. */
async function addBatch(orders: object[], rest: object = { pair: 'XBTUSD' }): Promise<Rows> {
  const path = '/0/private/AddOrderBatch';
  nonce += 1;
  const body = JSON.stringify({ nonce: String(nonce), ...rest, orders });
  const { apiKey, secret } = sandbox.spot;
  const headers = { 'API-Key': apiKey, 'API-Sign': sign(path, String(nonce), body, secret) };
  const answer = await fetch(`${spot.url}${path}`, {
    method: 'POST',
    body,
    headers: { ...headers, 'Content-Type': 'application/json' },
  });
  return (await answer.json()) as Rows;
}

const open = async () => Object.values((await spot.ok<{ open: Record<string, unknown> }>('OpenOrders')).open);

describe('AddOrderBatch', () => {
  it('places 2 to 15 orders of one pair, and no other number', async () => {
    expect((await addBatch([order])).error).toEqual(['EGeneral:Invalid arguments:orders']);
    expect((await addBatch(Array(16).fill(order))).error).toEqual(['EGeneral:Invalid arguments:orders']);
    const { result } = await addBatch([order, { ...order, price: 71_000, cl_ord_id: 'second' }]);
    expect(result?.orders).toMatchObject([
      { txid: expect.any(String), descr: { order: 'buy 0.01000000 XBTUSD @ limit 70000.0' } },
      { txid: expect.any(String), descr: { order: 'buy 0.01000000 XBTUSD @ limit 71000.0' } },
    ]);
    expect(await open()).toHaveLength(2);
    expect((await addBatch([order, order], { pair: 'NOPE' })).error).toEqual(['EQuery:Unknown asset pair']);
  });

  it('an order that fails validation refuses the whole batch, an order that fails at the engine itself alone', async () => {
    expect((await addBatch([order, { ...order, price: '0' }])).error).toEqual(['EGeneral:Invalid arguments:price']);
    expect(await open()).toEqual([]);
    const { result } = await addBatch([
      { ...order, volume: '5' },
      order,
      { ...order, cl_ord_id: 'a' },
      { ...order, cl_ord_id: 'a' },
    ]);
    expect(result?.orders.map(({ error }) => error)).toEqual([
      ...['EOrder:Insufficient funds', undefined, undefined, 'EGeneral:Invalid arguments:cl_ord_id not unique'],
    ]);
    expect(await open()).toHaveLength(2);
  });

  it('a batch that is only validated, or whose deadline has passed, places nothing', async () => {
    const checked = await addBatch([order, order], { pair: 'XBTUSD', validate: true });
    expect(checked.result?.orders).toEqual(
      Array(2).fill({ descr: { order: 'buy 0.01000000 XBTUSD @ limit 70000.0' } }),
    );
    const past = new Date(startTime - 1000).toISOString();
    expect((await addBatch([order, order], { pair: 'XBTUSD', deadline: past })).error).toEqual([
      'EService:Deadline elapsed',
    ]);
    expect(await open()).toEqual([]);
  });

  it('costs half a point of the pair for each order', async () => {
    await spot.control('limits', { tier: 'starter' });
    // 60 points: 7 batches of 15 cost 52.5, the eighth is the one too many.
    for (let batch = 0; batch < 8; batch += 1)
      expect((await addBatch(Array(15).fill({ ...order, volume: '0.0001' }))).error).toEqual([]);
    expect((await addBatch([order, order])).error).toEqual(['EOrder:Rate limit exceeded']);
  });

  it('obeys faults: the connection breaks after both orders were placed', async () => {
    await spot.control('fault', { path: 'AddOrderBatch', kind: 'drop-after' });
    await expect(addBatch([order, order])).rejects.toThrow();
    expect(await open()).toHaveLength(2);
  });
});
