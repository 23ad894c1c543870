import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';
import { transfersOf } from '../fixture-calls.ts';
import { closeWorld, openOver, openVenues, type Venues } from '../fixture-venues.ts';

let venues: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;

beforeAll(async () => {
  venues = openVenues();
  for (const marketType of ['spot', 'swap'] as const)
    exchanges[marketType] = await openOver(marketType, venues[marketType]);
});
afterAll(() => closeWorld(venues.world));
beforeEach(() => {
  for (const marketType of ['spot', 'swap'] as const) {
    venues[marketType].sent.length = 0;
    venues[marketType].substitute = null;
  }
});

function move(marketType: MarketType, terms: Partial<TransferRequest> = {}): TransferRequest {
  return {
    asset: 'USD',
    amount: '100.25',
    from: marketType,
    to: marketType === 'spot' ? 'swap' : 'spot',
    ...terms,
  };
}
/** The outcome when the exchange answers so, and the number of requests it took. */
async function outcomeOf(marketType: MarketType, body: unknown, status = 200) {
  venues[marketType].substitute = () => ({ status, body });
  const outcome = await transfersOf(exchanges[marketType]).submit(move(marketType));
  return { ...outcome, requests: venues[marketType].sent.length };
}
function sentOf(marketType: MarketType) {
  const [{ path, body, query } = { path: '', body: '', query: '' }] = venues[marketType].sent;
  const { nonce: _nonce, ...fields } = Object.fromEntries(new URLSearchParams(body || query));
  return { path, fields };
}

describe('what leaves', () => {
  it('for a transfer from spot is WalletTransfer with the exact amount and nothing more', async () => {
    expect(await outcomeOf('spot', { error: [], result: { refid: 'B1' } })).toEqual({
      kind: 'accepted',
      exchangeTransferId: 'B1',
      isBooked: true,
      requests: 1,
    });
    const fields = { asset: 'ZUSD', amount: '100.25', from: 'Spot Wallet', to: 'Futures Wallet' };
    expect(sentOf('spot')).toEqual({ path: '/0/private/WalletTransfer', fields });
  });

  it('for a transfer from futures is a withdrawal from the multi-collateral wallet and nothing more', async () => {
    expect(await outcomeOf('swap', { result: 'success', uid: 'u1' })).toEqual({
      kind: 'accepted',
      exchangeTransferId: 'u1',
      isBooked: false,
      requests: 1,
    });
    const fields = { currency: 'usd', amount: '100.25', sourceWallet: 'flex' };
    expect(sentOf('swap')).toEqual({ path: '/derivatives/api/v3/withdrawal', fields });
    expect(await transfersOf(exchanges.swap).parameters(move('swap', { asset: 'BTC' }))).toMatchObject({
      currency: 'xbt',
    });
  });

  it.each([
    ['NOPE', '1', 'asset'],
    ['constructor', '1', 'asset'],
    ['USD', '0.00001', 'amount'],
    ['USD', '123456789012345678.000000000000000001', 'amount'],
  ])('is nothing for %s %s: the %s is refused before', async (asset, amount, field) => {
    const denied = transfersOf(exchanges.spot).submit(move('spot', { asset, amount }));
    await expect(denied).rejects.toMatchObject({ code: 'INVALID_REQUEST', details: [{ field }] });
    expect(venues.spot.sent).toEqual([]);
  });

  it.each(['0.0001', '100', '99999999999999.9999'])('is %s USD digit by digit', async (amount) => {
    expect(await transfersOf(exchanges.spot).parameters(move('spot', { amount }))).toMatchObject({ amount });
  });
});

describe('an answer to WalletTransfer', () => {
  it.each([
    ['EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS'],
    ['EFunding:Unknown asset', 'INVALID_REQUEST'],
    ['EFunding:Invalid amount', 'INVALID_REQUEST'],
    ['EGeneral:Permission denied', 'PERMISSION_DENIED'],
    ['EAPI:Invalid key', 'PERMISSION_DENIED'],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
  ])('%s is a rejection', async (exchangeCode, code) => {
    expect(await outcomeOf('spot', { error: [exchangeCode] })).toMatchObject({
      kind: code === 'RATE_LIMITED' ? 'notExecuted' : 'rejected',
      error: { code, details: [{ exchangeCode }] },
      requests: 1,
    });
  });

  it('EAPI:Invalid nonce is a refused nonce, and is not repeated without a look', async () => {
    expect(await outcomeOf('spot', { error: ['EAPI:Invalid nonce'] })).toMatchObject({
      kind: 'notExecuted',
      requests: 1,
    });
  });

  it.each<[string, unknown, number?]>([
    ['without a refid', { error: [], result: {} }],
    ['with an empty refid', { error: [], result: { refid: '' } }],
    ['without a result', { error: [] }],
    ['of nothing', ''],
    ['cut short', '{"error":[],"result":{"ref'],
    ['in HTML', '<html>Just a moment...</html>'],
    ['with HTTP 502', '<html>Bad Gateway</html>', 502],
    ['EService:Unavailable', { error: ['EService:Unavailable'] }],
    ['EService:Busy', { error: ['EService:Busy'] }],
    ['EGeneral:Internal error', { error: ['EGeneral:Internal error'] }],
    ['in a family nobody has seen', { error: ['ENew:Thing'] }],
  ])('%s proves nothing', async (_what, body, status) => {
    expect(await outcomeOf('spot', body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe('an answer to withdrawal', () => {
  it.each([
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['insufficientPrivileges', 'PERMISSION_DENIED'],
    ['authenticationError', 'PERMISSION_DENIED'],
    ['apiLimitExceeded', 'RATE_LIMITED'],
  ])('%s is a rejection', async (error, code) => {
    const answer = await outcomeOf('swap', { result: 'error', error });
    expect(answer).toMatchObject({
      kind: code === 'RATE_LIMITED' ? 'notExecuted' : 'rejected',
      error: { code },
      requests: 1,
    });
  });

  it.each<[string, unknown, number?]>([
    ['without a uid', { result: 'success' }],
    ['of nothing', ''],
    ['in HTML', '<html></html>'],
    ['with HTTP 500', { result: 'error', error: 'Server Error' }, 500],
    ['unknownError', { result: 'error', error: 'unknownError' }],
  ])('%s proves nothing', async (_what, body, status) => {
    expect(await outcomeOf('swap', body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe.each(['spot', 'swap'] as const)('a transfer from %s whose transport failed', (marketType) => {
  it.each([
    ['notSent', 'notSent'],
    ['sent', 'unknown'],
    ['complete', 'unknown'],
  ] as const)('in phase %s is %s', async (phase, kind) => {
    venues[marketType].substitute = () => {
      throw new TransportError('cut', phase);
    };
    expect(await transfersOf(exchanges[marketType]).submit(move(marketType))).toMatchObject({ kind });
  });
});
