import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../../../lib/exchanges/wire/transport.ts';
import { startTime } from '../../fixture-venues.ts';
import { openTransfers, transferFrom } from '../fixture-transfers.ts';

let scene: Awaited<ReturnType<typeof openTransfers>>;
beforeAll(async () => {
  scene = await openTransfers('spot');
});
afterAll(() => scene.world.close());
beforeEach(() => scene.reset());

describe('transfer requests from spot', () => {
  it('a transfer from spot leaves as WalletTransfer with the exact amount and with nothing more', async () => {
    expect(await scene.outcomeOf({ error: [], result: { refid: 'B1' } })).toEqual({
      kind: 'accepted',
      exchangeTransferId: 'B1',
      isBooked: true,
      requests: 1,
    });
    const fields = { asset: 'ZUSD', amount: '100.25', from: 'Spot Wallet', to: 'Futures Wallet' };
    expect(scene.firstRequest()).toEqual({ path: '/0/private/WalletTransfer', fields });
  });

  it.each([
    ['NOPE', '1', 'asset'],
    ['constructor', '1', 'asset'],
    ['USD', '0.00001', 'amount'],
    ['USD', '123456789012345678.000000000000000001', 'amount'],
  ])('a transfer of %s %s is refused for its %s before a request leaves', async (asset, amount, field) => {
    const denied = scene.transfers.submit(transferFrom('spot', { asset, amount }));
    await expect(denied).rejects.toMatchObject({ code: 'INVALID_REQUEST', details: [{ field }] });
    expect(scene.wire.sent).toEqual([]);
  });

  it.each(['0.0001', '100', '99999999999999.9999'])('a transfer of %s USD leaves digit by digit', async (amount) => {
    expect(await scene.transfers.parameters(transferFrom('spot', { amount }))).toMatchObject({ amount });
  });
});

describe('answers to WalletTransfer', () => {
  it.each([
    ['EFunding:Insufficient funds', 'INSUFFICIENT_FUNDS'],
    ['EFunding:Unknown asset', 'INVALID_REQUEST'],
    ['EFunding:Invalid amount', 'INVALID_REQUEST'],
    ['EGeneral:Permission denied', 'PERMISSION_DENIED'],
    ['EAPI:Invalid key', 'KEY_REFUSED'],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
  ])('WalletTransfer answered %s is refused as %s', async (exchangeCode, code) => {
    expect(await scene.outcomeOf({ error: [exchangeCode] })).toMatchObject({
      kind: code === 'RATE_LIMITED' ? 'notExecuted' : 'rejected',
      error: { code, details: [{ exchangeCode }] },
      requests: 1,
    });
  });

  it('WalletTransfer answered EAPI:Invalid nonce was not executed, and is not repeated without a look', async () => {
    expect(await scene.outcomeOf({ error: ['EAPI:Invalid nonce'] })).toMatchObject({
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
    expect(await scene.outcomeOf(body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe('transport failures of transfers', () => {
  it.each([
    ['notSent', 'notSent'],
    ['sent', 'unknown'],
    ['complete', 'unknown'],
  ] as const)('a transfer from spot whose request failed in phase %s has the outcome %s', async (phase, kind) => {
    scene.wire.substitute = () => {
      throw new TransportError('cut', phase);
    };
    expect(await scene.transfers.submit(transferFrom('spot'))).toMatchObject({ kind });
  });
});

/** An entry of Ledgers. Each test names the fields of its fact alone. */
function entry(terms: Record<string, unknown> = {}) {
  return {
    refid: 'B1',
    time: startTime / 1000,
    type: 'transfer',
    subtype: 'spottofutures',
    asset: 'ZUSD',
    amount: '-100.2500',
    fee: '0.0000',
    balance: '1.0000',
    ...terms,
  };
}
/** `count` is the number of entries in the whole range, whatever the page holds. */
function ledger(entries: readonly unknown[], count = entries.length) {
  return {
    error: [],
    result: { ledger: Object.fromEntries(entries.map((each, index) => [`L${index}`, each])), count },
  };
}
async function findSpot(entries: readonly unknown[]) {
  scene.wire.substitute = () => ({ status: 200, body: ledger(entries) });
  const { rows, unread } = await scene.transfers.find(transferFrom('spot'), startTime - 1000);
  fields = unread.map(({ field }) => field);
  return rows;
}
/** The unreadable fields of the last reading. */
let fields: readonly string[] = [];

describe('transfer records out of the spot wallet', () => {
  it('the records of a transfer from spot are the ledger entries to futures of the exact amount', async () => {
    const other = [
      entry({ refid: 'in', amount: '100.2500', subtype: 'spotfromfutures' }),
      entry({ refid: 'positive', amount: '100.2500' }),
      entry({ refid: 'earn', subtype: 'spottoearnflex' }),
      entry({ refid: 'more', amount: '-100.2501' }),
      entry({ refid: 'before', time: (startTime - 1001) / 1000 }),
    ];
    const found = await findSpot([...other, entry(), entry({ refid: 'B2', subtype: '' })]);
    expect(found.map(({ id }) => id)).toEqual(['B1', 'B2']);
    expect(scene.firstRequest().fields).toEqual({
      type: 'transfer',
      asset: 'ZUSD',
      start: String(startTime / 1000 - 2),
      ofs: '0',
    });
  });

  it.each([
    ['refid', { refid: undefined }],
    ['amount', { amount: undefined }],
    ['time', { time: 'yesterday' }],
    ['subtype', { subtype: {} }],
  ])('an entry without a readable %s is told as unread, and hides no other entry', async (field, change) => {
    expect(await findSpot([entry(change), entry({ refid: 'B2' })])).toMatchObject([{ id: 'B2' }]);
    expect(fields).toEqual([field]);
  });

  it.each(['spottofuture', 'spottosubaccount', 'autoallocation'])(
    'an entry of the amount with the subtype %s, which no page documents, proves neither a transfer nor its absence',
    async (subtype) => {
      expect([await findSpot([entry({ subtype })]), fields]).toEqual([[], ['subtype']]);
      expect([await findSpot([entry({ subtype, amount: '-1.0000' })]), fields]).toEqual([[], []]);
    },
  );

  it.each(['spottostaking', 'stakingtospot', 'spottoearnflex', 'spotfromfutures'])(
    'an entry with the subtype %s is a move of another kind, whatever else cannot be read',
    async (subtype) => {
      expect([await findSpot([entry({ subtype, amount: null, refid: 7 })]), fields]).toEqual([[], []]);
    },
  );

  it('a transfer from spot with two ledger entries counts once', async () => {
    expect(await findSpot([entry(), entry()])).toHaveLength(1);
  });

  it('the ledger of spot is read to its last page for a transfer', async () => {
    const all = Array.from({ length: 120 }, (_, index) => entry({ refid: `B${index}` }));
    const pages = [all.slice(0, 50), all.slice(50, 100), all.slice(100)];
    scene.wire.substitute = () => ({ status: 200, body: ledger(pages.shift() ?? [], 120) });
    const { rows: found } = await scene.transfers.find(transferFrom('spot'), startTime - 1000);
    expect([found.length, scene.wire.sent.map(({ body }) => new URLSearchParams(body).get('ofs'))]).toEqual([
      120,
      ['0', '50', '100'],
    ]);
  });

  it('a ledger of spot in shorter pages than documented is read to its end for a transfer', async () => {
    const others = Array.from({ length: 30 }, (_, index) => entry({ refid: `B${index}`, amount: '-1.0000' }));
    const pages = [others.slice(0, 15), others.slice(15), [entry({ refid: 'moved' })]];
    scene.wire.substitute = () => ({ status: 200, body: ledger(pages.shift() ?? [], 31) });
    const { rows: found } = await scene.transfers.find(transferFrom('spot'), startTime - 1000);
    expect(found.map(({ id }) => id)).toEqual(['moved']);
  });

  it('a ledger of spot that ends before its own count proves no transfer absent', async () => {
    const pages = [[entry({ refid: 'other', amount: '-1.0000' })]];
    scene.wire.substitute = () => ({ status: 200, body: ledger(pages.shift() ?? [], 2) });
    await expect(scene.transfers.find(transferFrom('spot'), startTime - 1000)).rejects.toThrow();
  });

  it.each<[string, unknown]>([
    ['without a ledger', { error: [], result: {} }],
    ['without a count', { error: [], result: { ledger: {} } }],
    ['with an error', { error: ['EGeneral:Permission denied'] }],
  ])('a ledger answer %s on spot is an error, not a transfer that is absent', async (_what, body) => {
    scene.wire.substitute = () => ({ status: 200, body });
    await expect(scene.transfers.find(transferFrom('spot'), startTime)).rejects.toThrow();
  });

  it('the record of a transfer from spot has the id of its acknowledgement', async () => {
    const outcome = await scene.transfers.submit(transferFrom('spot', { amount: '7.77' }));
    const told = await scene.transfers.find(transferFrom('spot', { amount: '7.7700' }), startTime - 1000);
    const [found] = told.rows;
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeTransferId: found?.id });
  });
});
