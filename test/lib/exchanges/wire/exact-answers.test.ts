import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import { parseExact } from '../../../../lib/exchanges/wire/connection.ts';
import { openOver, openVenues, type Venues } from '../fixture-venues.ts';

let simulators: Venues;
let exchange: MarketAdapter;
let spot: MarketAdapter;
beforeAll(async () => {
  simulators = openVenues();
  exchange = await openOver('swap', simulators.swap);
  spot = await openOver('spot', simulators.spot);
});
afterAll(() => simulators.world.close());

/** Answers the text as it is: JSON.stringify would have rounded its numbers before they are sent. */
function answering(text: string): void {
  simulators.swap.substitute = () => ({ status: 200, body: text });
}
function success(rest: string): void {
  answering(`{"result":"success",${rest}}`);
}

describe('parseExact', () => {
  it.each(['0.1', '0.10000000000000000555', '12345678901234567890.123456789', '9007199254740993', '-1e-7', '1E400'])(
    'the JSON number %s keeps every digit that the exchange sent',
    (text) => {
      expect(parseExact(`{"a":[${text}]}`)).toEqual({ a: [text] });
    },
  );

  it('parsing keeps everything but numbers as JSON has them, and invalid JSON is undefined', () => {
    expect(parseExact('{"a":true,"b":null,"c":"1.0","d":{}}')).toEqual({ a: true, b: null, c: '1.0', d: {} });
    for (const text of ['', 'x', '{', '{"a":1}x']) expect(parseExact(text)).toBeUndefined();
  });
});

describe('money that no float can hold', () => {
  it('a futures balance that no float can hold keeps its digits', async () => {
    success('"accounts":{"flex":{"currencies":{"USD":{"quantity":100000000.123456789012,"available":0.1}}}}');
    expect(await exchange.wallets.balances()).toEqual([
      { asset: 'USD', total: '100000000.123456789012', free: '0.1', used: '100000000.023456789012' },
    ]);
  });

  it('the free balance on spot counts the credit line, less the credit in use and the amount that orders hold', async () => {
    const line = { balance: '100.10', credit: '1000.0000000001', credit_used: '300', hold_trade: '50' };
    const result = { ZUSD: line, XXBT: { balance: '2.5', hold_trade: '0.5' }, ZEUR: { balance: '7' } };
    simulators.spot.substitute = () => ({ status: 200, body: { error: [], result } });
    expect(await spot.wallets.balances()).toEqual([
      { asset: 'USD', total: '100.1', free: '750.1000000001', used: '50' },
      { asset: 'BTC', total: '2.5', free: '2', used: '0.5' },
      { asset: 'EUR', total: '7', free: '7', used: '0' },
    ]);
  });

  it('a futures position that no float can hold keeps its digits', async () => {
    success(
      '"tickers":[],"openPositions":[{"symbol":"PF_XBTUSD","side":"long","size":0.1000000000000000055,"price":80000.00000000000001,"unrealizedPnl":-0.000000000000000001}]',
    );
    const [position] = await exchange.wallets.positions();
    expect(position).toMatchObject({
      contracts: '0.1000000000000000055',
      entryPrice: '80000.00000000000001',
      unrealizedPnl: '-0.000000000000000001',
    });
  });

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
    answering(logOf('9007199254740993', '"asset":"usd","contract":"pf_xbtusd","realized_pnl":-0.10000000000000000555'));
    const { items } = await exchange.data.realizedPnl({ limit: 5 });
    expect(items).toMatchObject([
      { id: '9007199254740993', realizedPnl: '-0.10000000000000000555', asset: 'USD', symbol: 'BTC/USD:USD' },
    ]);
  });
});

function logOf(id: string, fields: string): string {
  return `{"accountUid":"u","logs":[{"id":${id},"date":"2026-05-20T10:30:00.000Z","info":"futures trade","fee":0.5,"execution":"e","margin_account":"flex","old_balance":1,"new_balance":2,${fields}}]}`;
}

describe('a row of the account log', () => {
  it('an account log entry of a position leg is no realized PnL, though it carries the same figures', async () => {
    answering(logOf('2', '"asset":"pf_xbtusd","contract":"pf_xbtusd","realized_pnl":5'));
    expect((await exchange.data.realizedPnl({ limit: 5 })).items).toEqual([]);
  });

  it('an account log entry without a realized profit is no event of realized PnL', async () => {
    for (const amount of ['0', 'null', '0.0']) {
      answering(logOf('2', `"asset":"usd","contract":"pf_xbtusd","realized_pnl":${amount}`));
      expect((await exchange.data.realizedPnl({ limit: 5 })).items).toEqual([]);
    }
  });

  it('realized PnL in xbt has the asset BTC', async () => {
    answering(logOf('2', '"asset":"xbt","contract":"pi_xbtusd","realized_pnl":0.001'));
    expect((await exchange.data.realizedPnl({ limit: 5 })).items).toMatchObject([
      { asset: 'BTC', symbol: 'BTC/USD:BTC' },
    ]);
  });
});

describe('a position in a contract listed after the markets were cached', () => {
  it('a position in a contract that no cached market lists has the contract’s own name and hides no other position', async () => {
    success(
      '"tickers":[],"openPositions":[{"symbol":"PF_NEWUSD","side":"short","size":1,"price":2},{"symbol":"PF_XBTUSD","side":"long","size":1,"price":2}]',
    );
    const positions = await exchange.wallets.positions();
    expect(positions.map(({ symbol }) => symbol)).toEqual(['PF_NEWUSD', 'BTC/USD:USD']);
    expect(positions[0]).toMatchObject({ unrealizedPnl: null, side: 'short', contracts: '1' });
  });
});
