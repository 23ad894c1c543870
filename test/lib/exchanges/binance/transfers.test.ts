import { describe, expect, it } from 'vitest';
import { callsOf, type Reply, refusal, scripted } from './fixture-binance.ts';

const list = { json: { symbols: [], assets: [{ asset: 'USDT' }, { asset: 'BNB' }] } };
const request = { asset: 'USDT', amount: '10', from: 'spot', to: 'usdm' } as const;

function over(info: Reply, answer: Reply = { json: { tranId: 1 } }) {
  const { provided, asked } = scripted('spot', ({ call }) => (call === 'GET /fapi/v1/exchangeInfo' ? info : answer));
  const { transfers } = provided;
  if (transfers === null) throw new Error('no transfers');
  return { transfers, asked };
}

describe('a transfer at Binance', () => {
  it.each(['spot', 'usdm'])('of an asset that the futures wallet does not know is denied out of %s', async (from) => {
    const { transfers, asked } = over(list);
    await expect(transfers.parameters({ ...request, from, asset: 'DOGE' })).rejects.toMatchObject({
      ...{ code: 'INVALID_REQUEST', details: [{ field: 'asset' }] },
      message: 'asset: the futures wallet of Binance does not know DOGE',
    });
    expect(callsOf(asked)).toEqual(['GET /fapi/v1/exchangeInfo']);
  });

  it.each<[string, Reply]>([
    ['a known asset', list],
    ['a list that fails', refusal(-1000, 'UNKNOWN', 500)],
    ['a list without assets', { json: { symbols: [] } }],
    ['a list with a row that cannot be read', { json: { assets: [{ asset: 'BNB' }, {}] } }],
  ])('%s denies nothing', async (_what, info) => {
    const sent = { type: 'MAIN_UMFUTURE', asset: 'USDT', amount: '10' };
    expect(await over(info).transfers.parameters(request)).toEqual(sent);
  });

  it.each([
    [-5002, 'You have insufficient balance.', 'rejected', 'INSUFFICIENT_FUNDS'],
    [-5003, "You don't have this asset.", 'rejected', 'INSUFFICIENT_FUNDS'],
    [-5007, 'Quantity must be greater than zero.', 'rejected', 'INVALID_REQUEST'],
    [-5011, 'future account not exists.', 'rejected', 'INVALID_REQUEST'],
    [-5010, 'Asset transfer fail.', 'unknown', 'EXCHANGE_UNAVAILABLE'],
    [-5012, 'Asset transfer is in pending.', 'unknown', 'EXCHANGE_UNAVAILABLE'],
  ])('refused with %i "%s" is %s', async (code, msg, kind, error) => {
    const { transfers } = over(list, refusal(code, msg));
    expect(await transfers.submit(request)).toMatchObject({ kind, error: { code: error } });
  });

  it('with more than eight decimals is denied before anything is asked, with the field and the number', async () => {
    const { transfers, asked } = over(list);
    await expect(transfers.parameters({ ...request, amount: '10.123456789' })).rejects.toMatchObject({
      ...{ code: 'INVALID_REQUEST', details: [{ field: 'amount' }] },
      message: 'amount: has more than 8 decimals, the most of a transfer at Binance',
    });
    expect(callsOf(asked)).toEqual([]);
  });

  it('of more decimals than the asset has is refused in the words of a transfer, about the amount', async () => {
    const { transfers } = over(list, refusal(-1111, 'Precision is over the maximum defined for this asset.'));
    expect(await transfers.submit(request)).toMatchObject({
      kind: 'rejected',
      error: {
        ...{ code: 'INVALID_ORDER', message: expect.stringContaining('the amount of the transfer (-1111)') },
        details: [{ field: 'amount', exchangeCode: '-1111' }],
      },
    });
  });

  it('that stands at the end of a page while another is booked is found once', async () => {
    const row = (tranId: number) => ({
      ...{
        asset: 'USDT',
        amount: '10',
        type: 'MAIN_UMFUTURE',
        status: 'CONFIRMED',
        tranId,
        timestamp: 1_790_000_000_000,
      },
    });
    const booked = Array.from({ length: 101 }, (_none, index) => row(500 - index));
    let pages = 0;
    const { provided } = scripted('spot', () => {
      pages += 1;
      return {
        json: pages === 1 ? { total: 101, rows: booked.slice(0, 100) } : { total: 102, rows: booked.slice(99) },
      };
    });
    const found = (await provided.transfers?.find(request, 1_780_000_000_000))?.rows;
    expect(found).toHaveLength(101);
    expect(new Set(found?.map(({ id }) => id)).size).toBe(101);
  });
});
