import { describe, expect, it } from 'vitest';
import type { PullMessage } from '../../../lib/jobs/pull-message.ts';
import { dispatchRequest, pullMessage } from '../../../lib/jobs/pull-requests.ts';

describe('a message of a pull queue', () => {
  const messages: readonly PullMessage[] = [
    { kind: 'account', tenant: 'a#b/ü', accountId: 'main' },
    { kind: 'rates', exchange: 'kraken', marketType: 'swap', symbol: 'BTC/USD:USD' },
  ];
  it.each(messages.map((message) => [message.kind, message] as const))(
    'of kind %s is read as sent',
    (_kind, message) => {
      expect(pullMessage.parse(JSON.parse(JSON.stringify(message)))).toEqual(message);
    },
  );

  it.each([
    {},
    { kind: 'other' },
    { kind: 'account', tenant: 'a' },
    { kind: 'account', tenant: '', accountId: 'main' },
    { kind: 'rates', exchange: 'nowhere', marketType: 'swap', symbol: 'BTC/USD:USD' },
    { kind: 'rates', exchange: 'kraken', marketType: 'swap', symbol: 'BTC/USD:USD', more: 1 },
  ])('%j is refused', (body) => {
    expect(() => pullMessage.parse(body)).toThrow();
  });
});

describe('the event of the dispatcher', () => {
  it('has no spread from a schedule, and a spread from an operator', () => {
    expect(dispatchRequest.parse({ source: 'aws.scheduler', detail: {} })).toEqual({});
    expect(dispatchRequest.parse({ spread_seconds: 0 })).toEqual({ spread_seconds: 0 });
  });

  it.each([-1, 901, 1.5, '0'])('cannot be a spread of %j', (spread) => {
    expect(() => dispatchRequest.parse({ spread_seconds: spread })).toThrow();
  });
});
