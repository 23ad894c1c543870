import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { MarketType } from '../../../../lib/exchanges/model/axes.ts';
import type { TransferRequest } from '../../../../lib/exchanges/model/transfer.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';
import { transfersOf } from '../fixture-calls.ts';
import { closeWorld, openOver, openVenues, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
const exchanges = {} as Record<MarketType, MarketAdapter>;

beforeAll(async () => {
  simulators = openVenues();
  for (const marketType of ['spot', 'swap'] as const)
    exchanges[marketType] = await openOver(marketType, simulators[marketType]);
});
afterAll(() => closeWorld(simulators.world));
beforeEach(() => {
  for (const marketType of ['spot', 'swap'] as const) {
    simulators[marketType].sent.length = 0;
    simulators[marketType].substitute = null;
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
  simulators[marketType].substitute = () => ({ status, body });
  const outcome = await transfersOf(exchanges[marketType]).submit(move(marketType));
  return { ...outcome, requests: simulators[marketType].sent.length };
}
function sentOf(marketType: MarketType) {
  const [{ path, body, query } = { path: '', body: '', query: '' }] = simulators[marketType].sent;
  const { nonce: _nonce, ...fields } = Object.fromEntries(new URLSearchParams(body || query));
  return { path, fields };
}

describe('transfer requests', () => {
  it('a transfer from spot leaves as WalletTransfer with the exact amount and with nothing more', async () => {
    expect(await outcomeOf('spot', { error: [], result: { refid: 'B1' } })).toEqual({
      kind: 'accepted',
      exchangeTransferId: 'B1',
      isBooked: true,
      requests: 1,
    });
    const fields = { asset: 'ZUSD', amount: '100.25', from: 'Spot Wallet', to: 'Futures Wallet' };
    expect(sentOf('spot')).toEqual({ path: '/0/private/WalletTransfer', fields });
  });

  it('a transfer from futures leaves as a withdrawal from the multi-collateral wallet and with nothing more', async () => {
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
  ])('a transfer of %s %s is refused for its %s before a request leaves', async (asset, amount, field) => {
    const denied = transfersOf(exchanges.spot).submit(move('spot', { asset, amount }));
    await expect(denied).rejects.toMatchObject({ code: 'INVALID_REQUEST', details: [{ field }] });
    expect(simulators.spot.sent).toEqual([]);
  });

  it.each(['0.0001', '100', '99999999999999.9999'])('a transfer of %s USD leaves digit by digit', async (amount) => {
    expect(await transfersOf(exchanges.spot).parameters(move('spot', { amount }))).toMatchObject({ amount });
  });
});

describe('answers to WalletTransfer', () => {
  it.each([
    ['EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS'],
    ['EFunding:Unknown asset', 'INVALID_REQUEST'],
    ['EFunding:Invalid amount', 'INVALID_REQUEST'],
    ['EGeneral:Permission denied', 'PERMISSION_DENIED'],
    ['EAPI:Invalid key', 'PERMISSION_DENIED'],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
  ])('WalletTransfer answered %s is refused as %s', async (exchangeCode, code) => {
    expect(await outcomeOf('spot', { error: [exchangeCode] })).toMatchObject({
      kind: code === 'RATE_LIMITED' ? 'notExecuted' : 'rejected',
      error: { code, details: [{ exchangeCode }] },
      requests: 1,
    });
  });

  it('WalletTransfer answered EAPI:Invalid nonce was not executed, and is not repeated without a look', async () => {
    expect(await outcomeOf('spot', { error: ['EAPI:Invalid nonce'] })).toMatchObject({
      kind: 'notExecuted',
      requests: 1,
    });
  });

  it.each<[string, unknown, number?]>([
    ['without a refid', { error: [], result: {} }],
    ['with an empty refid', { error: [], result: { refid: '' } }],
    ['without a result', { error: [] }],
    ['with an empty body', ''],
    ['with JSON that is cut short', '{"error":[],"result":{"ref'],
    ['in HTML', '<html>Just a moment...</html>'],
    ['with HTTP 502', '<html>Bad Gateway</html>', 502],
    ['with EService:Unavailable', { error: ['EService:Unavailable'] }],
    ['with EService:Busy', { error: ['EService:Busy'] }],
    ['with EGeneral:Internal error', { error: ['EGeneral:Internal error'] }],
    ['with ENew:Thing, a family nobody has seen,', { error: ['ENew:Thing'] }],
  ])('WalletTransfer answered %s proves nothing', async (_what, body, status) => {
    expect(await outcomeOf('spot', body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe('answers to withdrawal', () => {
  it.each([
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['insufficientPrivileges', 'PERMISSION_DENIED'],
    ['authenticationError', 'PERMISSION_DENIED'],
    ['apiLimitExceeded', 'RATE_LIMITED'],
  ])('withdrawal answered %s is refused as %s', async (error, code) => {
    const answer = await outcomeOf('swap', { result: 'error', error });
    expect(answer).toMatchObject({
      kind: code === 'RATE_LIMITED' ? 'notExecuted' : 'rejected',
      error: { code },
      requests: 1,
    });
  });

  it.each<[string, unknown, number?]>([
    ['without a uid', { result: 'success' }],
    ['with an empty body', ''],
    ['in HTML', '<html></html>'],
    ['with HTTP 500', { result: 'error', error: 'Server Error' }, 500],
    ['with unknownError', { result: 'error', error: 'unknownError' }],
  ])('withdrawal answered %s proves nothing', async (_what, body, status) => {
    expect(await outcomeOf('swap', body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe.each(['spot', 'swap'] as const)('transport failures of transfers from %s', (marketType) => {
  it.each([
    ['notSent', 'notSent'],
    ['sent', 'unknown'],
    ['complete', 'unknown'],
  ] as const)(
    `a transfer from ${marketType} whose request failed in phase %s has the outcome %s`,
    async (phase, kind) => {
      simulators[marketType].substitute = () => {
        throw new TransportError('cut', phase);
      };
      expect(await transfersOf(exchanges[marketType]).submit(move(marketType))).toMatchObject({ kind });
    },
  );
});
