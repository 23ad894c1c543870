import { describe, expect, it, vi } from 'vitest';
import { OemsError } from '../../../lib/errors.ts';
import { eachInTurn } from '../../../lib/exchanges/rules/each-in-turn.ts';
import { refusal, scripted } from './binance/fixture-binance.ts';
import { list, openScene, told } from './bybit/fixture-bybit.ts';

const at = Date.now() - 60_000;
const orders = ['ETHUSDT', 'BTCUSDT'].map((symbol, orderId) => ({
  ...{ symbol, orderId, clientOrderId: `c${orderId}`, price: '70000', origQty: '0.01', executedQty: '0', side: 'BUY' },
  ...{ status: 'NEW', type: 'LIMIT', timeInForce: 'GTC', time: at, updateTime: at },
}));
const done = { code: 200, msg: 'The operation of cancel all open order is done.' };

describe('a refused part of the cancellation of all orders keeps no other part alive, and is told', () => {
  it.each(['spot', 'swap'] as const)('symbol by symbol at Binance %s', async (marketType) => {
    const { adapter, asked } = scripted(marketType, ({ call, parameters }) => {
      if (call.startsWith('GET')) return call.endsWith('openOrders') ? orders : [];
      if (parameters.symbol === 'ETHUSDT') return refusal(-1121, 'Invalid symbol.');
      return marketType === 'spot' ? orders.slice(1) : { json: done };
    });
    await expect(adapter.orders.cancelAll()).rejects.toMatchObject({ code: 'INVALID_SYMBOL' });
    const canceled = asked.filter(({ call }) => call.startsWith('DELETE'));
    expect(canceled.map(({ parameters }) => parameters.symbol)).toEqual(
      marketType === 'spot' ? ['ETHUSDT', 'BTCUSDT'] : ['ETHUSDT', 'ETHUSDT', 'BTCUSDT', 'BTCUSDT'],
    );
  });

  it.each([
    ['spot', 'orderFilter', ['Order', 'tpslOrder', 'StopOrder']],
    ['swap', 'settleCoin', ['USDT', 'USDC']],
  ] as const)('part by part at Bybit %s', async (marketType, key, parts) => {
    const { adapter, sent, answers } = await openScene(marketType);
    answers['order/cancel-all'] = ({ fields }) =>
      fields[key] === parts[0] ? told({}, 10001) : told({ list: [], success: '1' });
    answers['order/realtime'] = () => list([]);
    await expect(adapter.orders.cancelAll()).rejects.toBeInstanceOf(OemsError);
    const cancellations = sent.filter(({ path }) => path === 'order/cancel-all');
    expect(cancellations.map(({ fields }) => fields[key])).toEqual(parts);
  });

  it('but an exchange that is silent is not asked again and again', async () => {
    const silent = new OemsError('EXCHANGE_TIMEOUT', 'silent');
    const next = vi.fn();
    await expect(eachInTurn([() => Promise.reject(silent), next])).rejects.toBe(silent);
    expect(next).not.toHaveBeenCalled();
  });
});
