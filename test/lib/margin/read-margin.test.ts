import { beforeEach, expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import { exchanges } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { readMargin } from '../../../lib/margin/read-margin.ts';

/** What each market answers: the equity of its one wallet, or why there is no answer. */
const told = vi.hoisted(() => ({ spot: '1' as unknown, swap: '2' as unknown }));

vi.mock('../../../lib/session/open-session.ts', () => ({
  openSession: async (_ref: unknown, marketType: MarketType) => ({
    account: { exchange: 'kraken' },
    wallets: {
      margin: async () => {
        const equity = told[marketType];
        if (equity instanceof Error) throw equity;
        return [{ otherWallet: null, asset: 'USD', equity }];
      },
    },
  }),
}));

const ref = { tenant: 'acme', accountId: 'desk' };
const noKey = new OemsError('PERMISSION_DENIED', 'spot key not configured');
const away = new OemsError('EXCHANGE_UNAVAILABLE', 'away');

beforeEach(() => {
  Object.assign(told, { spot: '1', swap: '2' });
});

async function equities(marketType?: MarketType): Promise<unknown[]> {
  const { read } = await readMargin(ref, marketType);
  return read.flatMap(({ wallets }) => wallets.map(({ equity }) => equity));
}

it('the margin of all wallets is read unless a market is named', async () => {
  expect([await equities(), await equities('spot'), await equities('swap')]).toEqual([['1', '2'], ['1'], ['2']]);
});

it('a market that cannot be read is told with the reason, beside the markets that can', async () => {
  told.spot = away;
  const { read, notRead } = await readMargin(ref, undefined);
  expect(read.map(({ marketType }) => marketType)).toEqual(['swap']);
  expect(notRead).toEqual([{ marketType: 'spot', error: away }]);
});

it('where nothing could be read the reason is the answer, and a missing key hides no trouble of the other market', async () => {
  Object.assign(told, { spot: noKey, swap: away });
  await expect(readMargin(ref, undefined)).rejects.toBe(away);
  await expect(readMargin(ref, 'spot')).rejects.toBe(noKey);
});

it('a fault of our own is no reason of a wallet', async () => {
  told.spot = new TypeError('ours');
  await expect(readMargin(ref, undefined)).rejects.toThrow('ours');
});

it('a wallet that two markets share is told once, also where one of the markets tells no margin', async () => {
  const { markets } = exchanges.kraken as { markets: Record<MarketType, { wallet: string }> };
  const own = markets.spot.wallet;
  Object.assign(markets.spot, { wallet: markets.swap.wallet });
  expect(await equities()).toEqual(['1']);
  expect((await readMargin(ref, undefined)).read.map(({ marketType }) => marketType)).toEqual(['spot', 'swap']);
  told.spot = new OemsError('NOT_SUPPORTED', 'no margin here');
  expect(await readMargin(ref, undefined)).toMatchObject({ read: [{ marketType: 'swap' }], notRead: [] });
  Object.assign(markets.spot, { wallet: own });
});
