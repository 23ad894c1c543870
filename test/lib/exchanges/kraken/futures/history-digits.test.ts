import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../../lib/exchanges/interfaces/market-adapter.ts';
import { openOver, openVenues, type Venues } from '../../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('swap', simulators.swap);
});
afterAll(() => simulators.world.close());

/** Answers with the text of a test: JSON.stringify would round the numbers. */
function success(rest: string): void {
  simulators.swap.substitute = () => ({ status: 200, body: `{"result":"success",${rest}}` });
}
function answerWith(text: string): void {
  simulators.swap.substitute = () => ({ status: 200, body: text });
}

function logOf(id: string, fields: string): string {
  return `{"accountUid":"u","logs":[{"id":${id},"date":"2026-05-20T10:30:00.000Z","info":"futures trade","fee":0.5,"execution":"e","margin_account":"flex","old_balance":1,"new_balance":2,${fields}}]}`;
}

describe('histories of futures', () => {
  it('a futures fill that no float can hold keeps its digits', async () => {
    success(
      '"fills":[{"fill_id":"f","symbol":"PF_XBTUSD","side":"buy","order_id":"o","size":0.12345678901234567891,"price":80000.1,"fillTime":"2026-05-20T10:30:00.000Z","fillType":"taker","fee_paid":1e-7,"fee_currency":"USD"}]',
    );
    expect((await exchange.data.fills({ limit: 5 })).items[0]).toMatchObject({
      quantity: '0.12345678901234567891',
      fee: '0.0000001',
      liquidity: 'taker',
    });
  });

  it('realized PnL that no float can hold keeps its digits, with an entry id beyond 2^53', async () => {
    answerWith(
      logOf('9007199254740993', '"asset":"usd","contract":"pf_xbtusd","realized_pnl":-0.10000000000000000555'),
    );
    const { items } = await exchange.data.realizedPnl({ limit: 5 });
    expect(items).toMatchObject([
      { id: '9007199254740993', realizedPnl: '-0.10000000000000000555', asset: 'USD', symbol: 'BTC/USD:USD' },
    ]);
  });
});

describe('account log entries without realized PnL, or in bitcoin', () => {
  it('an account log entry of a position leg is no realized PnL, though it carries the same figures', async () => {
    answerWith(logOf('2', '"asset":"pf_xbtusd","contract":"pf_xbtusd","realized_pnl":5'));
    expect((await exchange.data.realizedPnl({ limit: 5 })).items).toEqual([]);
  });

  it('an account log entry without a realized profit is no event of realized PnL', async () => {
    for (const amount of ['0', 'null', '0.0']) {
      answerWith(logOf('2', `"asset":"usd","contract":"pf_xbtusd","realized_pnl":${amount}`));
      expect((await exchange.data.realizedPnl({ limit: 5 })).items).toEqual([]);
    }
  });

  it('realized PnL in xbt has the asset BTC', async () => {
    answerWith(logOf('2', '"asset":"xbt","contract":"pi_xbtusd","realized_pnl":0.001'));
    expect((await exchange.data.realizedPnl({ limit: 5 })).items).toMatchObject([
      { asset: 'BTC', symbol: 'BTC/USD:BTC' },
    ]);
  });
});
