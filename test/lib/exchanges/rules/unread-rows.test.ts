import { afterEach, describe, expect, it, vi } from 'vitest';
import { unreadMessage } from '../../../../lib/exchanges/rules/unread-rows.ts';
import { orderOnExchange, scene, symbol } from './fixture-restricted.ts';

afterEach(() => vi.restoreAllMocks());

const unnamed = { field: 'symbol', exchangeOrderId: 'O1' };
const other = { field: 'orderId', symbol: 'ETH/USD:USD' };

describe('a list with rows that cannot be read', () => {
  it('is told with those rows, and is no proof', async () => {
    const { adapter } = scene({ open: [orderOnExchange()], balances: [{ asset: 'USD' }], unread: [unnamed] });
    expect((await adapter.orders.openList()).unread).toEqual([unnamed]);
    await expect(adapter.orders.open()).rejects.toMatchObject({
      code: 'EXCHANGE_UNAVAILABLE',
      message: /tells 1 open order in a form that cannot be read \(symbol of O1\); look at the exchange/,
    });
    expect((await adapter.wallets.balanceList()).unread).toEqual([unnamed]);
    await expect(adapter.wallets.balances()).rejects.toMatchObject({ message: /tells 1 balance in a form/ });
  });

  it('of a symbol has the rows that may be in the symbol', async () => {
    const { adapter } = scene({ open: [], unread: [unnamed, other] });
    expect((await adapter.orders.openList(symbol)).unread).toEqual([unnamed]);
    await expect(adapter.orders.open(symbol)).rejects.toThrow('symbol of O1');
    const { adapter: elsewhere } = scene({ open: [orderOnExchange()], unread: [other] });
    expect(await elsewhere.orders.open(symbol)).toMatchObject([{ symbol }]);
  });

  it('leaves a line in the log, and a list without such rows leaves none', async () => {
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await scene({ open: [] }).adapter.orders.openList();
    expect(lines).not.toHaveBeenCalled();
    await scene({ open: [], unread: [unnamed, other] }).adapter.orders.openList();
    const [[line = ''] = []] = lines.mock.calls;
    expect(JSON.parse(String(line))).toMatchObject({ level: 'WARN', message: 'rows not read', attempts: 2 });
  });

  it('names five of the rows at the most', () => {
    const rows = Array.from({ length: 7 }, (_, index) => ({ field: 'qty', exchangeOrderId: `O${index}` }));
    expect(unreadMessage(rows, 'open order', 'Kraken Spot')).toBe(
      'Kraken Spot tells 7 open orders in a form that cannot be read (qty of O0, qty of O1, qty of O2, qty of O3, qty of O4, …); look at the exchange',
    );
  });
});
