import { Decimal } from 'decimal.js';
import { openOf } from '../../engine/account.ts';
import type { Market } from '../../engine/market.ts';
import type { SignedCall } from '../rest/handle.ts';
import type { Params } from '../rest/params.ts';
import { flag, mandatory, required, text, whole, word } from '../rest/params.ts';
import { refuse } from '../rest/refusal.ts';
import { contractIn } from './contracts.ts';
import { isListed, marketNamed, type UsdmExchange } from './exchange.ts';
import { feeRates } from './rules.ts';

type UsdmCall = SignedCall<UsdmExchange>;

export function marketIn({ exchange, params }: { exchange: UsdmExchange; params: Params }): Market {
  return marketNamed(exchange, required(params, 'symbol'));
}

export function leverageOf({ account }: Pick<UsdmCall, 'account'>, symbol: string): Decimal {
  return account.leverage.get(symbol) ?? new Decimal(20);
}

/** The most value of a position at a leverage: the upper end of the last bracket that allows it. */
export function maxNotional(market: Market, leverage: Decimal): string {
  const { levels } = contractIn(market).contract;
  const next = levels.find(({ initialMargin }) => leverage.mul(initialMargin.toString()).gt('1.000000001'));
  return String(next?.from ?? 200_000_000);
}

/** POST /fapi/v1/leverage: whole numbers. The margin mode stays. */
export function setLeverage(call: UsdmCall): object {
  const market = marketIn(call);
  const { symbol, maxLeverage } = contractIn(market);
  const leverage = whole(call.params, 'leverage') ?? mandatory('leverage');
  if (leverage < 1 || leverage > maxLeverage) refuse(-4028, `Leverage ${leverage} is not valid`);
  const chosen = new Decimal(leverage);
  const held = call.account.positions.get(symbol);
  if (held && call.account.isolated?.has(symbol) && chosen.lt(leverageOf(call, symbol)))
    refuse(-4161, 'Leverage reduction is not supported in Isolated Margin Mode with open positions.');
  call.account.leverage.set(symbol, chosen);
  return { leverage, maxNotionalValue: maxNotional(market, chosen), symbol };
}

/** POST /fapi/v1/marginType. The present margin type is refused (-4046). */
export function setMarginType(call: UsdmCall): object {
  const { account, params, profile } = call;
  const { symbol } = marketIn(call).terms;
  required(params, 'marginType');
  const wanted = word(params, 'marginType', {
    words: ['ISOLATED', 'CROSSED'],
    code: -4044,
    msg: 'Invalid margin type.',
  });
  const isIsolated = account.isolated?.has(symbol) === true;
  if (profile.multiAssets && wanted === 'ISOLATED')
    refuse(-4168, 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.');
  if (isIsolated === (wanted === 'ISOLATED')) refuse(-4046, 'No need to change margin type.');
  if (openOf(account).some(({ market }) => market.terms.symbol === symbol))
    refuse(-4047, 'Margin type cannot be changed if there exists open orders.');
  if (account.positions.has(symbol)) refuse(-4048, 'Margin type cannot be changed if there exists position.');
  if (wanted === 'ISOLATED') account.isolated?.add(symbol);
  else account.isolated?.delete(symbol);
  return { code: 200, msg: 'success' };
}

/** GET /fapi/v1/symbolConfig: of one symbol, or of all. */
export function symbolConfig(call: UsdmCall): object[] {
  const { exchange, account, params } = call;
  const markets = text(params, 'symbol') === null ? [...exchange.markets.values()].filter(isListed) : [marketIn(call)];
  return markets.map((market) => {
    const { symbol } = market.terms;
    const leverage = leverageOf(call, symbol);
    const marginType = account.isolated?.has(symbol) ? 'ISOLATED' : 'CROSSED';
    return {
      ...{ symbol, marginType, isAutoAddMargin: false, leverage: leverage.toNumber() },
      maxNotionalValue: maxNotional(market, leverage),
    };
  });
}

/** GET /fapi/v1/accountConfig: rights and modes of the account, and not of the key. */
export function accountConfig({ profile }: UsdmCall): object {
  const { canTrade, canDeposit, canWithdraw, hedge, multiAssets } = profile;
  return {
    ...{ feeTier: 0, canTrade, canDeposit, canWithdraw, dualSidePosition: hedge, updateTime: 0 },
    ...{ multiAssetsMargin: multiAssets, tradeGroupId: -1 },
  };
}

/** GET and POST /fapi/v1/positionSide/dual: hedge mode, for all symbols. */
export function positionSideDual({ profile }: UsdmCall): object {
  return { dualSidePosition: profile.hedge };
}

export function setPositionSideDual({ profile, account, params }: UsdmCall): object {
  required(params, 'dualSidePosition');
  const wanted = flag(params, 'dualSidePosition');
  if (wanted === profile.hedge) refuse(-4059, 'No need to change position side.');
  if (account.open.size > 0) refuse(-4067, 'Position side cannot be changed if there exists open orders.');
  if (account.positions.size > 0) refuse(-4068, 'Position side cannot be changed if there exists position.');
  profile.hedge = wanted;
  return { code: 200, msg: 'success' };
}

/** GET and POST /fapi/v1/multiAssetsMargin. The simulator margins each wallet alone under either setting. */
export function multiAssets({ profile }: UsdmCall): object {
  return { multiAssetsMargin: profile.multiAssets };
}

/** GET and POST /fapi/v1/feeBurn: whether fees are paid in BNB. */
export function feeBurn({ profile }: UsdmCall): object {
  return { feeBurn: profile.futuresFeesInBnb };
}

export function setFeeBurn({ profile, params }: UsdmCall): object {
  required(params, 'feeBurn');
  profile.futuresFeesInBnb = flag(params, 'feeBurn');
  return { code: 200, msg: 'success' };
}

/** GET /fapi/v1/commissionRate. */
export function commissionRate(call: UsdmCall): object {
  const { symbol } = marketIn(call).terms;
  const [maker, taker] = [feeRates.maker.toFixed(6), feeRates.taker.toFixed(6)];
  return { symbol, makerCommissionRate: maker, takerCommissionRate: taker };
}

/** GET /fapi/v1/leverageBracket: the margin schedule. `cum` makes the rate of a bracket count for the whole value. */
export function leverageBracket(call: UsdmCall): object {
  const { exchange, params } = call;
  const markets = text(params, 'symbol') === null ? [...exchange.markets.values()].filter(isListed) : [marketIn(call)];
  return markets.map((market) => ({ symbol: market.terms.symbol, brackets: bracketsOf(market) }));
}

function bracketsOf(market: Market): object[] {
  const { levels } = contractIn(market).contract;
  let cum = new Decimal(0);
  return levels.map(({ from, initialMargin, maintenanceMargin }, index) => {
    const before = levels[index - 1]?.maintenanceMargin ?? maintenanceMargin;
    cum = cum.add(new Decimal(maintenanceMargin).sub(before).mul(from));
    const cap = levels[index + 1]?.from ?? 200_000_000;
    return {
      ...{ bracket: index + 1, initialLeverage: Math.round(1 / initialMargin), notionalCap: cap, notionalFloor: from },
      ...{ maintMarginRatio: maintenanceMargin, cum: cum.toNumber() },
    };
  });
}
