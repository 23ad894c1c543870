import { describe, expect, it } from 'vitest';
import { OemsError } from '../../../../lib/errors.ts';
import { marketOf } from '../../../../lib/exchanges/exchanges.ts';
import { atHost, signedCall, unrepeatedCall } from '../../../../lib/exchanges/wire/endpoint.ts';
import { marketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  ExchangeRejection,
  MalformedResponse,
  NotSent,
  type RefusalKind,
  type RefusalRule,
} from '../../../../lib/exchanges/wire/refusals.ts';
import { TransportError } from '../../../../lib/exchanges/wire/transport.ts';

const market = marketOf({ exchange: 'kraken', marketType: 'spot' });
const order = unrepeatedCall('POST', 'Order');
const balances = signedCall('POST', 'Balance');

function ruleOf(kind: RefusalKind, code: RefusalRule['code'] = 'ORDER_REJECTED', match: string = kind): RefusalRule {
  return { match, kind, code, message: '{code} was answered' };
}
const rules: readonly RefusalRule[] = [
  ruleOf('definite'),
  ruleOf('definite', 'RATE_LIMITED', 'too fast'),
  ruleOf('nonce', 'NONCE_REJECTED'),
  ruleOf('expired'),
  ruleOf('idTaken'),
  ruleOf('gone', 'NOT_FOUND'),
  ruleOf('definite', 'NOT_FOUND', 'no such account'),
  { ...ruleOf('expired', 'ORDER_REJECTED', 'code 5'), host: 'futures' },
  { ...ruleOf('idTaken', 'ORDER_REJECTED', 'code 5'), host: 'spot' },
  ruleOf('alreadySo', 'INVALID_REQUEST'),
  ruleOf('ambiguous', 'EXCHANGE_UNAVAILABLE', ''),
];

/** A wire whose requests all end in the given error or answer. */
function wireTo(end: Error | object) {
  const sent: unknown[][] = [];
  const send = async (...request: unknown[]): Promise<unknown> => {
    sent.push(request);
    if (end instanceof Error) throw end;
    return end;
  };
  return { sent, wire: marketWire(market, {} as never, send, rules) };
}
const refusedWith = (code: string) => new ExchangeRejection(market.title, code);
const attempt = (end: Error | object) => wireTo(end).wire.attempt(order, {}, () => 'accepted');

describe('outcomes of an attempt', () => {
  it('an attempt hands parameters and headers to one request, and its answer to the reader', async () => {
    const { sent, wire } = wireTo({ id: 'O1' });
    const headers = { deadline: 'soon' };
    expect(await wire.attempt(order, { a: '1' }, (answer) => ({ answer }), headers)).toEqual({ answer: { id: 'O1' } });
    expect(sent).toEqual([[order, { a: '1' }, headers]]);
  });

  it.each([
    ['definite', { kind: 'rejected', error: { code: 'ORDER_REJECTED' } }],
    ['too fast', { kind: 'notExecuted', reason: 'rate-limit', error: { code: 'RATE_LIMITED' } }],
    ['nonce', { kind: 'notExecuted', reason: 'nonce', error: { code: 'NONCE_REJECTED' } }],
    ['expired', { kind: 'notExecuted', reason: 'expired' }],
    ['idTaken', { kind: 'idTaken' }],
    ['gone', { kind: 'rejected', error: { code: 'NOT_FOUND' } }],
    ['code 5', { kind: 'idTaken' }],
    ['ambiguous', { kind: 'unknown', error: { code: 'EXCHANGE_UNAVAILABLE' } }],
    ['alreadySo', { kind: 'unknown', error: { code: 'INVALID_REQUEST' } }],
    ['a code without a rule', { kind: 'unknown', error: { code: 'EXCHANGE_UNAVAILABLE' } }],
  ])('an attempt that is refused with "%s" has the outcome %j', async (code, outcome) => {
    const found = await attempt(refusedWith(code));
    expect(found).toMatchObject(outcome);
    expect(found).toMatchObject({ error: { details: [{ exchangeCode: code }] } });
  });

  it.each<[string, Error, string, string]>([
    ['that never left', new NotSent(new Error('table away')), 'notSent', 'INTERNAL'],
    [
      'that could not be signed',
      new NotSent(new OemsError('PERMISSION_DENIED', 'no base64')),
      'notSent',
      'PERMISSION_DENIED',
    ],
    ['cut in the phase notSent', new TransportError('cut', 'notSent'), 'notSent', 'EXCHANGE_UNAVAILABLE'],
    ['cut in the phase sent', new TransportError('cut', 'sent'), 'unknown', 'EXCHANGE_UNAVAILABLE'],
    ['cut in the phase complete', new TransportError('cut', 'complete'), 'unknown', 'EXCHANGE_UNAVAILABLE'],
    ['without an answer in time', new TransportError('late', 'sent', true), 'unknown', 'EXCHANGE_TIMEOUT'],
    ['with a malformed answer', new MalformedResponse('X', 502), 'unknown', 'EXCHANGE_UNAVAILABLE'],
    ['with HTTP 429 outside the protocol', new MalformedResponse('X', 429), 'unknown', 'RATE_LIMITED'],
    ['that met a defect of our own', new TypeError('defect'), 'unknown', 'INTERNAL'],
  ])('an attempt %s has the outcome %s with the error %s', async (_title, error, kind, code) => {
    expect(await attempt(error)).toMatchObject({ kind, error: { code } });
  });

  it('a code that means several things has the meaning of the host that answered', async () => {
    const { wire } = wireTo(refusedWith('code 5'));
    const outcome = await wire.attempt(atHost('futures', order), {}, () => 'accepted');
    expect(outcome).toMatchObject({ kind: 'notExecuted', reason: 'expired' });
  });

  it('an attempt whose acknowledgement cannot be read has the outcome unknown', async () => {
    const unreadable = () => {
      throw new MalformedResponse('X', 200);
    };
    expect(await wireTo({}).wire.attempt(order, {}, unreadable)).toMatchObject({ kind: 'unknown' });
  });
});

describe('reads and changes', () => {
  it.each<[string, Error, string]>([
    ['a refusal', refusedWith('definite'), 'ORDER_REJECTED'],
    ['an unknown code', refusedWith('novel'), 'EXCHANGE_UNAVAILABLE'],
    ['a cut connection', new TransportError('cut', 'sent'), 'EXCHANGE_UNAVAILABLE'],
    ['a timeout', new TransportError('late', 'sent', true), 'EXCHANGE_TIMEOUT'],
    ['a request that never left', new NotSent(new OemsError('NOT_FOUND', 'no account')), 'NOT_FOUND'],
    ['a defect', new TypeError('defect'), 'INTERNAL'],
  ])('a read and a change that end in %s throw %s', async (_title, error, code) => {
    const { wire } = wireTo(error);
    for (const call of [wire.read(balances), wire.change(balances, {})]) {
      const thrown = await call.catch((caught: unknown) => caught);
      expect(thrown).toBeInstanceOf(OemsError);
      expect(thrown).toMatchObject({ code });
    }
  });

  it('a change that was made before succeeds, and a read with the same refusal fails', async () => {
    const { wire } = wireTo(refusedWith('alreadySo'));
    await expect(wire.change(balances, {})).resolves.toBeUndefined();
    await expect(wire.read(balances)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('a cancellation of an order that is gone says so, and each other refusal of a cancellation is an error', async () => {
    const cancel = (end: Error | object) => wireTo(end).wire.cancel(order, {}, () => 'canceled');
    expect([await cancel({}), await cancel(refusedWith('gone'))]).toEqual(['canceled', 'gone']);
    // Said of the account, not of the order: the order may live.
    await expect(cancel(refusedWith('no such account'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(cancel(refusedWith('alreadySo'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(cancel(new TransportError('cut', 'sent'))).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });

  it('a refusal in a field of an answer is the error of its rule', () => {
    expect(wireTo({}).wire.rejected('definite')).toMatchObject({
      code: 'ORDER_REJECTED',
      message: 'definite was answered',
    });
  });
});
