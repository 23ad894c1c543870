import { afterEach, describe, expect, it, vi } from 'vitest';
import { newCall, runInCall } from '../../../lib/aws/call-context.ts';
import { type OperationId, routes } from '../../../lib/contract/routes.ts';
import { OemsError } from '../../../lib/errors.ts';
import { tellingUnsent } from '../../../lib/http/endpoint.ts';

afterEach(() => vi.restoreAllMocks());

const away = new Error('KMS is away');

/** The error of a call that fails with `error`; `hasSent`: a request has left before. */
async function toldOf(id: OperationId, error: Error, { hasSent = false, leftMs = 20_000 } = {}): Promise<unknown> {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const call = newCall('request', id, Date.now() + leftMs);
  if (hasSent) call.sent.isTrue = true;
  return runInCall(call, () => tellingUnsent(routes[id], id, () => Promise.reject(error))).catch((told) => told);
}

describe('an unexpected failure of a call that changes something at an exchange', () => {
  it.each(['createOrder', 'amendOrder', 'cancelAllOrders', 'createTransfer', 'setLeverage'] as const)(
    'before anything has left, %s is 503, says so of itself alone, and keeps the cause',
    async (id) => {
      const told = await toldOf(id, away);
      expect(told).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE', cause: away });
      const { message } = told as OemsError;
      expect(message).toContain('before this call could send anything');
      // The journal may hold an order of the same name that nobody could read.
      expect(message).toContain('an earlier call under the name may have been carried out');
      expect(message).not.toContain('nothing was sent');
    },
  );

  it('after a request has left is told as the failure: nobody may say that nothing was sent', async () => {
    expect(await toldOf('createOrder', away, { hasSent: true })).toBe(away);
  });

  it('after the time of the call is told as the failure', async () => {
    expect(await toldOf('createOrder', away, { leftMs: -1 })).toBe(away);
  });
});

it('an error of ours, and the failure of a read, stay as they are', async () => {
  const refusal = new OemsError('TRADING_HALTED', 'denied');
  expect(await toldOf('createOrder', refusal)).toBe(refusal);
  expect(await toldOf('getBalance', away)).toBe(away);
});
