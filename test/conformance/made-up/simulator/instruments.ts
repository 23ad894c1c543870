import { listMarket, type Market, type MarketTerms } from '../../../../infra/local/exchanges/engine/market.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import { refuse } from './refused.ts';
import { wallet } from './rules.ts';

const quote = 'USDT';

/** The world counts in dollars, and a USDT is a dollar here. */
function priced(base: string): Pick<MarketTerms, 'base' | 'quote' | 'baseCode' | 'quoteCode' | 'tickSize'> {
  return { base, quote, baseCode: base, quoteCode: 'USD', tickSize: new Decimal('0.1') };
}

function spot(base: string): MarketTerms {
  return { symbol: `${base}-${quote}`, ...priced(base), quantityStep: new Decimal('0.0001'), contract: null };
}

/** `size` in units of the base asset. */
function swap(base: string, size: string): MarketTerms {
  const levels = [{ from: 0, initialMargin: 0.1, maintenanceMargin: 0.05 }];
  const pays = { wallet, settle: quote, maxPosition: new Decimal(100_000), levels, expiresAt: null };
  return {
    ...{ symbol: `${base}-${quote}-PERP`, ...priced(base), quantityStep: new Decimal(1) },
    contract: { inverse: false, size: new Decimal(size), ...pays },
  };
}

export function listMarkets(): Map<string, Market> {
  const terms = [spot('BTC'), spot('ETH'), swap('BTC', '0.01'), swap('ETH', '0.1')];
  return new Map(terms.map((each) => [each.symbol, listMarket(each)]));
}

export type Body = Readonly<Record<string, unknown>>;

export function marketIn(markets: ReadonlyMap<string, Market>, { instrument }: Body): Market {
  return markets.get(String(instrument)) ?? refuse('order.bad-instrument');
}

export function kindOf({ terms }: Market): 'spot' | 'swap' {
  return terms.contract === null ? 'spot' : 'swap';
}

/** A contract, or two steps of a coin. */
export function minQuantityOf({ terms: { contract, quantityStep } }: Market): Decimal {
  return contract === null ? quantityStep.mul(2) : quantityStep;
}

export function instrumentView(market: Market): object {
  const { symbol, base, tickSize, quantityStep, contract } = market.terms;
  return {
    ...{ id: symbol, market: kindOf(market), base, quote },
    priceStep: tickSize.toFixed(),
    quantityStep: quantityStep.toFixed(),
    minQuantity: minQuantityOf(market).toFixed(),
    contractSize: contract?.size.toFixed() ?? null,
    open: !market.suspended,
  };
}
