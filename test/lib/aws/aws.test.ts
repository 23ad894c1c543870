import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { currentCall, newCall, runInCall, timed } from '../../../lib/aws/call-context.ts';
import { forgetTableClock, observeTableDate, sharedNow } from '../../../lib/aws/clock.ts';
import { env } from '../../../lib/aws/env.ts';
import { log, scrub } from '../../../lib/aws/log.ts';

describe('the shared clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 4, 20, 10, 30) });
    forgetTableClock();
  });
  afterEach(() => {
    vi.useRealTimers();
    forgetTableClock();
  });

  /** A response with the table's date of `behindMs` before the local clock shows the sending, which took `tookMs`. */
  const answered = (behindMs: number, tookMs = 20, stampedAfterMs = tookMs) => {
    const sentAt = Date.now() - tookMs;
    observeTableDate(new Date(sentAt + stampedAfterMs - behindMs).toUTCString(), sentAt, Date.now());
  };
  const offset = () => sharedNow() - Date.now();

  it.each([900, -900, 1900, -900])(
    'is the local clock while the table differs by %i ms: header steps and network',
    (off) => {
      answered(off);
      expect(offset()).toBe(0);
    },
  );

  it.each([60_000, -60_000, 3_600_000])(
    'is the table’s when the local one is off by %i ms: no nonce is pushed ahead',
    (off) => {
      answered(off);
      expect(Math.abs(offset() + off)).toBeLessThan(1100);
    },
  );

  it.each([undefined, '', 'nonsense'])('is not moved by a date header %o', (header) => {
    observeTableDate(header, Date.now(), Date.now());
    expect(offset()).toBe(0);
  });

  it('is not moved by the time that a clock ran backwards', () => {
    observeTableDate(new Date(0).toUTCString(), Date.now(), Date.now() - 1);
    expect(offset()).toBe(0);
  });

  it('comes back when the table agrees again', () => {
    answered(60_000);
    answered(0);
    expect(offset()).toBe(0);
  });

  it.each([
    ['as soon as the request arrived', 0],
    ['just before the answer came', 8000],
  ])('is not moved by an answer that came 8 s late and was dated %s', (_when, stampedAfter) => {
    answered(0, 8000, stampedAfter);
    expect(offset()).toBe(0);
  });

  it.each([0, 8000])('keeps a known difference beside a late answer that was dated after %i ms', (stampedAfter) => {
    answered(5000);
    const known = offset();
    expect(Math.abs(known + 5000)).toBeLessThan(1100);
    answered(5000, 8000, stampedAfter);
    expect(offset()).toBe(known);
  });
});

describe('a log record', () => {
  const lineOf = (record: Parameters<typeof log>[0], call?: Parameters<typeof log>[1]): string => {
    const print = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    log(record, call);
    const line = String(print.mock.calls[0]?.[0]);
    print.mockRestore();
    return line;
  };

  it('holds the fields of the allow-list and no others', () => {
    const record = {
      level: 'INFO',
      message: 'order',
      outcome: 'accepted',
      apiKey: 'K',
      request: { secret: 'S' },
    } as const;
    expect(Object.keys(JSON.parse(lineOf(record)))).toEqual(['timestamp', 'level', 'message', 'outcome']);
  });

  it('holds the call’s identity and the latency of each hop', async () => {
    const call = newCall('r1', 'getBalance', Date.now() + 1000);
    await runInCall(call, () => timed('table', async () => undefined));
    await runInCall(call, () => timed('exchange', async () => Promise.reject(new Error('x'))).catch(() => undefined));
    const line = JSON.parse(lineOf({ level: 'INFO', message: 'm' }, call));
    expect(line).toMatchObject({
      requestId: 'r1',
      operation: 'getBalance',
      hops: { table: { count: 1 }, exchange: { count: 1 } },
    });
  });

  it.each([
    ['as it is', (secret: string) => secret],
    ['in a URL', encodeURIComponent],
    ['in JSON', (secret: string) => JSON.stringify({ secret })],
  ])('shows no live secret %s', (_title, form) => {
    const secret = 'a/b+c"d\\e=';
    const call = newCall('r', 'o', 0);
    call.secrets.add(secret);
    const line = lineOf({ level: 'ERROR', message: `failed: ${form(secret)}` }, call);
    for (const shape of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      expect(JSON.parse(line).message).not.toContain(shape);
    expect(line).toContain('[redacted]');
  });

  const hex = (text: string) => Buffer.from(text).toString('hex');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const decoded = (text: string) => Buffer.from(text, 'base64');
  it.each([
    ['in hex', hex],
    ['in HEX', (secret: string) => hex(secret).toUpperCase()],
    ['in base64', base64],
    ['in base64url', (secret: string) => Buffer.from(secret).toString('base64url')],
    ['behind one byte in base64', (secret: string) => base64(`:${secret}`)],
    ['as the password of Basic', (secret: string) => base64(`me:${secret}`)],
    ['between other bytes in base64', (secret: string) => base64(`user:${secret}\n`)],
    ['as its bytes in hex', (secret: string) => decoded(secret).toString('hex')],
    ['as its bytes in base64url', (secret: string) => decoded(secret).toString('base64url')],
  ])('shows no secret %s', (_title, form) => {
    const secret = 'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==';
    const clean = scrub(`failed: ${form(secret)} at once`, [secret]);
    expect(clean).toMatch(/^failed: .{0,8}\[redacted\].{0,4} at once$/);
  });

  it('words that are no secret stay', () => {
    const text = 'GET /oems/execution/order answered 504 for acme, order O5QK3-AAAAA-BBBBB';
    expect(scrub(text, ['kQH5HW/8p1uGOVjb', 'ab'])).toBe(text);
  });

  it('is not touched by an empty secret', () => {
    expect(scrub('text', ['', 'nothing'])).toBe('text');
  });
});

describe('the call context', () => {
  it('of two calls at once is each call’s own', async () => {
    const seen = await Promise.all(
      ['a', 'b'].map((id) =>
        runInCall(newCall(id, 'o', 0), async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return currentCall()?.requestId;
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(currentCall()).toBeUndefined();
  });
});

describe('the settings of pulls', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('name the queue of each exchange', () => {
    vi.stubEnv('OEMS_PULL_QUEUE_URL_KRAKEN', 'https://sqs.example/1/q');
    expect(env.pullQueueUrl('kraken')).toBe('https://sqs.example/1/q');
    expect(() => env.pullQueueUrl('other')).toThrow('OEMS_PULL_QUEUE_URL_OTHER is not set');
  });

  it('have a spread, which may be nothing but must be a number', () => {
    vi.stubEnv('OEMS_PULL_SPREAD_SECONDS', '0');
    expect(env.pullSpreadSeconds).toBe(0);
    vi.stubEnv('OEMS_PULL_SPREAD_SECONDS', '15m');
    expect(() => env.pullSpreadSeconds).toThrow('OEMS_PULL_SPREAD_SECONDS is "15m", not a whole number');
  });

  it.each([
    ['', null],
    ['400', 400],
  ])('keep the ledger for "%s" days, which are %s', (text, days) => {
    vi.stubEnv('OEMS_LEDGER_RETENTION_DAYS', text);
    expect(env.ledgerRetentionDays).toBe(days);
  });

  it('refuse a retention that is no number: it would be a ledger that forgets at some time, or never', () => {
    vi.stubEnv('OEMS_LEDGER_RETENTION_DAYS', '1y');
    expect(() => env.ledgerRetentionDays).toThrow('OEMS_LEDGER_RETENTION_DAYS is "1y"');
  });
});

describe('a setting', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('that is missing or empty fails by its name', () => {
    for (const value of [undefined, '']) {
      vi.stubEnv('OEMS_TABLE', value);
      expect(() => env.table).toThrow('OEMS_TABLE is not set');
    }
  });
});
