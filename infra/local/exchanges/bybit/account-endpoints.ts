import type { Account } from '../engine/account.ts';
import type { ApiKey } from './auth.ts';
import type { BybitExchange } from './exchange.ts';
import { type Category, categoryOf, instrumentOf } from './instruments.ts';
import { oneOf, type Params, text } from './params.ts';
import { categoryIn, marginModes } from './parse-order.ts';
import { badParameter, refuse } from './refusal.ts';
import { feeRatesIn } from './rules.ts';

/** GET /v5/user/query-api: docs v5, user/apikey-info. */
export function queryApi({ world }: BybitExchange, account: Account, _params: Params, key: ApiKey): object {
  const left = Math.ceil((key.expiresAt - world.now()) / 86_400_000);
  const isBound = key.expiresAt === 0;
  return {
    ...{ id: account.uid, note: 'sandbox', apiKey: key.apiKey, readOnly: key.readOnly ? 1 : 0, secret: '' },
    ...{ permissions: key.permissions, ips: key.ips, type: 1, deadlineDay: isBound ? -2 : left },
    expiredAt: isBound ? '1970-01-01T00:00:00Z' : iso(key.expiresAt),
    ...{ createdAt: iso(key.createdAt), unified: 0, uta: 1, userID: Number(account.uid), inviterID: 0 },
    ...{ vipLevel: 'No VIP', mktMakerLevel: '0', affiliateID: 0, rsaPublicKey: publicKeyOf(key) },
    ...{ isMaster: true, parentUid: '0', kycLevel: 'LEVEL_1', kycRegion: 'DEU' },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function publicKeyOf({ secret }: ApiKey): string {
  return secret.includes('PUBLIC KEY') ? secret : '';
}

const modes = { cross: 'REGULAR_MARGIN', isolated: 'ISOLATED_MARGIN' } as const;

/** GET /v5/account/info: 6 = UTA 2.0 Pro, 5 = UTA 2.0, 1 = classic (docs v5, account/account-info). */
export function accountInfo({ settings, world }: BybitExchange, account: Account): object {
  return {
    ...{ unifiedMarginStatus: settings.unifiedMarginStatus, marginMode: modes[account.marginMode ?? 'cross'] },
    ...{ isMasterTrader: false, spotHedgingStatus: 'OFF', dcpStatus: 'OFF', timeWindow: 10, smpGroup: 0 },
    updatedTime: String(world.now()),
  };
}

/** POST /v5/account/set-margin-mode: of the whole account. The portfolio mode is not simulated, and asks for more than this account has. */
export function setMarginMode(_exchange: BybitExchange, account: Account, params: Params): object {
  const mode = oneOf(params, 'setMarginMode', marginModes) ?? badParameter('setMarginMode is required');
  if (mode === 'PORTFOLIO_MARGIN') refuse(3400045, 'Set margin mode failed');
  const hasOpen = [...account.open.values()].some(({ market }) => market.terms.contract !== null);
  const changes = modes[account.marginMode ?? 'cross'] !== mode;
  if (changes && (hasOpen || account.positions.size > 0)) throw new ModeRefusal();
  account.marginMode = mode === 'ISOLATED_MARGIN' ? 'isolated' : 'cross';
  return { reasons: [] };
}

/** Refused with reasons in the result: docs v5, account/set-margin-mode. */
export class ModeRefusal extends Error {
  readonly result = {
    reasons: [{ reasonCode: '3400000', reasonMsg: 'Equity needs to be equal to or greater than 1000 USDC' }],
  };
}

/** GET /v5/account/fee-rate: of a symbol, or of all. */
export function feeRate(exchange: BybitExchange, _account: Account, params: Params): object {
  const category: Category = categoryIn(params);
  const symbol = text(params, 'symbol');
  const markets = [...exchange.markets.values()].filter(
    (market) => categoryOf(market) === category && (!symbol || instrumentOf(market).id === symbol),
  );
  const list = markets.map((market) => {
    const { maker, taker } = feeRatesIn(exchange.fees, market);
    return { symbol: instrumentOf(market).id, takerFeeRate: taker.toFixed(), makerFeeRate: maker.toFixed() };
  });
  return { category, list };
}

/** GET /v5/asset/coin/query-info: the coins of the wallet, without chains. Nothing is withdrawn in the sandbox. */
export function coinInfo({ markets }: BybitExchange): object {
  const coins = new Set([...markets.values()].flatMap((market) => coinsOf(instrumentOf(market))));
  return { rows: [...coins].map((coin) => ({ name: coin, coin, remainAmount: '1000000', chains: [] })) };
}

function coinsOf({ category, baseCoin, quoteCoin }: ReturnType<typeof instrumentOf>): string[] {
  return category === 'spot' ? [baseCoin, quoteCoin] : [];
}
