import { describe, expect, it } from 'vitest';
import { newCall, runInCall } from '../../../../lib/aws/call-context.ts';
import { OemsError } from '../../../../lib/errors.ts';
import { type Endpoint, signedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import {
  type NonceProtocol,
  type NonceSource,
  refuseWhileTaken,
  withNonceRetry,
} from '../../../../lib/exchanges/wire/nonce-retry.ts';
import { NotSent } from '../../../../lib/exchanges/wire/refusals.ts';
import { forgetTakenKeys } from '../../../../lib/nonce/taken-keys.ts';

const refusal = new Error('refused');
const inquiryCall = signedCall('POST', 'Inquiry');
const protocol: NonceProtocol = {
  isRefusal: (error) => error === refusal,
  inquiry: inquiryCall,
  lastNonce: (answer) => String(answer),
};

/** An exchange that refuses the first `refusals` requests to `path`, with a list of the requests that arrived. */
function scene(refusals: number, inquiry: () => unknown = () => '500', jitter = 0, terms: Partial<NonceSource> = {}) {
  const seen: { path: string; nonce: string; at: number }[] = [];
  const raised: string[] = [];
  let last = 100;
  let left = refusals;
  const nonces: NonceSource = {
    next: async () => String(++last),
    leap: async () => {
      last += 1000;
      return String(last);
    },
    raiseAbove: async (nonce) => void raised.push(nonce),
    ...terms,
  };
  const send = async ({ path }: Endpoint, nonce: string): Promise<unknown> => {
    seen.push({ path, nonce, at: performance.now() });
    if (path === 'Inquiry') return inquiry();
    left -= 1;
    if (left >= 0) throw refusal;
    return 'answer';
  };
  const run = (path: string) =>
    withNonceRetry(
      path === inquiryCall.path ? inquiryCall : signedCall('POST', path),
      nonces,
      protocol,
      () => jitter,
      send,
    );
  return { seen, raised, run, nonces, paths: () => seen.map(({ path }) => path) };
}

describe('refused nonces', () => {
  it('a refused nonce is followed by the same request with a fresh, higher nonce', async () => {
    const { run, seen } = scene(3);
    expect(await run('Read')).toBe('answer');
    expect(seen.map(({ nonce }) => nonce)).toEqual(['101', '102', '1102', '1103']);
  });

  it('the wait after a refused nonce doubles with each attempt', async () => {
    const { run, seen } = scene(4);
    await run('Read');
    const gaps = seen.slice(1).map(({ at }, index) => at - (seen[index]?.at ?? 0));
    for (const [index, atLeast] of [20, 40, 80, 160].entries()) expect(gaps[index]).toBeGreaterThan(atLeast - 2);
  });

  it('after twelve refused nonces the counter is lifted to the exchange’s last nonce and the request is sent once more', async () => {
    const { run, paths, raised } = scene(12);
    expect(await run('Read')).toBe('answer');
    expect(paths()).toEqual([...Array(12).fill('Read'), 'Inquiry', 'Read']);
    expect(raised).toEqual(['500']);
  });

  it('a nonce that is still refused after the repair ends the read in that refusal', async () => {
    const { run } = scene(100);
    await expect(run('Read')).rejects.toBe(refusal);
  });

  it.each([
    ['is refused too', refusal],
    ['gets no answer', new Error('no answer')],
  ])('a refused nonce whose repair %s is reported as the refusal', async (_title, error) => {
    const { run, raised } = scene(100, () => {
      throw error;
    });
    await expect(run('Read')).rejects.toBe(refusal);
    expect(raised).toEqual([]);
  });

  it('an inquiry whose nonces are refused starts no further inquiry and ends after three attempts', async () => {
    const { run, paths } = scene(0, () => {
      throw refusal;
    });
    await expect(run('Inquiry')).rejects.toBe(refusal);
    expect(paths()).toEqual(Array(3).fill('Inquiry'));
  });

  it('waiting for nonces does not make a read outlast its call', async () => {
    const { run, paths } = scene(100);
    const call = newCall('r', 'o', Date.now() + 2100);
    await expect(runInCall(call, () => run('Read'))).rejects.toBe(refusal);
    expect(paths().length).toBeLessThan(6);
  });
});

describe('a key whose nonces another program has taken', () => {
  const keyVersion = () => ({ keyVersion: `version-${Math.random()}` });

  it('three refusals, the third of a leaping nonce that nobody of ours has overtaken, end the tries with the remedy', async () => {
    const { run, paths, nonces } = scene(100, undefined, 0, keyVersion());
    const ended = await run('Read').catch((error: unknown) => error);
    expect(ended).toBeInstanceOf(NotSent);
    expect((ended as NotSent).cause).toMatchObject({
      code: 'NONCE_REJECTED',
      message: expect.stringMatching(/PUT .*credentials/),
    });
    expect(paths()).toEqual(['Read', 'Read', 'Read']);
    expect(() => refuseWhileTaken(nonces)).toThrow(NotSent);
    forgetTakenKeys();
    expect(() => refuseWhileTaken(nonces)).not.toThrow();
  });

  it('a leaping nonce that another call of ours has overtaken is followed by more tries', async () => {
    let given = 0;
    const next = async () => {
      given += 10;
      return String(given);
    };
    const { run, paths, nonces } = scene(5, undefined, 0, { ...keyVersion(), next, leap: next });
    expect(await run('Read')).toBe('answer');
    expect(paths()).toHaveLength(6);
    expect(() => refuseWhileTaken(nonces)).not.toThrow();
  });

  it('a passing program a little ahead is overtaken by the leap', async () => {
    const { run, paths } = scene(2, undefined, 0, keyVersion());
    expect(await run('Read')).toBe('answer');
    expect(paths()).toHaveLength(3);
  });
});

describe('requests that failed for another reason', () => {
  it.each([new Error('anything else'), new OemsError('EXCHANGE_TIMEOUT', 'no answer')])(
    'a request that failed with "$message" and not for its nonce is never sent again',
    async (error) => {
      let sent = 0;
      const nonces: NonceSource = { next: async () => '1', leap: async () => '2', raiseAbove: async () => undefined };
      const send = async () => {
        sent += 1;
        throw error;
      };
      await expect(withNonceRetry(signedCall('POST', 'Order'), nonces, protocol, () => 0, send)).rejects.toBe(error);
      expect(sent).toBe(1);
    },
  );
});
