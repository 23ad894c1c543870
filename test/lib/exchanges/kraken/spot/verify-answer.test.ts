import { describe, expect, it } from 'vitest';
import { krakenSpotRules } from '../../../../../lib/exchanges/kraken/spot/errors.ts';
import { verifyKrakenAnswer } from '../../../../../lib/exchanges/kraken/spot/verify-answer.ts';
import { ExchangeRejection, MalformedResponse, ruleFor } from '../../../../../lib/exchanges/wire/refusals.ts';
import { refOf } from '../../fixture-calls.ts';
import { useOrders } from '../../fixture-orders.ts';

const scene = useOrders();

function refusalIn(...error: unknown[]): ExchangeRejection {
  try {
    verifyKrakenAnswer({ status: 200, json: { error, result: { descr: { order: 'buy' } } } });
  } catch (refusal) {
    if (refusal instanceof ExchangeRejection) return refusal;
  }
  throw new Error('taken for a success');
}

describe('the list of errors', () => {
  it.each([[], ['WGeneral:Danger'], ['WGeneral:Danger', 'WDatabase:Slow']])(
    'passes with warnings alone: %s',
    (...error) => {
      expect(() => verifyKrakenAnswer({ status: 200, json: { error, result: {} } })).not.toThrow();
    },
  );

  it.each([
    ...['x', '', ' ', 'eNovel:Word', 'warning', 'whatever: it is', 'W', 'General:Danger'],
    ...[{}, { code: 1 }, null, 7, ['WGeneral:Danger']],
  ])('with %j is no success, and leaves the fate of the request open', (entry) => {
    expect(ruleFor(krakenSpotRules, refusalIn(entry)).kind).toBe('ambiguous');
    expect(ruleFor(krakenSpotRules, refusalIn('WGeneral:Danger', entry)).kind).toBe('ambiguous');
  });

  it.each([
    [['EOrder:Invalid price', 'EService:Unavailable'], 'EService:Unavailable'],
    [['EService:Unavailable', 'EOrder:Invalid price'], 'EService:Unavailable'],
    [['EOrder:Insufficient funds', 'EService:Deadline elapsed'], 'EService:Deadline elapsed'],
    [['EOrder:Insufficient funds', 'EAPI:Rate limit exceeded'], 'EAPI:Rate limit exceeded'],
    [['EOrder:Insufficient funds', 'EAPI:Invalid nonce'], 'EAPI:Invalid nonce'],
    [
      ['EOrder:Invalid price', 'EGeneral:Invalid arguments:cl_ord_id not unique'],
      'EGeneral:Invalid arguments:cl_ord_id not unique',
    ],
    [['EOrder:Unknown order', 'EGeneral:Permission denied'], 'EGeneral:Permission denied'],
    [['EOrder:Invalid price', 'EOrder:Tick size check failed'], 'EOrder:Invalid price'],
    [['WGeneral:Danger', 'EOrder:Invalid price'], 'EOrder:Invalid price'],
  ])('%j is judged by the entry that leaves most open: %s', (error, code) => {
    expect(refusalIn(...error).exchangeCode).toBe(code);
  });

  it.each(['x', '', {}])('with %j is the error of a read', async (entry) => {
    scene.simulators.spot.substitute = () => ({ status: 200, body: { error: [entry], result: { open: {} } } });
    await expect(scene.exchanges.spot.orders.open()).rejects.toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});

describe('a cancellation while another is under way', () => {
  it('is pending, and no refusal', async () => {
    scene.simulators.spot.substitute = () => ({ status: 200, body: { error: ['EOrder:Cancel pending'] } });
    expect(await scene.exchanges.spot.orders.cancel(refOf({ exchangeOrderId: 'OAAAAA-BBBBB-CCCCCC' }))).toBe('pending');
  });
});

it.each([201, 404, 500, 502])(
  'a result under HTTP %i is no success, and leaves the fate of the request open',
  (status) => {
    const json = { error: [], result: { txid: ['O1'] } };
    expect(() => verifyKrakenAnswer({ status, json })).toThrow(MalformedResponse);
  },
);
