import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../../../../infra/local/exchanges/engine/world.ts';
import { openUsdm } from '../fixture-caller.ts';

interface Income {
  readonly incomeType: string;
  readonly income: string;
  readonly asset: string;
  readonly tranId: number;
  readonly time: number;
}

/** In hundred-millionths, exact. */
function units(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

/** Weeks of orders, amendments, stops, transfers, funding and liquidations of one customer, on prices that leap. */
function trade(seed: number): ReturnType<typeof openUsdm> {
  const chance = randomNumbers(seed);
  const draw = (most: number) => Math.floor(chance() * most);
  const usdm = openUsdm();
  usdm.protocol.control.limits?.({ enforced: false });
  usdm.spot.protocol.control.limits?.({ enforced: false });
  const symbol = 'BTCUSDT';
  const side = () => (draw(2) === 0 ? 'BUY' : 'SELL');
  const quantity = () => `0.${1 + draw(9)}`;
  let price = 70_000;
  const acts = [
    () => usdm.signed('POST', '/fapi/v1/order', { symbol, side: side(), type: 'MARKET', quantity: quantity() }),
    () => {
      const limit = { symbol, side: side(), type: 'LIMIT', timeInForce: 'GTC', quantity: quantity() };
      return usdm.signed('POST', '/fapi/v1/order', { ...limit, price: price - 500 + draw(1000) });
    },
    () => {
      const stop = { algoType: 'CONDITIONAL', symbol, side: side(), type: 'STOP_MARKET', quantity: quantity() };
      return usdm.signed('POST', '/fapi/v1/algoOrder', { ...stop, triggerPrice: price - 2000 + draw(4000) });
    },
    () => {
      price = 60_000 + draw(20_000);
      return void usdm.protocol.control.price?.({ symbol, price: String(price) });
    },
    () => usdm.world.advance(3_600_000 * (1 + draw(9))),
    () => usdm.protocol.control.account?.({ futures_fees_in_bnb: draw(2) === 0 }),
    () => {
      const type = draw(3) === 0 ? 'UMFUTURE_MAIN' : 'MAIN_UMFUTURE';
      return usdm.spot.signed('POST', '/sapi/v1/asset/transfer', { type, asset: 'USDT', amount: 1 + draw(900) });
    },
    () => usdm.signed('POST', '/fapi/v1/leverage', { symbol, leverage: 5 + draw(100) }),
    () => usdm.signed('DELETE', '/fapi/v1/allOpenOrders', { symbol }),
  ];
  for (let step = 0; step < 200; step += 1) acts[draw(acts.length)]?.();
  return usdm;
}

describe('the wallet of USD-M futures', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is the sum of its income to the last digit, and the position that of its trades: %s',
    (seed) => {
      const usdm = trade(seed);
      const rows: Income[] = usdm.signed('GET', '/fapi/v1/income', { limit: 1000, startTime: 1 }).body;
      const balances: { asset: string; balance: string }[] = usdm.signed('GET', '/fapi/v3/balance').body;
      for (const { asset, balance } of balances) {
        const own = rows.filter((row) => row.asset === asset);
        expect(own.reduce((sum, { income }) => sum + units(income), 0n)).toBe(units(balance));
      }
      const kinds = new Set(rows.map(({ incomeType }) => incomeType));
      for (const kind of ['TRANSFER', 'COMMISSION', 'REALIZED_PNL', 'FUNDING_FEE']) expect(kinds.has(kind)).toBe(true);
      const keys = rows.map(({ incomeType, tranId, asset }) => `${incomeType}:${tranId}:${asset}`);
      expect(new Set(keys).size).toBe(rows.length);
      expect(rows.map(({ time }) => time)).toEqual(
        rows.map(({ time }) => time).toSorted((left, right) => left - right),
      );
      const { fills, positions } = usdm.protocol.exchange().accounts.get('sandbox') ?? {
        fills: [],
        positions: new Map(),
      };
      const traded = fills.reduce(
        (sum, { order, quantity }) => sum + (order.side === 'buy' ? 1 : -1) * Number(quantity),
        0,
      );
      expect(Number(positions.get('BTCUSDT')?.quantity ?? 0)).toBeCloseTo(traded, 9);
    },
  );
});
