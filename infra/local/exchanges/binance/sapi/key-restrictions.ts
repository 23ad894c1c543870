import type { SignedCall } from '../rest/handle.ts';
import { rightNames } from '../rest/keys.ts';
import type { SpotExchange } from '../spot/exchange.ts';

/** GET /sapi/v1/account/apiRestrictions: the rights of the key that signed (wallet/account). */
export function apiRestrictions({ key }: SignedCall<SpotExchange>): object {
  const { rights, addresses, createdAt, tradesUntil } = key;
  return {
    ...{ ipRestrict: addresses !== null, createTime: createdAt },
    ...Object.fromEntries(rightNames.map((name) => [name, rights.includes(name)])),
    ...(tradesUntil === null ? {} : { tradingAuthorityExpirationTime: tradesUntil }),
  };
}

/** GET /sapi/v1/account/info. */
export function accountInfo({ profile }: SignedCall<SpotExchange>): object {
  return {
    ...{ vipLevel: 0, isMarginEnabled: false, isFutureEnabled: true, isOptionsEnabled: false },
    isPortfolioMarginRetailEnabled: profile.portfolioMargin,
  };
}

/** GET /sapi/v1/account/apiTradingStatus and status: nothing is locked here. */
export function accountStatus(): object {
  return { data: 'Normal' };
}

/** GET and POST /sapi/v1/bnbBurn: whether spot fees are paid in BNB. */
export function bnbBurn({ profile, params }: SignedCall<SpotExchange>): object {
  const wanted = params.get('spotBNBBurn');
  if (wanted !== undefined) profile.spotFeesInBnb = wanted === 'true';
  return { spotBNBBurn: profile.spotFeesInBnb, interestBNBBurn: false };
}
