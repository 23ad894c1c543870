import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';

/** Binance's facts about a customer, without money and orders; both hosts share the profile. Data. */
export interface Profile {
  readonly uid: number;
  /** The name of the futures account in balances. */
  readonly alias: string;
  /** Positions of both sides in one symbol: `dualSidePosition`. */
  hedge: boolean;
  multiAssets: boolean;
  portfolioMargin: boolean;
  canTrade: boolean;
  canWithdraw: boolean;
  canDeposit: boolean;
  /** Fees in BNB, at a discount. */
  spotFeesInBnb: boolean;
  futuresFeesInBnb: boolean;
}

export function profileOf(profiles: Map<string, Profile>, customer: string): Profile {
  const known = profiles.get(customer);
  if (known) return known;
  const uid = 354_937_000 + profiles.size;
  const modes = { hedge: false, multiAssets: false, portfolioMargin: false };
  const rights = { canTrade: true, canWithdraw: true, canDeposit: true };
  const fees = { spotFeesInBnb: false, futuresFeesInBnb: false };
  const profile = { uid, alias: `Sg${uid.toString(36)}`, ...modes, ...rights, ...fees };
  profiles.set(customer, profile);
  return profile;
}

const choice = z.boolean().optional();
const input = z.strictObject({
  customer: z.string().default('sandbox'),
  ...{ hedge: choice, multi_assets: choice, portfolio_margin: choice },
  ...{ can_trade: choice, can_withdraw: choice, can_deposit: choice },
  ...{ spot_fees_in_bnb: choice, futures_fees_in_bnb: choice },
});

/** `account {customer, hedge, multi_assets, portfolio_margin, can_trade, …}`: changed elsewhere, as in the app. An empty body only asks. */
export function setProfile(profiles: Map<string, Profile>, body: Record<string, unknown>): unknown {
  const { customer, ...given } = parseInput(input, body);
  const profile = profileOf(profiles, customer);
  profile.hedge = given.hedge ?? profile.hedge;
  profile.multiAssets = given.multi_assets ?? profile.multiAssets;
  profile.portfolioMargin = given.portfolio_margin ?? profile.portfolioMargin;
  profile.canTrade = given.can_trade ?? profile.canTrade;
  profile.canWithdraw = given.can_withdraw ?? profile.canWithdraw;
  profile.canDeposit = given.can_deposit ?? profile.canDeposit;
  profile.spotFeesInBnb = given.spot_fees_in_bnb ?? profile.spotFeesInBnb;
  profile.futuresFeesInBnb = given.futures_fees_in_bnb ?? profile.futuresFeesInBnb;
  return { customer, ...profile };
}
