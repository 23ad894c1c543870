import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, kindOf, openOutcomes } from '../../fixture-outcomes.ts';

let scene: Awaited<ReturnType<typeof openOutcomes>>;
beforeAll(async () => {
  scene = await openOutcomes();
});
afterAll(() => scene.simulators.world.close());
const outcomeOf: typeof scene.outcomeOf = (marketType, substitute) => scene.outcomeOf(marketType, substitute);

function spotRefusal(code: string) {
  return () => answer({ error: [code] });
}

describe('answers to AddOrder', () => {
  it('AddOrder answered with exactly one order id has accepted the order', async () => {
    const { outcome } = await outcomeOf('spot', () => answer({ error: [], result: { txid: ['O1'] } }));
    expect(outcome).toEqual({ kind: 'accepted', exchangeOrderId: 'O1', order: null });
  });

  it('AddOrder answered with a warning beside the order id has accepted the order', async () => {
    const { outcome } = await outcomeOf('spot', () => answer({ error: ['WGeneral:Danger'], result: { txid: ['O1'] } }));
    expect(outcome).toMatchObject({ kind: 'accepted', exchangeOrderId: 'O1' });
  });

  it.each([
    ['EOrder:Insufficient funds', 'INSUFFICIENT_FUNDS'],
    ['EOrder:Insufficient margin', 'INSUFFICIENT_FUNDS'],
    ['EOrder:Order minimum not met', 'INVALID_ORDER'],
    ['EOrder:Cost minimum not met', 'INVALID_ORDER'],
    ['EOrder:Tick size check failed', 'INVALID_ORDER'],
    ['EOrder:Invalid price:Invalid price argument', 'INVALID_ORDER'],
    ['EGeneral:Invalid arguments:volume', 'INVALID_ORDER'],
    ['EOrder:Post only order', 'ORDER_REJECTED'],
    ['EOrder:Orders limit exceeded', 'RATE_LIMITED'],
    ['EOrder:Domain limit exceeded', 'RATE_LIMITED'],
    ['EOrder:Reduce only:No position exists', 'ORDER_REJECTED'],
    ['EOrder:Trading agreement required', 'PERMISSION_DENIED'],
    ['EService:Market in cancel_only mode', 'EXCHANGE_UNAVAILABLE'],
    ['EService:Market in post_only mode', 'EXCHANGE_UNAVAILABLE'],
    // docs.kraken.com/exchange/guides/rest/ratelimits prints a blank behind the first colon; the exchange's own tool reads both spellings.
    ['EService: Throttled: 1779273000', 'RATE_LIMITED'],
    ['EService:Throttled: 1779273000', 'RATE_LIMITED'],
    ['EOrder:Domain rate limit exceeded', 'RATE_LIMITED'],
    ['EAuth:Rate limit exceeded', 'RATE_LIMITED'],
    ['EAuth:Too many requests', 'RATE_LIMITED'],
    ['EAuth:Account temporary disabled', 'PERMISSION_DENIED'],
    ['EAuth:Account unconfirmed', 'PERMISSION_DENIED'],
    ['EOrder:Margin level too low', 'INSUFFICIENT_FUNDS'],
    ['EOrder:Margin allowance exceeded', 'ORDER_REJECTED'],
    ['EOrder:Positions limit exceeded', 'RATE_LIMITED'],
    ['EOrder:Scheduled orders limit exceeded', 'RATE_LIMITED'],
    ['EGeneral:Invalid arguments:Index unavailable', 'ORDER_REJECTED'],
    ['EBM:limit exceeded:CAL', 'ORDER_REJECTED'],
    ['EOrder:Rate limit exceeded', 'RATE_LIMITED'],
    ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
    ['EGeneral:Temporary lockout', 'RATE_LIMITED'],
    ['EQuery:Unknown asset pair', 'INVALID_SYMBOL'],
    ['EAccount:Invalid permissions:XMR trading restricted for DE', 'PERMISSION_DENIED'],
    ['EGeneral:Permission denied', 'PERMISSION_DENIED'],
    ['EAPI:Invalid key', 'KEY_REFUSED'],
    ['EAPI:Invalid signature', 'KEY_REFUSED'],
    ['ETrade:User Locked', 'PERMISSION_DENIED'],
    ['EGeneral:Unknown method', 'INVALID_REQUEST'],
  ])('AddOrder answered %s is refused as %s, and the error names the code', async (exchangeCode, code) => {
    const { outcome, requests } = await outcomeOf('spot', spotRefusal(exchangeCode));
    expect(outcome).toMatchObject({ kind: kindOf(code, exchangeCode), error: { code, details: [{ exchangeCode }] } });
    expect(requests).toBe(1);
  });

  it.each([
    'EService:Unavailable',
    'EService:Busy',
    'EService:Timeout',
    'EService:Deadline elapsed',
    'EGeneral:Internal error',
    'EGeneral:Internal error:1',
    'EDatabase:Internal error',
    'ENovel:Something new',
    'EOrder:Internal error',
    'EOrder:Reduce only:Position is closed',
  ])('AddOrder answered %s has an unknown outcome', async (exchangeCode) => {
    expect(await outcomeOf('spot', spotRefusal(exchangeCode))).toMatchObject({
      outcome: { kind: 'unknown' },
      requests: 1,
    });
  });

  it.each([
    ['no id', { error: [], result: { descr: { order: 'buy' } } }],
    ['an empty id', { error: [], result: { txid: [''] } }],
    ['no id in the list', { error: [], result: { txid: [] } }],
    ['two ids', { error: [], result: { txid: ['O1', 'O2'] } }],
    ['an id that is no text', { error: [], result: { txid: [{ id: 'O1' }] } }],
    ['a list as result', { error: [], result: [] }],
    ['no result', { error: [] }],
    ['a null result', { error: [], result: null }],
  ])('AddOrder answered with %s has an unknown outcome', async (_title, body) => {
    expect(await outcomeOf('spot', () => answer(body))).toMatchObject({ outcome: { kind: 'unknown' }, requests: 1 });
  });
});
