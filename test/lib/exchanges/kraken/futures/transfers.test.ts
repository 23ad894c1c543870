import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../../../../lib/exchanges/wire/transport.ts';
import { startTime } from '../../fixture-venues.ts';
import { openTransfers, transferFrom } from '../fixture-transfers.ts';

let scene: Awaited<ReturnType<typeof openTransfers>>;
beforeAll(async () => {
  scene = await openTransfers('swap');
});
afterAll(() => scene.world.close());
beforeEach(() => scene.reset());

describe('transfer requests from futures', () => {
  it('a transfer from futures leaves as a withdrawal from the multi-collateral wallet and with nothing more', async () => {
    expect(await scene.outcomeOf({ result: 'success', uid: 'u1' })).toEqual({
      kind: 'accepted',
      exchangeTransferId: 'u1',
      isBooked: false,
      requests: 1,
    });
    const fields = { currency: 'usd', amount: '100.25', sourceWallet: 'flex' };
    expect(scene.firstRequest()).toEqual({ path: '/derivatives/api/v3/withdrawal', fields });
    expect(await scene.transfers.parameters(transferFrom('swap', { asset: 'BTC' }))).toMatchObject({
      currency: 'xbt',
    });
  });
});

describe('answers to withdrawal', () => {
  it.each([
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
    ['insufficientPrivileges', 'PERMISSION_DENIED'],
    ['authenticationError', 'KEY_REFUSED'],
    ['apiLimitExceeded', 'RATE_LIMITED'],
  ])('withdrawal answered %s is refused as %s', async (error, code) => {
    const answer = await scene.outcomeOf({ result: 'error', error });
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
    expect(await scene.outcomeOf(body, status)).toMatchObject({ kind: 'unknown', requests: 1 });
  });
});

describe('transport failures of transfers', () => {
  it.each([
    ['notSent', 'notSent'],
    ['sent', 'unknown'],
    ['complete', 'unknown'],
  ] as const)('a transfer from futures whose request failed in phase %s has the outcome %s', async (phase, kind) => {
    scene.wire.substitute = () => {
      throw new TransportError('cut', phase);
    };
    expect(await scene.transfers.submit(transferFrom('swap'))).toMatchObject({ kind });
  });
});

/** An entry of the account log. */
function logEntry(terms: Record<string, unknown> = {}) {
  return {
    id: 7,
    date: new Date(startTime).toISOString(),
    asset: 'usd',
    info: 'cross-exchange transfer',
    booking_uid: 'booking',
    execution: 'uid',
    old_balance: 1000.5,
    new_balance: 900.25,
    ...terms,
  };
}

describe('transfer records out of the futures wallet', () => {
  const find = async (logs: readonly unknown[]) => {
    scene.wire.substitute = () => ({ status: 200, body: { accountUid: 'a', logs } });
    const { rows, unread } = await scene.transfers.find(transferFrom('swap'), startTime);
    fields = unread.map(({ field }) => field);
    return rows;
  };
  /** The unreadable fields of the last reading. */
  let fields: readonly string[] = [];

  it('the records of a transfer from futures are the log entries that lower the balance by the amount, with all their ids', async () => {
    const other = [logEntry({ asset: 'xbt' }), logEntry({ new_balance: 1100.75 }), logEntry({ new_balance: 900.26 })];
    expect(await find([...other, logEntry()])).toEqual([{ id: '7', references: ['uid', 'booking'], time: startTime }]);
    expect(scene.firstRequest().fields).toEqual({
      info: 'cross-exchange transfer',
      since: String(startTime),
      sort: 'asc',
      count: '500',
    });
  });

  it('a transfer from futures is found although balances are rounded as doubles', async () => {
    const [before, after] = [12345678.1, 12345678.1 - 100.25];
    expect(await find([logEntry({ old_balance: before, new_balance: after })])).toHaveLength(1);
  });

  it.each([
    ['date', { date: 'yesterday' }],
    ['date', { date: undefined }],
    ['id', { id: undefined }],
    ['balance', { old_balance: 'garbled' }],
    ['balance', { new_balance: null }],
    ['asset', { asset: '' }],
  ])('a log entry without a readable %s is told as unread, and hides no other entry', async (field, change) => {
    expect(await find([logEntry(change), logEntry({ id: 8 })])).toMatchObject([{ id: '8' }]);
    expect(fields).toEqual([field]);
  });

  it('a log entry of another asset or amount is no unread entry, whatever else cannot be read', async () => {
    const others = [
      logEntry({ asset: 'xbt', date: 'yesterday', old_balance: null }),
      logEntry({ new_balance: 900.26, asset: {}, id: undefined }),
    ];
    expect([await find([...others, logEntry()]), fields]).toMatchObject([[{ id: '7' }], []]);
  });

  it.each([500, 100])(
    'a page of %i entries of the account log is an error for a transfer from futures: more entries may follow',
    async (length) => {
      const logs = Array.from({ length }, (_, id) => logEntry({ id }));
      await expect(find(logs)).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
    },
  );
});

describe('moves between futures wallets', () => {
  const beside = { asset: 'BTC', amount: '0.05', from: 'futures', to: 'fi_xbtusd' };

  it('leave as one transfer request, and an acknowledgement without a name leaves the outcome to the account log', async () => {
    scene.wire.substitute = () => ({ status: 200, body: { result: 'success' } });
    expect(await scene.transfers.submit(beside)).toMatchObject({
      kind: 'unknown',
      error: { message: expect.stringMatching(/without a name/) },
    });
    const fields = { fromAccount: 'flex', toAccount: 'fi_xbtusd', unit: 'xbt', amount: '0.05' };
    expect(scene.firstRequest()).toEqual({ path: '/derivatives/api/v3/transfer', fields });
    expect(scene.wire.sent).toHaveLength(1);
  });

  it('out of cash to spot leave as a withdrawal from cash', async () => {
    expect(await scene.transfers.parameters({ ...beside, from: 'cash', to: 'spot' })).toEqual({
      currency: 'xbt',
      amount: '0.05',
      sourceWallet: 'cash',
    });
  });

  it.each([
    ['invalidAccount', 'INVALID_REQUEST'],
    ['invalidUnit', 'INVALID_REQUEST'],
    ['insufficientFunds', 'INSUFFICIENT_FUNDS'],
  ])('answered %s are refused as %s', async (error, code) => {
    scene.wire.substitute = () => ({ status: 200, body: { result: 'error', error } });
    expect(await scene.transfers.submit(beside)).toMatchObject({ kind: 'rejected', error: { code } });
  });

  const leaves = { id: 7, asset: 'xbt', info: 'transfer', margin_account: 'flex', old_balance: 0.1, new_balance: 0.05 };
  const arrives = { ...leaves, id: 8, margin_account: 'fi_xbtusd', old_balance: 0, new_balance: 0.05 };
  const find = async (logs: readonly Record<string, unknown>[]) => {
    scene.wire.substitute = () => ({ status: 200, body: { accountUid: 'a', logs: logs.map((row) => logEntry(row)) } });
    const { rows, unread } = await scene.transfers.find(beside, startTime);
    return [...rows.map(({ id }) => id), ...unread.map(({ field }) => `no ${field}`)];
  };

  it.each(['doge', 'xdg', 'XDG', 'xxdg'])(
    'of Dogecoin are found where the account log calls the coin %s',
    async (asset) => {
      const doges = { asset: 'DOGE', amount: '50', from: 'futures', to: 'spot' };
      const logs = [logEntry({ asset, old_balance: 90, new_balance: 40 })];
      scene.wire.substitute = () => ({ status: 200, body: { accountUid: 'a', logs } });
      expect(await scene.transfers.find(doges, startTime)).toMatchObject({ rows: [{ id: '7' }], unread: [] });
    },
  );

  it('are found by their arrival in the right wallet, with a departure of their own', async () => {
    expect(await find([leaves, arrives])).toEqual(['8']);
    expect(scene.firstRequest().fields).toMatchObject({ info: 'transfer', since: String(startTime) });
    expect(await find([leaves])).toEqual([]);
    expect(await find([arrives])).toEqual([]);
    expect(await find([leaves, { ...arrives, margin_account: 'cash' }])).toEqual([]);
    expect(await find([{ ...leaves, margin_account: 'cash' }, arrives])).toEqual([]);
    expect(await find([leaves, { ...arrives, date: new Date(startTime + 60_000).toISOString() }])).toEqual([]);
    expect(await find([leaves, arrives, { ...arrives, id: 9, old_balance: 0.05, new_balance: 0.1 }])).toEqual(['8']);
  });

  it('are no absent moves where the departure or the arrival cannot be read', async () => {
    expect(await find([{ ...leaves, old_balance: null }, arrives])).toEqual(['no balance']);
    expect(await find([leaves, { ...arrives, date: null }])).toEqual(['no date']);
    expect(await find([leaves, arrives, { ...leaves, asset: 7, margin_account: 'cash' }])).toEqual(['8']);
  });

  it.each(['f-xbt:usd', 'F-XBT:USD', 'a wallet of tomorrow', null])(
    'are found where the account log names the wallet of an inverse contract %s',
    async (margin_account) => {
      expect(await find([leaves, { ...arrives, margin_account }])).toEqual(['8']);
    },
  );

  it('are found where the account log names the cash wallet by its coin, or the coin BTC', async () => {
    const outOfCash = { ...beside, from: 'cash' };
    const logs = [{ ...leaves, margin_account: 'XBT' }, arrives].map((row) => logEntry(row));
    scene.wire.substitute = () => ({ status: 200, body: { accountUid: 'a', logs } });
    expect((await scene.transfers.find(outOfCash, startTime)).rows).toMatchObject([{ id: '8' }]);
    expect(await find([{ ...leaves, margin_account: 'XBT' }, arrives])).toEqual([]);
    expect(await find([leaves, { ...arrives, margin_account: 'f-eth:usd' }])).toEqual([]);
    expect(await find([leaves, arrives].map((row) => ({ ...row, asset: 'BTC' })))).toEqual(['8']);
  });

  it('a booking out of another wallet is not the withdrawal that is looked for', async () => {
    const withdrawal = { asset: 'BTC', amount: '0.05', from: 'futures', to: 'spot' };
    const row = logEntry({ ...leaves, info: 'cross-exchange transfer' });
    const shown = async (margin_account: string) => {
      scene.wire.substitute = () => ({ status: 200, body: { accountUid: 'a', logs: [{ ...row, margin_account }] } });
      return (await scene.transfers.find(withdrawal, startTime)).rows.length;
    };
    expect([await shown('flex'), await shown('cash')]).toEqual([1, 0]);
  });
});
