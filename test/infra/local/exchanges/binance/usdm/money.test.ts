import { beforeEach, describe, expect, it } from 'vitest';
import { openUsdm } from '../fixture-caller.ts';

let usdm: ReturnType<typeof openUsdm>;
beforeEach(() => {
  usdm = openUsdm();
});

type Fields = Record<string, string | number>;
interface Income {
  readonly incomeType: string;
  readonly income: string;
  readonly asset: string;
  readonly time: number;
  readonly tranId: number;
  readonly tradeId: string;
}

const hour = 3_600_000;
const day = 24 * hour;

function market(side: 'BUY' | 'SELL', quantity: string): void {
  const order = { symbol: 'BTCUSDT', side, type: 'MARKET', quantity };
  expect(usdm.signed('POST', '/fapi/v1/order', order).status).toBe(200);
}

function income(fields: Fields = {}): Income[] {
  return usdm.signed('GET', '/fapi/v1/income', { limit: 1000, ...fields }).body;
}

function balanceOf(asset: string): string {
  const rows: { asset: string; balance: string }[] = usdm.signed('GET', '/fapi/v3/balance').body;
  return rows.find((row) => row.asset === asset)?.balance ?? '';
}

function pin(price: string): void {
  usdm.protocol.control.price?.({ symbol: 'BTCUSDT', price });
}

/** In hundred-millionths, exact. */
function sumOf(rows: readonly Income[], asset: string): bigint {
  return rows.filter((row) => row.asset === asset).reduce((sum, row) => sum + units(row.income), 0n);
}

function units(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

describe('income', () => {
  it('adds up to the wallet to the last digit, fees in BNB as rows of BNB', () => {
    market('BUY', '0.3');
    pin('71234.5');
    market('SELL', '0.1');
    usdm.protocol.control.account?.({ futures_fees_in_bnb: true });
    market('SELL', '0.2');
    for (const asset of ['USDT', 'BNB']) expect(sumOf(income(), asset)).toBe(units(balanceOf(asset)));
    const fee = income().filter(({ incomeType, asset }) => incomeType === 'COMMISSION' && asset === 'BNB');
    expect(fee).toHaveLength(1);
    // 0.2 BTC at 71,234.4, 0.05 %, a tenth off, at 600 dollars a BNB.
    expect(Number(fee[0]?.income)).toBeCloseTo(-(0.2 * 71_234.4 * 0.0005 * 0.9 * 1.0002) / 600, 6);
    expect(income({ incomeType: 'COMMISSION' }).filter(({ asset }) => asset === 'USDT')).toHaveLength(2);
    const profit = income({ incomeType: 'REALIZED_PNL' }).at(-1);
    expect(fee[0]?.tradeId).toBe(profit?.tradeId);
  });

  it('of one trade is more rows of one millisecond, each under a key of type, id and asset', () => {
    market('BUY', '0.3');
    pin('71000');
    market('SELL', '0.3');
    const rows = income({ startTime: usdm.world.now(), endTime: usdm.world.now() });
    expect(rows.length).toBeGreaterThanOrEqual(3);
    const keys = rows.map(({ incomeType, tranId, asset }) => `${incomeType}:${tranId}:${asset}`);
    expect(new Set(keys).size).toBe(rows.length);
  });

  it('begins at the start that is told, ignores pages, and keeps three months', () => {
    market('BUY', '0.3');
    expect(income({ limit: 1, page: 2 })).toEqual(income({ limit: 1 }));
    const before = income().length;
    usdm.world.advance(8 * day);
    expect(income({ incomeType: 'TRANSFER' })).toEqual([]);
    expect(income({ incomeType: 'TRANSFER', startTime: 1 })).toHaveLength(3);
    usdm.world.advance(83 * day);
    expect(income({ incomeType: 'TRANSFER', startTime: 1 })).toEqual([]);
    expect(before).toBeGreaterThan(3);
  });

  it('is late and short where the controls say so', () => {
    usdm.protocol.control.ledger?.({ late: { ms: 60_000 }, page_cap: 2 });
    market('BUY', '0.3');
    expect(income({ incomeType: 'COMMISSION' })).toEqual([]);
    usdm.world.advance(60_000);
    expect(income({ incomeType: 'COMMISSION' })).toHaveLength(1);
    expect(income()).toHaveLength(2);
    const page = income();
    usdm.protocol.control.answers?.({ income_order: 'newest-first' });
    expect(income()).toEqual(page.toReversed());
  });
});

describe('funding', () => {
  it('is charged whole to who holds at the end of eight hours: value at the mark of the moment, times the rate told', () => {
    const next = 8 * hour - (usdm.world.now() % (8 * hour));
    usdm.world.advance(next - 1000);
    market('BUY', '0.5');
    usdm.world.advance(1000);
    const rates: { fundingRate: string; fundingTime: number; markPrice: string }[] = usdm.signed(
      ...(['GET', '/fapi/v1/fundingRate', { symbol: 'BTCUSDT', startTime: usdm.world.now() }] as const),
    ).body;
    const [payment] = income({ incomeType: 'FUNDING_FEE' });
    expect(rates).toHaveLength(1);
    expect(payment?.time).toBe(rates[0]?.fundingTime);
    const expected = -0.5 * Number(rates[0]?.markPrice) * Number(rates[0]?.fundingRate);
    expect(Number(payment?.income)).toBeCloseTo(expected, 7);
  });

  it('is not charged to who has left before', () => {
    market('BUY', '0.5');
    usdm.world.advance(hour);
    market('SELL', '0.5');
    usdm.world.advance(8 * hour);
    expect(income({ incomeType: 'FUNDING_FEE' })).toEqual([]);
  });
});

describe('positions', () => {
  it('are told by v3 where there is a position or an order, without leverage; symbolConfig tells that', () => {
    const risk = () => usdm.signed('GET', '/fapi/v3/positionRisk').body;
    expect(risk()).toEqual([]);
    market('SELL', '0.1');
    pin('69000');
    const [position] = risk();
    expect(position).toMatchObject({
      symbol: 'BTCUSDT',
      positionAmt: '-0.100',
      positionSide: 'BOTH',
      marginAsset: 'USDT',
    });
    expect(Number(position.unRealizedProfit)).toBeCloseTo(99.99, 2);
    expect(Object.keys(position)).not.toContain('leverage');
    const config = () => usdm.signed('GET', '/fapi/v1/symbolConfig', { symbol: 'BTCUSDT' }).body;
    expect(config()).toMatchObject([{ marginType: 'CROSSED', leverage: 20 }]);
    usdm.signed('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 50 });
    expect(config()).toMatchObject([{ marginType: 'CROSSED', leverage: 50 }]);
  });

  it('in cross margin live on the whole wallet, whatever the leverage', () => {
    usdm.signed('POST', '/fapi/v1/leverage', { symbol: 'BTCUSDT', leverage: 125 });
    market('BUY', '0.1');
    pin('60000');
    expect(usdm.signed('GET', '/fapi/v3/positionRisk').body).toMatchObject([{ positionAmt: '0.100' }]);
  });

  it('are closed by the exchange at the maintenance margin, cross over the wallet and isolated over their own', () => {
    usdm.signed('POST', '/fapi/v1/marginType', { symbol: 'BTCUSDT', marginType: 'ISOLATED' });
    market('BUY', '0.1');
    const [position] = usdm.signed('GET', '/fapi/v3/positionRisk').body;
    const price = Number(position.liquidationPrice);
    expect(price).toBeGreaterThan(66_000);
    pin((price + 5).toFixed(1));
    expect(usdm.signed('GET', '/fapi/v3/positionRisk').body).toHaveLength(1);
    pin((price - 5).toFixed(1));
    expect(usdm.signed('GET', '/fapi/v3/positionRisk').body).toEqual([]);
    expect(income().map(({ incomeType }) => incomeType)).toContain('INSURANCE_CLEAR');
  });

  it.each([
    ['BUY', '50000'],
    ['SELL', '99000'],
  ] as const)('that are isolated lose their own margin at the most: %s, then a price of %s', (side, price) => {
    usdm.signed('POST', '/fapi/v1/marginType', { symbol: 'BTCUSDT', marginType: 'ISOLATED' });
    market(side, '0.1');
    const [{ isolatedWallet }] = usdm.signed('GET', '/fapi/v3/positionRisk').body;
    const before = income().length;
    pin(price);
    expect(usdm.signed('GET', '/fapi/v3/positionRisk').body).toEqual([]);
    const rows = income().slice(before) as { income: string }[];
    const lost = -rows.reduce((sum, row) => sum + Number(row.income), 0);
    expect(lost).toBeGreaterThan(Number(isolatedWallet) - 1);
    expect(lost).toBeLessThanOrEqual(Number(isolatedWallet));
  });
});

describe('settings', () => {
  const set = (path: string, fields: Fields) => usdm.signed('POST', path, { symbol: 'BTCUSDT', ...fields }).body;

  it('refuse a margin type that is set, with open orders, and with a position', () => {
    expect(set('/fapi/v1/marginType', { marginType: 'CROSSED' }).code).toBe(-4046);
    const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '68000' };
    const { orderId } = set('/fapi/v1/order', order);
    expect(set('/fapi/v1/marginType', { marginType: 'ISOLATED' }).code).toBe(-4047);
    usdm.signed('DELETE', '/fapi/v1/order', { symbol: 'BTCUSDT', orderId });
    market('BUY', '0.01');
    expect(set('/fapi/v1/marginType', { marginType: 'ISOLATED' }).code).toBe(-4048);
  });

  it('refuse a leverage beyond the most, and bound the position by the leverage', () => {
    expect(set('/fapi/v1/leverage', { leverage: 126 }).code).toBe(-4028);
    expect(set('/fapi/v1/leverage', { leverage: 125 }).maxNotionalValue).toBe('800000');
  });

  it('tell hedge mode, set here or elsewhere, and then an order without its side is -4061', () => {
    const config = () => usdm.signed('GET', '/fapi/v1/accountConfig').body;
    expect(config()).toMatchObject({ dualSidePosition: false, canTrade: true });
    usdm.protocol.control.account?.({ hedge: true });
    expect(config().dualSidePosition).toBe(true);
    const order = { side: 'BUY', type: 'MARKET', quantity: '0.01' };
    expect(set('/fapi/v1/order', order).code).toBe(-4061);
    expect(set('/fapi/v1/positionSide/dual', { dualSidePosition: 'true' }).code).toBe(-4059);
  });
});

describe('transfers', () => {
  const { signed } = { signed: (...call: Parameters<typeof usdm.spot.signed>) => usdm.spot.signed(...call) };
  const move = (type: string, amount: string, asset = 'USDT') =>
    signed('POST', '/sapi/v1/asset/transfer', { type, asset, amount }).body;
  const history = (type: string) => signed('GET', '/sapi/v1/asset/transfer', { type }).body;

  it('move money both ways once for each request, and the history tells them under no id of the client', () => {
    const first = move('MAIN_UMFUTURE', '100.5');
    const second = move('MAIN_UMFUTURE', '100.5');
    expect(first.tranId).not.toBe(second.tranId);
    expect(balanceOf('USDT')).toBe('50201.00000000');
    move('UMFUTURE_MAIN', '1');
    expect(history('MAIN_UMFUTURE')).toMatchObject({ total: 2, rows: [second, { ...first, status: 'CONFIRMED' }] });
    expect(history('UMFUTURE_MAIN')).toMatchObject({ total: 1, rows: [{ amount: '1', asset: 'USDT' }] });
    expect(sumOf(income({ incomeType: 'TRANSFER' }), 'USDT')).toBe(units('50200.00000000'));
  });

  it('that a wallet cannot spare are refused and leave nothing', () => {
    expect(move('MAIN_UMFUTURE', '100001').code).toBe(-5013);
    market('BUY', '10');
    expect(move('UMFUTURE_MAIN', '49000').code).toBe(-5013);
    expect(history('UMFUTURE_MAIN')).toEqual({ total: 0, rows: [] });
  });

  it('need the right, and show late where told', () => {
    usdm.spot.protocol.control.history?.({ late_ms: 30_000 });
    move('MAIN_UMFUTURE', '1');
    expect(history('MAIN_UMFUTURE')).toEqual({ total: 0, rows: [] });
    usdm.world.advance(30_000);
    expect(history('MAIN_UMFUTURE').total).toBe(1);
    const apiKey = 'SANDBOXbinance000000000000000000000000000000000000000000000kEy01';
    usdm.protocol.control.key?.({ api_key: apiKey, permissions: ['enableReading'] });
    expect(move('MAIN_UMFUTURE', '1').code).toBe(-2015);
  });
});
