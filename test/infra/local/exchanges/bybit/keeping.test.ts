import { expect, it } from 'vitest';
import { createBybit } from '../../../../../infra/local/exchanges/bybit/simulator.ts';
import { decode, encode, refill } from '../../../../../infra/local/exchanges/engine/keeping.ts';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';
import { caller, openExchange, startTime } from './fixture-client.ts';

const linear = { category: 'linear', orderType: 'Market' };

/** A new process with the state of the old one: another world, another exchange, other objects. */
function restarted({ protocol, world }: ReturnType<typeof openExchange>) {
  const text = encode({ exchange: protocol.keeping.save(), world: { ...world.state } });
  const saved = decode(text) as { exchange: Record<string, unknown>; world: Record<string, unknown> };
  const other = createWorld({ seed: 99, tickMs: 0, pinned: true, clock: () => startTime });
  const { protocol: again } = createBybit({ world: other });
  refill(other.state, saved.world);
  again.keeping.restore(saved.exchange);
  return { world: other, protocol: again, ...caller(again, other) };
}

it('a simulator that is kept goes on where it was: queue, ids, averages, hedged symbols, fees and settings', () => {
  const before = openExchange();
  before.control('fees', { category: 'linear', maker: '0.0001', taker: '0.0003' });
  before.order({ ...linear, symbol: 'BTCPERP', qty: '0.1' });
  before.world.advance(8 * 3_600_000);
  before.control('account', { hedge: ['ETHUSDT'] });
  before.control('queue', { delay_ms: 100 });
  before.order({ orderLinkId: 'waiting' });
  const after = restarted(before);
  const walk = ({ order, get, world }: typeof after) => {
    const answers = [order({ orderLinkId: 'waiting' }), order({ ...linear, symbol: 'BTCPERP', qty: '0.1' })];
    world.advance(100);
    return [
      ...answers,
      get('order/realtime', { category: 'spot', orderLinkId: 'waiting' }),
      get('position/list', { category: 'linear', settleCoin: 'USDC' }),
      get('position/list', { category: 'linear', symbol: 'ETHUSDT' }),
      get('account/transaction-log', { accountType: 'UNIFIED' }),
      get('account/wallet-balance', { accountType: 'UNIFIED' }),
    ];
  };
  const [kept, unbroken] = [walk(after), walk(before)];
  expect(kept).toEqual(unbroken);
  expect(kept[0]).toMatchObject({ retCode: 170_141 });
  expect(kept[2]?.result.list).toHaveLength(1);
});

it('a reset forgets orders, money, settings and pinned prices', () => {
  const { protocol, order, control, get, balance, world } = openExchange();
  control('price', { symbol: 'spot:BTCUSDT', price: 70_000 });
  control('queue', { delay_ms: 100 });
  order({ ...linear, qty: '0.1' });
  protocol.reset();
  expect(control('queue')).toMatchObject({ delay_ms: 0 });
  expect(world.price('BTC', 'USDT').toFixed()).toBe('80000');
  expect(balance('USDT')).toMatchObject({ walletBalance: '50000' });
  expect(get('order/realtime', { category: 'linear', settleCoin: 'USDT' }).result.list).toEqual([]);
});
