import { Decimal } from 'decimal.js';
import type { Account } from '../../../../../infra/local/exchanges/engine/account.ts';
import type { Exchange } from '../../../../../infra/local/exchanges/engine/exchange.ts';
import { marketOf } from '../../../../../infra/local/exchanges/engine/exchange.ts';
import { createFundingRates } from '../../../../../infra/local/exchanges/engine/funding-rates.ts';
import { post } from '../../../../../infra/local/exchanges/engine/ledger.ts';
import { noLedgerFaults } from '../../../../../infra/local/exchanges/engine/ledger-faults.ts';
import type { MarketTerms } from '../../../../../infra/local/exchanges/engine/market.ts';
import { listMarket } from '../../../../../infra/local/exchanges/engine/market.ts';
import { openAccount } from '../../../../../infra/local/exchanges/engine/open-account.ts';
import type { OrderTerms } from '../../../../../infra/local/exchanges/engine/order.ts';
import type { Rules } from '../../../../../infra/local/exchanges/engine/rules.ts';
import { createWorld } from '../../../../../infra/local/exchanges/engine/world.ts';

const wallet = 'unified';
const hourMs = 3_600_000;
const pair = { base: 'BTC', quote: 'USDT', baseCode: 'BTC', quoteCode: 'USD', tickSize: new Decimal('0.1') };
const flat = { maker: new Decimal('0.001'), taker: new Decimal('0.002'), liquidation: new Decimal('0.003') };

/** A spot pair, and a perpetual that counts contracts of 0.01 BTC. Both are paid from one wallet. */
const spot: MarketTerms = { symbol: 'BTCUSDT', ...pair, quantityStep: new Decimal('0.0001'), contract: null };
const perpetual: MarketTerms = {
  ...{ symbol: 'BTC-PERP', ...pair, quantityStep: new Decimal(1) },
  contract: {
    ...{ inverse: false, size: new Decimal('0.01'), wallet, settle: 'USDT', expiresAt: null },
    ...{ maxPosition: new Decimal(1_000), levels: [{ from: 0, initialMargin: 0.1, maintenanceMargin: 0.05 }] },
  },
};

const rules: Rules = {
  number: (value) => new Decimal(value),
  quote: { halfSpread: new Decimal(0), leastHalfTicks: new Decimal(1) },
  matching: {
    ...{ triggersFirst: true, triggersAtPlacement: false, judgedBy: 'offer', trailingStaysPositive: true },
    ...{ rejectsIdleImmediate: false, rejectsSelfTrade: false, recordedRejections: new Set() },
    ...{ priceCollar: null, marketProtection: null, offsetRounding: Decimal.ROUND_HALF_UP },
  },
  clientOrderIds: 'unique among open',
  feeRates: () => flat,
  decimalsOf: () => 8,
  wallets: () => [[wallet, ['USDT']]],
  tradingWallet: wallet,
  margin: {
    collaterals: new Map([
      ['USDT', { asset: 'USD', haircut: new Decimal(0), conversionFee: new Decimal(0) }],
      ['BTC', { asset: 'BTC', haircut: new Decimal('0.1'), conversionFee: new Decimal(0) }],
    ]),
    pool: { wallet, currency: 'USDT' },
    liquidationFeeRate: new Decimal(0),
  },
};

/** An exchange that is not Kraken: unified wallet, counted contracts, funding every eight hours, ids that count. */
export function openMadeUpExchange(changed: Partial<Rules> = {}) {
  let now = Date.UTC(2026, 0, 1, 1);
  const world = createWorld({ seed: 3, tickMs: 0, pinned: true, clock: () => now });
  world.pin('BTC', 'USD', new Decimal(80_000));
  let last = 0;
  const next = () => String(++last);
  const exchange: Exchange = {
    ...{ world, rules: { ...rules, ...changed }, events: {}, accounts: new Map(), ledgerFaults: noLedgerFaults() },
    ids: {
      state: null,
      ...{ account: next, order: next, amendment: next, transfer: next },
      fill: () => ({ id: next(), number: last }),
      entry: () => ({ id: next(), uid: '' }),
    },
    markets: new Map([spot, perpetual].map((terms) => [terms.symbol, listMarket(terms)])),
    funding: createFundingRates(world, 8 * hourMs),
    historyLateMs: 0,
    judgesIdLast: false,
  };
  const { account } = openAccount(exchange, 'customer');
  post(exchange, account, { kind: 'deposit', wallet, asset: 'USDT', change: new Decimal(10_000) });
  return {
    ...{ exchange, account, world },
    pass: (hours: number) => (now += hours * hourMs),
    price: (price: number) => world.pin('BTC', 'USD', new Decimal(price)),
    balance: (asset: string) => account.wallets.get(wallet)?.get(asset)?.toFixed(),
    terms: (symbol: string, quantity: string, more: Partial<OrderTerms> = {}): OrderTerms => ({
      ...{ market: marketOf(exchange, symbol), side: 'buy', quantity: new Decimal(quantity), quantityIn: 'base' },
      ...{ limitPrice: null, trigger: null, timeInForce: 'GTC', postOnly: false, reduceOnly: false, feeIn: 'quote' },
      ...{ startAt: 0, expireAt: 0, clientOrderId: null, own: {} },
      ...more,
    }),
  };
}

/** Per asset an entry starts where the one before ended. */
export function isChained({ ledger }: Account): boolean {
  const ends = new Map<string, Decimal>();
  return ledger.every(({ asset, before, after }) => {
    const starts = before.eq(ends.get(asset) ?? 0);
    ends.set(asset, after);
    return starts;
  });
}
