import './enter.ts';
import { describe, expect, it, vi } from 'vitest';
import type { AccountRef } from '../../../../lib/accounts/account.ts';
import { readAccount } from '../../../../lib/accounts/account-store.ts';
import type { ExchangeId } from '../../../../lib/exchanges/exchanges.ts';
import { registerAccount } from '../../../../lib/registration/register.ts';
import { findTransfer } from '../../../../lib/transfers/reconcile/find-transfer.ts';
import { afterLook } from '../../../../lib/transfers/reconcile/reconcile-transfer.ts';
import { submitTransfer } from '../../../../lib/transfers/submit/submit-transfer.ts';
import type { TransferRecord } from '../../../../lib/transfers/transfer.ts';
import { openTransferSession } from '../../../../lib/transfers/transfer-routes.ts';
import { freshId } from '../../desk.ts';
import { freshRef, policy, useMadeUp } from '../fixture-accounts.ts';
import { key, secondKey } from '../simulator/simulator.ts';

const { protocol, fault } = useMadeUp();
const terms = { asset: 'USDT', amount: '100', from: 'spot', to: 'swap' } as const;

async function registered(): Promise<AccountRef> {
  const ref = freshRef();
  const { apiKey: secondApiKey, secret: secondSecret, password: secondPassword } = secondKey;
  const params = { ...key, secondApiKey, secondSecret, secondPassword };
  await registerAccount(ref, 'twowallets' as ExchangeId, params, policy);
  protocol.log.length = 0;
  return ref;
}

async function transfer(ref: AccountRef, idempotencyKey = freshId(), amount: string = terms.amount) {
  return (await submitTransfer({ ref, idempotencyKey, ...terms, amount })).record;
}

/** The keys of the requests that moved money or looked for a move. */
function signedBy(): (string | null)[] {
  return protocol.log.filter(({ path }) => path.startsWith('/v1/transfer')).map(({ apiKey }) => apiKey);
}

/** The network delivers the next move twice, and the answer is that of the second copy. */
function refuseCopyWith(code: string): void {
  const { handle } = protocol;
  vi.spyOn(protocol, 'handle').mockImplementation((request) => {
    const first = handle(request);
    if (request.path !== '/v1/transfers') return first;
    vi.mocked(protocol.handle).mockRestore();
    return { status: 400, body: { ok: false, code, text: code } };
  });
}

async function lookAt(record: TransferRecord, afterMs: number) {
  const look = await findTransfer(await openTransferSession(record.ref, record.request), record);
  return { ...look, startedAt: record.sentAt + afterMs };
}

describe('a transfer of an exchange with a key for each market', () => {
  it('is signed with the key of its route, and journaled under that key', async () => {
    const ref = await registered();
    const record = await transfer(ref);
    expect([record.state, signedBy()]).toEqual(['ACCEPTED', [secondKey.apiKey]]);
    expect(record.credentialVersion).toBe((await readAccount(ref)).credentials.second?.version);
  });

  it('is looked for with the key of its route', async () => {
    await fault('/v1/transfers', 'drop-before');
    await lookAt(await transfer(await registered()), 0);
    expect(new Set(signedBy())).toEqual(new Set([secondKey.apiKey]));
  });
});

describe('a transfer that carries a client id', () => {
  it('bears our id at the exchange', async () => {
    const { transferId } = await transfer(await registered());
    expect(protocol.exchange().wire.moves).toMatchObject([{ clientId: transferId, amount: '100' }]);
  });

  it('whose answer is lost is found under the id, beside another transfer of the same terms', async () => {
    const ref = await registered();
    const first = await transfer(ref);
    await fault('/v1/transfers', 'drop-after');
    const second = await transfer(ref);
    const { exchangeTransferId, state } = second;
    expect({ state, exchangeTransferId }).toEqual({
      state: 'ACCEPTED',
      exchangeTransferId: protocol.exchange().wire.moves[1]?.id,
    });
    expect(exchangeTransferId).not.toBe(first.exchangeTransferId);
  });

  it('that is refused because a copy had arrived is found under the id, whatever the refusal says', async () => {
    for (const code of ['transfer.id-taken', 'transfer.funds']) {
      const ref = await registered();
      refuseCopyWith(code);
      const { state, transferId } = await transfer(ref);
      expect([state, protocol.exchange().wire.moves.at(-1)?.clientId]).toEqual(['ACCEPTED', transferId]);
    }
    expect(protocol.exchange().wire.moves).toHaveLength(2);
  });

  it('that is refused stays open when the look behind the refusal fails', async () => {
    const ref = await registered();
    const { handle } = protocol;
    let isRefused = false;
    vi.spyOn(protocol, 'handle').mockImplementation((request) => {
      if (request.path === '/v1/transfer' && isRefused) return { status: 503, body: 'no' };
      const first = handle(request);
      if (request.path !== '/v1/transfers') return first;
      isRefused = true;
      return { status: 400, body: { ok: false, code: 'transfer.funds', text: 'transfer.funds' } };
    });
    const record = await transfer(ref);
    vi.mocked(protocol.handle).mockRestore();
    expect([record.state, protocol.exchange().wire.moves.length]).toEqual(['UNKNOWN', 1]);
  });

  it('without a key is looked for after a rate limit, because nobody else can ask again', async () => {
    const ref = await registered();
    refuseCopyWith('limit.rate');
    const { record } = await submitTransfer({ ref, ...terms });
    expect([record.state, protocol.exchange().wire.moves.length]).toEqual(['ACCEPTED', 1]);
  });

  it('that is under way is neither done nor refused nor absent, however late the look', async () => {
    const ref = await registered();
    protocol.exchange().wire.movesAre = 'pending';
    refuseCopyWith('transfer.funds');
    const record = await transfer(ref);
    expect(record).toMatchObject({ state: 'UNKNOWN' });
    const late = afterLook(record, await lookAt(record, 200_000), record.sentAt + 200_000);
    expect(late).toMatchObject({ state: 'UNKNOWN', absentSince: null });
    for (const move of protocol.exchange().wire.moves) move.state = 'done';
    expect(afterLook(record, await lookAt(record, 0), record.sentAt)).toMatchObject({
      state: 'ACCEPTED',
      isBooked: true,
    });
  });

  it('whose id another transfer of other terms has taken is not that transfer', async () => {
    const ref = await registered();
    const record = await transfer(ref);
    const other = { ...record, state: 'UNKNOWN', request: { ...terms, amount: '7' } } as const;
    expect((await lookAt(other, 0)).observation).toEqual({ kind: 'absent' });
    const later = { ...record, state: 'UNKNOWN', sentAt: record.sentAt + 3_600_000 } as const;
    expect((await lookAt(later, 0)).observation).toEqual({ kind: 'absent' });
  });

  it('is absent after two looks, once its timestamp is too old for the exchange', async () => {
    await fault('/v1/transfers', 'drop-before');
    const lost = await transfer(await registered());
    expect(lost).toMatchObject({ state: 'UNKNOWN' });
    // 35 s of the call, 5 s of clocks, 30 s of the definition, 60 s of a queue.
    const early = await lookAt(lost, 129_999);
    expect(afterLook(lost, early, lost.sentAt + 150_000)).toMatchObject({ state: 'UNKNOWN', absentSince: null });
    const seen = afterLook(lost, await lookAt(lost, 130_000), lost.sentAt + 130_000);
    expect(seen).toMatchObject({ state: 'UNKNOWN', absentSince: expect.any(Number) });
    const second = await lookAt(lost, 150_000);
    expect(afterLook(seen, second, lost.sentAt + 150_000)).toMatchObject({ state: 'NEVER_ARRIVED' });
  });

  it('is never absent for the eyes of another key', async () => {
    await fault('/v1/transfers', 'drop-before');
    const lost = await transfer(await registered());
    const foreign = { ...lost, credentialVersion: 'former key', keyId: 'former key' };
    expect((await lookAt(foreign, 1_000_000)).refusedFrom).toBeNull();
  });
});
