import { describe, expect, it } from 'vitest';
import { type Harness, openExchange } from './fixture-client.ts';

const bid = { orderType: 'lmt', limitPrice: 70_000 };
const sent = { order: 'send', symbol: 'PF_XBTUSD', side: 'buy', size: 0.01, ...bid };

function batch(exchange: Harness, batchOrder: object[], more: Record<string, string> = {}) {
  const params = { json: JSON.stringify({ batchOrder }), ...more };
  return exchange.post('batchorder', params, { inBody: true }).batchStatus;
}

describe('a batch', () => {
  it('gives each cancellation its own status', () => {
    const exchange = openExchange();
    const [resting, filled] = [exchange.order(bid).order_id ?? '', exchange.order({ orderType: 'mkt' }).order_id ?? ''];
    const answers = batch(
      exchange,
      [resting, filled, 'never-there'].map((order_id) => ({ order: 'cancel', order_id })),
    );
    expect(answers).toMatchObject([
      { status: 'cancelled', order_id: resting },
      { status: 'filled', order_id: filled },
      { status: 'notFound', order_id: 'never-there' },
    ]);
  });

  it('sends, edits and cancels in the order of its list', () => {
    const exchange = openExchange();
    const { order_id = '' } = exchange.order({ ...bid, cliOrdId: 'old' });
    const answers = batch(exchange, [
      { ...sent, order_tag: '1', cliOrdId: 'new' },
      { order: 'edit', order_id, size: 0.02, limitPrice: 71_000 },
      { order: 'cancel', cliOrdId: 'new' },
    ]);
    expect(answers).toMatchObject([
      { order_tag: '1', status: 'placed', cliOrdId: 'new', orderEvents: [{ type: 'PLACE' }] },
      { status: 'edited', order_id, orderEvents: [{ type: 'EDIT' }] },
      { status: 'cancelled', cliOrdId: 'new' },
    ]);
    expect(answers[0]).toHaveProperty('dateTimeReceived');
    expect(exchange.get('openorders').openOrders).toMatchObject([{ order_id, unfilledSize: 0.02 }]);
  });

  it('goes on after an element that is refused, and tells the word of the refusal', () => {
    const exchange = openExchange();
    const { limitPrice: _price, ...incomplete } = sent;
    const answers = batch(exchange, [
      { ...incomplete, order_tag: 'a' },
      { ...sent, size: 'many' },
      { ...sent, size: 0 },
      sent,
    ]);
    expect(answers).toEqual([
      { order_tag: 'a', status: 'requiredArgumentMissing', orderEvents: [] },
      { status: 'invalidArgument', orderEvents: [] },
      expect.objectContaining({ status: 'invalidSize' }),
      expect.objectContaining({ status: 'placed' }),
    ]);
  });

  it('after its deadline places nothing', () => {
    const exchange = openExchange();
    const answers = batch(exchange, [sent], { ProcessBefore: '2026-05-20T10:29:00Z' });
    expect(answers).toMatchObject([{ status: 'wouldProcessAfterSpecifiedTime' }]);
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });

  it('that is no list of instructions is refused as a whole', () => {
    const exchange = openExchange();
    expect(exchange.post('batchorder').error).toBe('requiredArgumentMissing');
    for (const json of ['x', 'null', '{"batchOrder":1}', '{"batchOrder":["cancel"]}'])
      expect(exchange.post('batchorder', { json }).error).toBe('Json Parse Error');
    for (const order of ['place', 'toString', 1])
      expect(exchange.post('batchorder', { json: JSON.stringify({ batchOrder: [sent, { order }] }) }).error).toBe(
        'invalidArgument: batchOrder',
      );
    expect(exchange.get('openorders').openOrders).toEqual([]);
  });
});
