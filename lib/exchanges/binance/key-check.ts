import { OemsError } from '../../errors.ts';
import { type KeyReport, type PositionMode, unlimitedTimes } from '../model/key-report.ts';
import { digestOf } from '../model/ledger-entry.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { epochMs, type Json, optionalText } from '../wire/readers.ts';
import { accountEndpoints, spotEndpoints } from './endpoints.ts';
import { rowOf } from './lists.ts';

const title = 'Binance';

/**
 * One key serves both markets. The spot host tells the rights (Wallet: Get API Key Permission), the futures host the position mode. The futures host
 * refuses a key without the right to futures.
 */
export async function checkKey({ read }: MarketWire): Promise<KeyReport> {
  const rights = rowOf(title, await read(accountEndpoints.restrictions));
  refusePortfolioMargin(rowOf(title, await read(accountEndpoints.info)));
  const { enableWithdrawals, ipRestrict } = rights;
  return {
    permissions: permissionsIn(rights),
    canWithdraw: typeof enableWithdrawals === 'boolean' ? enableWithdrawals : null,
    nonce: null,
    nonceWindow: null,
    // The right to trade ends: the owner must act as if the key ended.
    times: { ...unlimitedTimes, expiresAt: epochMs(rights.tradingAuthorityExpirationTime) },
    // The addresses themselves are not told.
    addresses: ipRestrict === false ? [] : null,
    customer: await customerOf(read),
    positionMode: rights.enableFutures === true ? await positionModeOf(read) : null,
  };
}

/** Null where a right is told in a form that is no yes and no no. */
function permissionsIn(rights: Json): string[] | null {
  const told = Object.entries(rights).filter(([name]) => /^(enable|permits)/.test(name));
  if (told.length === 0 || !told.every(([, value]) => typeof value === 'boolean')) return null;
  return told.flatMap(([name, value]) => (value === true ? [name] : []));
}

/** Orders of a Portfolio Margin account go to hosts of their own. */
function refusePortfolioMargin({ isPortfolioMarginRetailEnabled }: Json): void {
  if (isPortfolioMarginRetailEnabled !== true) return;
  throw new OemsError(
    'NOT_SUPPORTED',
    'the Binance account is in Portfolio Margin, which this service does not trade; leave Portfolio Margin at Binance, or use a sub-account without it, then send the key again',
    { details: [{ message: 'isPortfolioMarginRetailEnabled is true' }] },
  );
}

/** `uid` of the spot account is the customer. Null: the answer has no `uid`. */
async function customerOf(read: MarketWire['read']): Promise<string | null> {
  const account = rowOf(title, await read(spotEndpoints.account, { omitZeroBalances: 'true' }));
  const uid = optionalText(account.uid);
  return uid === null ? null : digestOf({ uid });
}

async function positionModeOf(read: MarketWire['read']): Promise<PositionMode | null> {
  const { dualSidePosition } = rowOf(title, await read(accountEndpoints.futuresConfig));
  if (typeof dualSidePosition !== 'boolean') return null;
  return dualSidePosition ? 'hedge' : 'one-way';
}
